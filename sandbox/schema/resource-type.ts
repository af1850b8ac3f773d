/**
 * Names a resource of the API together with the TypeScript type of its objects. A client call takes one and so knows what
 * it returns. The tokens of all built-in resources are in `resources.ts`.
 */
export interface ResourceType<T> {
  /** API group, empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** Plural name as it stands in URLs, e.g. `deployments`. */
  readonly resource: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** Name of its structure in the OpenAPI document; custom resources have none. */
  readonly definition?: string;
  /** Never set: it only carries `T`. */
  readonly object?: T;
}

export function resourceType<T>(names: Omit<ResourceType<T>, 'object'>): ResourceType<T> {
  return names;
}

/** `v1`, `apps/v1`: the `apiVersion` of a group and version. */
export function apiVersionOf(type: { readonly group: string; readonly version: string }): string {
  return type.group === '' ? type.version : `${type.group}/${type.version}`;
}
