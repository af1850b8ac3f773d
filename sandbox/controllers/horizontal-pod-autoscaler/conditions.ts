import type { HorizontalPodAutoscalerCondition } from '../../schema/types/autoscaling-v2.ts';

/** The conditions with this one changed in its place, or added at the end. Models setConditionInList. */
export function put(
  conditions: readonly HorizontalPodAutoscalerCondition[],
  type: string,
  status: 'True' | 'False',
  reason: string,
  message: string,
  time: string,
): readonly HorizontalPodAutoscalerCondition[] {
  const before = conditions.find((condition) => condition.type === type);
  const changed = before?.status === status ? before.lastTransitionTime : time;
  const condition = { type, status, lastTransitionTime: changed, reason, message };
  return before === undefined ? [...conditions, condition] : conditions.map((other) => (other === before ? condition : other));
}
