/** What one look at the nodes found to be done. */
export interface Changes {
  /** Names of nodes that need a Pod. */
  readonly create: readonly string[];
  /** Names of Pods that must go. */
  readonly remove: readonly string[];
}

export const noChanges: Changes = { create: [], remove: [] };

export function together(list: readonly Changes[]): Changes {
  return { create: list.flatMap(({ create }) => create), remove: list.flatMap(({ remove }) => remove) };
}
