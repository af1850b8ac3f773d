export { createHelm, type HelmEnvironment } from './helm.ts';
