/** Takes `a.b[0].c` or `a['x/y'].b` apart into names and indexes. */
export function parseFieldPath(path: string): readonly (string | number)[] {
  const steps: (string | number)[] = [];
  for (const [, name, index, quoted] of path.matchAll(/([^.[\]]+)|\[(\d+)\]|\['([^']*)'\]/g)) {
    if (index !== undefined) steps.push(Number(index));
    else steps.push(name ?? quoted ?? '');
  }
  return steps;
}

/** The value at a path (`spec.replicas`, `.status.replicas`), or undefined where there is none. */
export function valueAt(object: unknown, path: string | readonly (string | number)[]): unknown {
  let value = object;
  for (const step of typeof path === 'string' ? parseFieldPath(path) : path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as { readonly [key: string | number]: unknown })[step];
  }
  return value;
}
