export { createKubelet } from './kubelet.ts';
export type { Kubelet, KubeletOptions } from './kubelet.ts';
export { KUBELET_VERSION } from './node-status.ts';
export { notSimulated } from './not-simulated.ts';
export type { NotSimulated } from './not-simulated.ts';
