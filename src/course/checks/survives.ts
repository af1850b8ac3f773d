import type { FaultAction } from '../lesson/model.ts';
import { faultAction } from '../pack/fault-shape.ts';
import { defineCheck, fails, holds, type Check } from './define-check.ts';

/** How long a cluster is given to recover when the check does not say. */
const RECOVERY = 60_000;

/** After a fault the other checks of the task hold again. */
export const survives = defineCheck<FaultAction>({
  type: 'survives',
  shape: faultAction,
  usualWithin: RECOVERY,
  last: true,
  label: ({ type }) => `all of it holds again after ${type}`,
  async evaluate(_action, world, check) {
    const survival = await world.survival(check);
    if (survival === undefined) return fails('nothing has been tried yet');
    if (survival.state === 'survived') return holds;
    if (survival.state === 'refused') return fails(`the fault cannot be tried: ${survival.why ?? ''}`);
    return fails(`it is being tried: ${survival.after}, and ${check.within / 1_000} s later all must hold`);
  },
});

/** The fault of a check of this type. */
export function survivalOf(check: Check): { readonly action: FaultAction } {
  return { action: check.value as FaultAction };
}
