/** Something of an object that the API accepts and the network does not act on. */
export interface NotRouted {
  /** Group of the kinds that it is about; empty for the core group. */
  readonly group: string;
  /** All of the group when absent. */
  readonly kind?: string;
  /** Path in the object; `[]` after a name stands for any item of the list. The whole object when absent. */
  readonly field?: string;
  /** The only value that has no effect; any when absent. */
  readonly value?: string;
  readonly why: string;
}

const oneFamily = 'nothing here has an IPv6 address: a second cluster IP has an AAAA record and no rules';

/** In plain words for the learner. */
export const notRouted: readonly NotRouted[] = [
  {
    group: 'gateway.networking.k8s.io',
    why: 'no controller for Gateway API can be installed here, so nothing is routed by it; an Ingress is',
  },
  { group: '', kind: 'Service', field: 'spec.ipFamilies[]', value: 'IPv6', why: oneFamily },
  { group: '', kind: 'Service', field: 'spec.ipFamilyPolicy', value: 'PreferDualStack', why: oneFamily },
  { group: '', kind: 'Service', field: 'spec.ipFamilyPolicy', value: 'RequireDualStack', why: oneFamily },
];
