import type { FieldError } from '../../api/field-error.ts';
import { duplicate, each, required } from '../validation/field-errors.ts';

/** Conditions of flow schemas and priority levels: each type once. */
export function* validateFlowConditions(conditions: readonly { readonly type?: string }[] | undefined): Generator<FieldError> {
  const types = new Set<string>();
  for (const [{ type = '' }, path] of each(conditions, 'status.conditions')) {
    if (types.has(type)) yield duplicate(`${path}.type`, type);
    types.add(type);
    if (type === '') yield required(`${path}.type`);
  }
}
