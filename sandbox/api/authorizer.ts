import type { FieldRequirement } from '../core/field-selector.ts';
import type { PolicyRule } from '../schema/types/rbac-v1.ts';
import type { UserInfo } from './request.ts';

/** What somebody wants to do: something with a resource, or with a path that is none. Models k8s.io/apiserver's authorizer.Attributes. */
export interface Attributes {
  readonly user: UserInfo;
  /** Beside the verbs of requests those that only authorisation knows: `impersonate`, `bind`, `escalate`, `approve` … */
  readonly verb: string;
  readonly group?: string | undefined;
  readonly resource?: string | undefined;
  readonly subresource?: string | undefined;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  /** Of a request for many: what the fields of each must be. Only the rights of nodes depend on it. */
  readonly fields?: readonly FieldRequirement[] | undefined;
  /** Of a request that is for no resource. */
  readonly path?: string | undefined;
}

export interface Decision {
  readonly allowed: boolean;
  /** By what it is allowed, or what went wrong while looking. */
  readonly reason: string;
}

/** Decides who may do what. */
export interface Authorizer {
  authorize(attributes: Attributes): Decision;
  /** What a user may do in a namespace, and in the whole cluster. */
  rulesFor(user: UserInfo, namespace: string): readonly PolicyRule[];
}

const everything: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
];

/** Lets everyone do everything. */
export const alwaysAllow: Authorizer = {
  authorize: () => ({ allowed: true, reason: '' }),
  rulesFor: () => everything,
};
