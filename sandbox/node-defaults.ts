import type { NodeOptions } from './cluster-types.ts';

/** The cluster of a lesson that asks for nothing else: a control plane and two workers. */
export const defaultNodes: readonly NodeOptions[] = [
  { name: 'control-plane', controlPlane: true },
  { name: 'node-1' },
  { name: 'node-2' },
];

/** Address of the learner's machine; it stands on the same network as the nodes. */
export const WORKSTATION_ADDRESS = '192.168.64.1';

/** Address of the n-th node, counted from 0. */
export function nodeAddress(index: number): string {
  const host = index + 10;
  return `192.168.${64 + Math.floor(host / 250)}.${host % 250}`;
}
