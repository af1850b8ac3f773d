export { createCrictl, crictlConfig } from './crictl.ts';
export { createCtr, type CtrNamespace } from './ctr.ts';
