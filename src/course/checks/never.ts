import { defineCheck, type Check } from './define-check.ts';
import { judgeNever } from './invariants.ts';
import { nestedCheck } from './nested-check.ts';

/** The inner check held at no change since the task began. */
export const never = defineCheck<Check>({
  type: 'never',
  shape: nestedCheck,
  label: (inner) => `at no time: ${inner.label}`,
  overTime: true,
  inner: (inner) => inner,
  watches: (inner) => inner.watches,
  evaluate: async (inner, world) => judgeNever(inner, world),
});
