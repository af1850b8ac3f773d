/** The parts of a cluster that calls come from, in the order in which the picture shows them. */
export const parts = ['kubectl', 'controllers', 'scheduler', 'kubelet'] as const;
export type Part = (typeof parts)[number];

/** One call that the API server answered. */
export interface TraceCall {
  /** Milliseconds since the command began. */
  readonly at: number;
  readonly part: Part;
  /** Who of that part, e.g. `deployment-controller`, `node-1`. */
  readonly who: string;
  readonly verb: string;
  /** e.g. `pods/web-1`. */
  readonly object: string;
  readonly subresource?: string;
  readonly code: number;
  /** Whether it changes what is stored. */
  readonly writes: boolean;
  /** Reports of being alive and the like, which come whether somebody does something or not. */
  readonly routine: boolean;
}

/** One step of a request's way. */
export interface RequestHop {
  readonly at: string;
  readonly what: string;
}

/** A request through the network of the cluster, and all that happened to it on its way. */
export interface TracedRequest {
  /** Virtual milliseconds since the epoch. */
  readonly time: number;
  readonly milliseconds: number;
  readonly from: string;
  /** As the sender named it: `GET http://web/`. */
  readonly target: string;
  readonly ok: boolean;
  /** `200`, or how it failed. */
  readonly outcome: string;
  readonly hops: readonly RequestHop[];
}

export interface Trace {
  /** The command that was typed last; undefined when there was none. */
  readonly command?: string;
  readonly calls: readonly TraceCall[];
  /** Whether there were more calls than are kept. */
  readonly cut: boolean;
  /** The most recent last. */
  readonly requests: readonly TracedRequest[];
}

export const noTrace: Trace = { calls: [], cut: false, requests: [] };
