import { defineCheck, type Check } from './define-check.ts';
import { judgeAlways } from './invariants.ts';
import { nestedCheck } from './nested-check.ts';

/** The inner check held at every change since the task began. */
export const always = defineCheck<Check>({
  type: 'always',
  shape: nestedCheck,
  label: (inner) => `at all times: ${inner.label}`,
  overTime: true,
  inner: (inner) => inner,
  watches: (inner) => inner.watches,
  evaluate: async (inner, world) => judgeAlways(inner, world),
});
