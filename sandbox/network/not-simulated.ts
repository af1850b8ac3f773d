/** Kinds that the API accepts, once their CRDs are there, and that the network does not act on. */
export interface NotRouted {
  readonly group: string;
  readonly why: string;
}

/** In plain words for the learner. */
export const notRouted: readonly NotRouted[] = [
  {
    group: 'gateway.networking.k8s.io',
    why: 'no controller for Gateway API can be installed here, so nothing is routed by it; an Ingress is',
  },
];
