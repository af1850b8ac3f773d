import type { Environment } from '@marcbachmann/cel-js';

/** What `sets.contains` and the like are called on. */
class SetsNamespace {
  readonly name = 'sets';
}

/** Lists as sets. Models github.com/google/cel-go/ext/sets.go. */
export function addSets(environment: Environment): void {
  const type = 'cel.SetsNamespace';
  environment.registerType({ name: type, ctor: SetsNamespace, fields: {} });
  environment.registerConstant('sets', type, new SetsNamespace());
  const functions: { readonly [name: string]: (left: readonly unknown[], right: readonly unknown[]) => boolean } = {
    contains,
    equivalent: (left, right) => contains(left, right) && contains(right, left),
    intersects: (left, right) => {
      const keys = new Set(left.map(keyOf));
      return right.some((one) => keys.has(keyOf(one)));
    },
  };
  for (const [name, run] of Object.entries(functions)) {
    environment.registerFunction(
      `${type}.${name}(list<dyn>, list<dyn>): bool`,
      (_sets: SetsNamespace, left: readonly unknown[], right: readonly unknown[]) => run(left, right),
    );
  }
}

function contains(whole: readonly unknown[], part: readonly unknown[]): boolean {
  const keys = new Set(whole.map(keyOf));
  return part.every((one) => keys.has(keyOf(one)));
}

/** A text that is the same for values that CEL holds equal: numbers are so across their types. */
function keyOf(value: unknown): string {
  if (typeof value === 'bigint' || typeof value === 'number') return `number ${value}`;
  if (Array.isArray(value)) return `[${value.map(keyOf).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'none';
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return `{${entries
    .map(([key, item]) => `${JSON.stringify(key)}:${keyOf(item)}`)
    .sort()
    .join()}}`;
}
