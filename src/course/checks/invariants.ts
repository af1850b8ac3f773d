import type { Check, CheckWorld, Finding } from './define-check.ts';
import { fails, failsForGood, holds } from './define-check.ts';

/** What happened stays, whatever is done now. */
const onlyUndo = 'take your last steps back with undo';

export function judgeAlways(inner: Check, world: CheckWorld): Finding {
  const kept = world.invariant(inner);
  if (kept === undefined || kept.looked === 0) return fails('nothing has been looked at yet');
  return kept.firstFailure === undefined
    ? holds
    : failsForGood(`it did not hold all the time: ${kept.firstFailure}; ${onlyUndo}`);
}

export function judgeNever(inner: Check, world: CheckWorld): Finding {
  const kept = world.invariant(inner);
  if (kept === undefined || kept.looked === 0) return fails('nothing has been looked at yet');
  return kept.firstSuccessAt === undefined ? holds : failsForGood(`it happened: ${inner.label}; ${onlyUndo}`);
}
