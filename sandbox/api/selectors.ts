import { FieldSelectorError, parseFieldSelector, type FieldRequirement } from '../core/field-selector.ts';
import { parseSelector, SelectorError, selectorMatches, type Labels, type Selector } from '../core/label-selector.ts';
import { badRequest } from './errors.ts';
import type { Kind } from './kind.ts';
import type { AnyObject } from './server-state.ts';

/** Whether labels meet a selector as it stands in a URL; throws StatusError when it is none. */
export function labelFilter(text: string | undefined): (labels: Labels | undefined) => boolean {
  if (text === undefined || text === '') return () => true;
  const selector = parsed(text);
  return (labels) => selectorMatches(selector, labels);
}

function parsed(text: string): Selector {
  try {
    return parseSelector(text);
  } catch (error) {
    if (error instanceof SelectorError) throw badRequest(error.message);
    throw error;
  }
}

/** Whether an object meets a field selector; throws StatusError for one the kind does not know. */
export function fieldFilter(kind: Kind, text: string | undefined): (object: AnyObject) => boolean {
  if (text === undefined || text === '') return () => true;
  const tests = requirementsIn(text).map(({ field, isEqual, value }) => {
    const read = fieldReader(kind, field);
    return (object: AnyObject) => (read(object) === value) === isEqual;
  });
  return (object) => tests.every((test) => test(object));
}

function requirementsIn(text: string): readonly FieldRequirement[] {
  try {
    return parseFieldSelector(text);
  } catch (error) {
    if (error instanceof FieldSelectorError) throw badRequest(error.message);
    throw error;
  }
}

function fieldReader(kind: Kind, field: string): (object: AnyObject) => string {
  if (field === 'metadata.name') return (object) => object.metadata.name;
  if (field === 'metadata.namespace' && kind.type.namespaced) return (object) => object.metadata.namespace ?? '';
  const own = kind.selectableFields;
  const read = own !== undefined && Object.hasOwn(own, field) ? own[field] : undefined;
  if (read !== undefined) return read;
  if (kind.unknownField !== undefined) throw badRequest(kind.unknownField(field));
  // Kinds that know more fields than name and namespace word it differently.
  if (own !== undefined && Object.keys(own).length > 0) throw badRequest(`field label not supported: ${field}`);
  throw badRequest(`"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`);
}
