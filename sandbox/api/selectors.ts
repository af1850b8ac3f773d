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
  const tests = splitTerms(text).map((term) => fieldTest(kind, term));
  return (object) => tests.every((test) => test(object));
}

function fieldTest(kind: Kind, term: string): (object: AnyObject) => boolean {
  const match = /^((?:[^=!\\]|\\.)*)(==|!=|=)([\s\S]*)$/.exec(term);
  if (match === null) throw badRequest(`invalid selector: '${term}'; can't understand '${term}'`);
  const [, field = '', operator, raw = ''] = match;
  const value = unescape(raw);
  const read = fieldReader(kind, field);
  return (object) => (read(object) === value) === (operator !== '!=');
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

function unescape(text: string): string {
  const bad = /\\([^\\,=])/.exec(text);
  if (bad !== null) throw badRequest(`invalid field selector: invalid escape sequence: \\${bad[1] ?? ''}`);
  return text.replace(/\\([\\,=])/g, '$1');
}

function splitTerms(text: string): string[] {
  return [...text.matchAll(/(?:\\.|[^,\\])+/gs)].map(([term]) => term);
}
