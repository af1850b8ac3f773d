export { createDocker, type Docker } from './docker.ts';
