import type { ResourceQuota, ScopedResourceSelectorRequirement } from '../schema/types/core-v1.ts';
import type { Evaluator } from './evaluators.ts';

/** The scopes of a quota, however they are written. */
export function scopesOf({ spec }: ResourceQuota): readonly ScopedResourceSelectorRequirement[] {
  const plain = (spec?.scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists' }));
  return [...plain, ...(spec?.scopeSelector?.matchExpressions ?? [])];
}

/** Whether an object lies in all scopes of a quota. */
export function isInScopes(quota: ResourceQuota, evaluator: Evaluator, object: { readonly [key: string]: unknown }): boolean {
  return scopesOf(quota).every((requirement) => evaluator.inScope(requirement, object));
}
