import type { Check, CheckWorld, Finding } from './define-check.ts';
import { fails, holds } from './define-check.ts';

export function judgeAlways(inner: Check, world: CheckWorld): Finding {
  const kept = world.invariant(inner);
  if (kept === undefined || kept.looked === 0) return fails('nothing has been looked at yet');
  return kept.firstFailure === undefined ? holds : fails(`it did not hold all the time: ${kept.firstFailure}`);
}

export function judgeNever(inner: Check, world: CheckWorld): Finding {
  const kept = world.invariant(inner);
  if (kept === undefined || kept.looked === 0) return fails('nothing has been looked at yet');
  return kept.firstSuccessAt === undefined ? holds : fails(`it happened: ${inner.label}`);
}
