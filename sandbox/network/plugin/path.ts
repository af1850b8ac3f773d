import type { Hop, TraceStep } from '../../core/traffic.ts';
import type { Crossing } from './configuration.ts';

/** Where one end of a way is. */
export interface Place {
  readonly address: string;
  readonly nodeName: string | undefined;
  readonly nodeAddress: string | undefined;
  /** On a network of its own, as a Pod is. */
  readonly isPod: boolean;
}

/**
 * What the network plug-in does with a packet for a Pod on another node. flannel wraps it in UDP (VXLAN, port 8472) between the nodes; Calico writes routes
 * that its BGP daemons tell each other, and nothing is wrapped.
 */
export function crossing(plugin: Crossing, from: Place, to: Place): Hop {
  const at = from.nodeName === undefined ? 'route' : `route on ${from.nodeName}`;
  const [a, b, c] = to.address.split('.');
  const range = `${a}.${b}.${c}.0/24`;
  if (plugin === 'flannel' && from.nodeName !== undefined) {
    const outer = `${from.nodeAddress ?? from.nodeName} to ${to.nodeAddress ?? to.nodeName}`;
    return { at, what: `${range} dev flannel.1: VXLAN wraps it in UDP port 8472 from ${outer}` };
  }
  return {
    at,
    what: `${range} via ${to.nodeAddress ?? to.nodeName} dev eth0${plugin === 'calico' ? ' proto bird' : ''}: not wrapped`,
  };
}

/** Routers between two places, and the receiver. */
export function traceSteps(plugin: Crossing, from: Place, to: Place, name: string): readonly TraceStep[] {
  const steps: TraceStep[] = [];
  if (from.isPod && from.nodeName !== undefined) {
    // The host's end of the Pod's cable answers under the bridge's address, or, with Calico, under the node's.
    const [a, b, c] = from.address.split('.');
    const address = plugin === 'flannel' ? `${a}.${b}.${c}.1` : (from.nodeAddress ?? '');
    steps.push({ name: from.nodeName, address });
  }
  if (to.isPod && to.nodeName !== undefined && to.nodeName !== from.nodeName) {
    const [a, b, c] = to.address.split('.');
    const address = plugin === 'flannel' && from.nodeName !== undefined ? `${a}.${b}.${c}.0` : (to.nodeAddress ?? '');
    steps.push({ name: to.nodeName, address });
  }
  return [...steps, { name, address: to.address }];
}
