/** A condition of any workload's status. */
export interface StatusCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
  readonly lastUpdateTime?: string;
}

export function conditionOf<T extends StatusCondition>(conditions: readonly T[] | undefined, type: string): T | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/**
 * The conditions with this one in them, at the end when it is new or changed. One with the same status and reason stays as it is,
 * and the time of the last transition changes with the status only.
 */
export function withCondition<T extends StatusCondition>(conditions: readonly T[] | undefined, condition: T): readonly T[] {
  const current = conditionOf(conditions, condition.type);
  if (current?.status === condition.status && current.reason === condition.reason) return conditions ?? [];
  const settled =
    current?.status === condition.status ? { ...condition, lastTransitionTime: current.lastTransitionTime } : condition;
  return [...withoutCondition(conditions, condition.type), settled];
}

export function withoutCondition<T extends StatusCondition>(conditions: readonly T[] | undefined, type: string): readonly T[] {
  return (conditions ?? []).filter((condition) => condition.type !== type);
}

/** A status without counts of 0, empty lists and what is undefined: the API does not write them. */
export function compact<T extends object>(status: T): T {
  const kept = Object.entries(status).filter(
    ([, value]) => value !== undefined && value !== 0 && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(kept) as T;
}
