export { createKubectl } from './kubectl.ts';
export type { Connect, ConnectContext } from './connect.ts';
