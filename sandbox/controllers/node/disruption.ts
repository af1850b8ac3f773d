import type { Node } from '../../schema/types/core-v1.ts';
import { readyCondition } from './health.ts';

/** Milliseconds between two nodes of a zone from which Pods are evicted, … */
const PAUSE = 10_000;
/** … and while most of a large zone is in trouble. */
const LONG_PAUSE = 100_000;
/** More nodes than this make a zone large. */
const LARGE = 50;
/** From this share of nodes in trouble on, and more than two, it may well be the network. */
const UNHEALTHY = 0.55;

type State = 'normal' | 'partly disrupted' | 'fully disrupted';

interface Zone {
  readonly size: number;
  readonly state: State;
}

/**
 * How fast nodes in trouble lose their Pods: one node of a zone after the other, none while most of a small zone is in trouble, and none at all
 * while no node of the cluster is well: then it is rather the control plane that hears nothing. Models handleDisruption and
 * setLimiterInZone of pkg/controller/nodelifecycle.
 */
export class Disruption {
  private readonly next = new Map<string, number>();

  /** Milliseconds until this node may be marked for eviction, Infinity while nobody knows; zero counts as done. */
  take(node: Node, nodes: readonly Node[], now: number): number {
    const zone = zoneOf(node);
    const { size, state } = zoneState(nodes.filter((other) => zoneOf(other) === zone));
    const pause = state === 'partly disrupted' ? (size > LARGE ? LONG_PAUSE : Infinity) : PAUSE;
    if (pause === Infinity) return Infinity;
    const wait = Math.max(0, (this.next.get(zone) ?? now) - now);
    if (wait === 0) this.next.set(zone, now + pause);
    return wait;
  }
}

/** Whether no node is well. */
export function isFullyDisrupted(nodes: readonly Node[]): boolean {
  return zoneState(nodes).state === 'fully disrupted';
}

function zoneState(nodes: readonly Node[]): Zone {
  const size = nodes.length;
  const unhealthy = nodes.filter((node) => readyCondition(node)?.status !== 'True').length;
  if (unhealthy === size) return { size, state: 'fully disrupted' };
  return { size, state: unhealthy > 2 && unhealthy / size >= UNHEALTHY ? 'partly disrupted' : 'normal' };
}

function zoneOf({ metadata: { labels = {} } }: Node): string {
  return JSON.stringify([labels['topology.kubernetes.io/region'] ?? '', labels['topology.kubernetes.io/zone'] ?? '']);
}
