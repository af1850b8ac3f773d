import { isObject, type JsonObject, type JsonValue } from '../../../sandbox/index.ts';

/** One place at which an object is not as it should be. */
export interface Difference {
  /** As `kubectl explain` writes it, with `[name]` or `[index]` for items of lists. */
  readonly field: string;
  readonly expected: string;
  readonly found: string;
}

/**
 * Where `actual` does not match the partial value `expected`: mappings in part, every item of a list by its `name` or else any
 * item, `null` for what must not be set. Models the assertions of KUTTL and Chainsaw.
 */
export function differences(expected: JsonValue | undefined, actual: unknown, field = ''): readonly Difference[] {
  if (expected === undefined) return [];
  if (expected === null)
    return actual === undefined || actual === null ? [] : [{ field, expected: 'nothing', found: show(actual) }];
  if (Array.isArray(expected)) return listDifferences(expected as readonly JsonValue[], actual, field);
  if (isObject(expected)) {
    if (!isObject(actual)) {
      // The innermost field says more than "a mapping".
      const [first] = actual === undefined ? leaves(expected as JsonObject, field) : [];
      return [first ?? { field, expected: 'a mapping', found: show(actual) }];
    }
    return Object.entries(expected).flatMap(([key, value]) =>
      differences(value as JsonValue | undefined, Object.hasOwn(actual, key) ? actual[key] : undefined, join(field, key)),
    );
  }
  return expected === actual ? [] : [{ field, expected: show(expected), found: show(actual) }];
}

function listDifferences(expected: readonly JsonValue[], actual: unknown, field: string): readonly Difference[] {
  if (!Array.isArray(actual)) return [{ field, expected: `a list with ${expected.map(show).join(', ')}`, found: show(actual) }];
  const items: readonly unknown[] = actual;
  return expected.flatMap((item): readonly Difference[] => {
    const name = isObject(item) ? item['name'] : undefined;
    const named = typeof name === 'string' ? items.findIndex((other) => isObject(other) && other['name'] === name) : -1;
    if (named >= 0) return differences(item, items[named], `${field}[${String(name)}]`);
    if (typeof name === 'string') {
      const names = items.map((other) => (isObject(other) ? show(other['name']) : show(other)));
      return [{ field, expected: `an item named ${show(name)}`, found: names.length === 0 ? 'an empty list' : names.join(', ') }];
    }
    const tries = items.map((other, index) => differences(item, other, `${field}[${index}]`));
    if (tries.some((found) => found.length === 0)) return [];
    const nearest = [...tries].sort((left, right) => left.length - right.length)[0];
    if (nearest === undefined || !isObject(item)) return [{ field, expected: `an item ${show(item)}`, found: show(items) }];
    return nearest;
  });
}

/** Every plain value that is wanted of an object that is not there. */
function leaves(expected: JsonObject, field: string): readonly Difference[] {
  return Object.entries(expected).flatMap(([key, value]) =>
    isObject(value) ? leaves(value as JsonObject, join(field, key)) : differences(value, undefined, join(field, key)),
  );
}

function join(field: string, key: string): string {
  const plain = /^[\w-]+$/.test(key) ? key : `"${key}"`;
  return field === '' ? plain : `${field}.${plain}`;
}

/** A value in few characters: text in quotes, nothing as `nothing`. */
export function show(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  const written = JSON.stringify(value) ?? 'nothing';
  return written.length > 120 ? `${written.slice(0, 120)}…` : written;
}

export function describeDifference({ field, expected, found }: Difference): string {
  return field === '' ? `expected ${expected}, found ${found}` : `${field}: expected ${expected}, found ${found}`;
}
