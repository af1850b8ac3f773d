import type { Change } from '../../api/client.ts';
import type { Node } from '../../schema/types/core-v1.ts';
import { isInTrouble, readyCondition } from './health.ts';

/** Milliseconds between two nodes of a zone from which Pods are evicted, … */
const PAUSE = 10_000;
/** … and while most of a large zone is in trouble. */
const LONG_PAUSE = 100_000;
/** More nodes than this make a zone large. */
const LARGE = 50;
/** From this share of nodes in trouble on, and more than two, it may well be the network. */
const UNHEALTHY = 0.55;

interface Zone {
  size: number;
  unhealthy: number;
  /** When the next node may follow. */
  next: number;
}

interface Member {
  readonly zone: Zone;
  readonly isHealthy: boolean;
}

/**
 * How fast nodes in trouble lose their Pods: one node of a zone after the other, none while most of a small zone is in trouble, and none at all
 * while no node of the cluster is well: then it is rather the control plane that hears nothing. Models handleDisruption and
 * setLimiterInZone of pkg/controller/nodelifecycle.
 */
export class Disruption {
  private readonly zones = new Map<string, Zone>();
  private readonly members = new Map<string, Member>();
  private healthy = 0;

  /** Takes in how a node is. */
  see({ type, object }: Change<Node>): void {
    const { name } = object.metadata;
    this.leave(name);
    if (type === 'deleted') return;
    const key = zoneOf(object);
    const zone = this.zones.get(key) ?? { size: 0, unhealthy: 0, next: 0 };
    this.zones.set(key, zone);
    const isHealthy = readyCondition(object)?.status === 'True';
    zone.size++;
    if (isHealthy) this.healthy++;
    else zone.unhealthy++;
    this.members.set(name, { zone, isHealthy });
  }

  /** Whether a node has to lose its Pods, now or when its turn comes. */
  concerns(node: Node): boolean {
    return this.healthy > 0 && isInTrouble(node);
  }

  /** Milliseconds until the node's turn, Infinity while nobody knows. It is taken when they are none. */
  wait({ metadata }: Node, now: number): number {
    const zone = this.members.get(metadata.name)?.zone;
    if (zone === undefined) return Infinity;
    const { size, unhealthy } = zone;
    const isDisrupted = unhealthy < size && unhealthy > 2 && unhealthy / size >= UNHEALTHY;
    if (isDisrupted && size <= LARGE) return Infinity;
    const wait = Math.max(0, zone.next - now);
    if (wait === 0) zone.next = now + (isDisrupted ? LONG_PAUSE : PAUSE);
    return wait;
  }

  private leave(name: string): void {
    const member = this.members.get(name);
    if (member === undefined) return;
    this.members.delete(name);
    member.zone.size--;
    if (member.isHealthy) this.healthy--;
    else member.zone.unhealthy--;
  }
}

function zoneOf({ metadata: { labels = {} } }: Node): string {
  return `${labels['topology.kubernetes.io/region'] ?? ''}/${labels['topology.kubernetes.io/zone'] ?? ''}`;
}
