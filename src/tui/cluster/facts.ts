/** What the cluster screen shows: plain facts, made from API objects. */
export interface ClusterFacts {
  readonly nodes: readonly NodeFact[];
  readonly pods: readonly PodFact[];
  /** Deployments, ReplicaSets and other owners. */
  readonly owners: readonly OwnerFact[];
  readonly services: readonly ServiceFact[];
  /** The most recent last. */
  readonly events: readonly EventFact[];
}

/** What tells one state of an object from the next. */
export interface Versioned {
  readonly uid: string;
  readonly version: string;
}

export type Health = 'good' | 'busy' | 'bad' | 'done';

export interface NodeFact extends Versioned {
  readonly name: string;
  readonly ready: boolean;
  readonly controlPlane: boolean;
  readonly note?: string;
}

export interface PodFact extends Versioned {
  readonly name: string;
  readonly namespace: string;
  readonly node?: string;
  /** The STATUS column of `kubectl get pods`. */
  readonly status: string;
  readonly health: Health;
  readonly ready: string;
  readonly restarts: number;
  readonly owner?: string;
  readonly address?: string;
}

export interface OwnerFact extends Versioned {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  /** e.g. `2/3`. */
  readonly count: string;
  readonly health: Health;
  readonly owner?: string;
}

export interface ServiceFact extends Versioned {
  readonly name: string;
  readonly namespace: string;
  readonly type: string;
  readonly address: string;
  readonly ports: string;
  readonly endpoints: readonly { readonly target: string; readonly ready: boolean }[];
}

export interface EventFact extends Versioned {
  readonly type: string;
  readonly reason: string;
  readonly object: string;
  readonly message: string;
  readonly count: number;
  /** Virtual milliseconds since the epoch. */
  readonly time: number;
}

export const noFacts: ClusterFacts = { nodes: [], pods: [], owners: [], services: [], events: [] };
