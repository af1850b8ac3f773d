import type { PriorityLevelConfigurationSpec } from '../schema/types/flowcontrol-v1.ts';

export interface KeptPriorityLevel {
  readonly name: string;
  readonly spec: PriorityLevelConfigurationSpec;
}

type Figures = readonly [shares: number, lendable: number, queues: number, hand: number];

/** Shares of the server and queues of the levels that a server suggests. Models SuggestedPriorityLevelConfigurations. */
const queued: { readonly [name: string]: Figures } = {
  system: [30, 33, 64, 6],
  'node-high': [40, 25, 64, 6],
  'leader-election': [10, 0, 16, 4],
  'workload-high': [40, 50, 128, 6],
  'workload-low': [100, 90, 128, 6],
  'global-default': [20, 50, 128, 6],
};

/** Models apiserver/pkg/apis/flowcontrol/bootstrap. */
export const suggestedPriorityLevels: readonly KeptPriorityLevel[] = Object.entries(queued).map(
  ([name, [nominalConcurrencyShares, lendablePercent, queues, handSize]]) => ({
    name,
    spec: {
      type: 'Limited',
      limited: {
        nominalConcurrencyShares,
        limitResponse: { type: 'Queue', queuing: { queues, handSize, queueLengthLimit: 50 } },
        lendablePercent,
      },
    },
  }),
);

export const mandatoryPriorityLevels: readonly KeptPriorityLevel[] = [
  {
    name: 'catch-all',
    spec: { type: 'Limited', limited: { nominalConcurrencyShares: 5, limitResponse: { type: 'Reject' }, lendablePercent: 0 } },
  },
  { name: 'exempt', spec: { type: 'Exempt', exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 } } },
];
