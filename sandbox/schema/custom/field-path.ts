import { isObject } from '../../core/json.ts';
import { propertiesOf, valuesOf, type JsonSchema } from './json-schema.ts';

/**
 * The schema of the field that a path such as `.spec.color` or `.labels['a']` leads to, or what the server says of a path that leads to
 * none. Models …/apiserver/schema/cel.ValidFieldPath.
 */
export function findField(schema: JsonSchema, path: string): JsonSchema | string {
  let rest = path;
  let here: JsonSchema | undefined = schema;
  while (rest !== '') {
    const match: RegExpExecArray | null = /^(?:\.([A-Za-z_][\w-]*)|\['([^']*)'\])/.exec(rest);
    if (match === null) return /^[.[]/.test(rest) ? `invalid path: ${rest}` : `expected [ or . but got: ${rest}`;
    const name: string = match[1] ?? match[2] ?? '';
    const next: JsonSchema | undefined = new Map(propertiesOf(here)).get(name) ?? valuesOf(here);
    if (next === undefined) return 'does not refer to a valid field';
    here = next;
    rest = rest.slice(match[0].length);
  }
  return here;
}

/**
 * What a JSON path of a printer column finds: names, indexes, `[*]` and comparisons with a text (`[?(@.type=="Ready")]`). Other
 * expressions find nothing.
 */
export function valuesAt(value: unknown, path: string): readonly unknown[] {
  let found: readonly unknown[] = [value];
  for (const [, name, quoted, index, all, field, wanted] of path.matchAll(STEP)) {
    found = found.flatMap((one): readonly unknown[] => {
      if (all !== undefined) return Array.isArray(one) ? one : isObject(one) ? Object.values(one) : [];
      if (index !== undefined) return Array.isArray(one) ? [one.at(Number(index))] : [];
      if (field !== undefined)
        return Array.isArray(one) ? one.filter((item) => isObject(item) && String(item[field]) === wanted) : [];
      const key = (name ?? quoted ?? '').replaceAll('\\.', '.');
      return isObject(one) && Object.hasOwn(one, key) ? [one[key]] : [];
    });
  }
  return found.filter((one) => one !== undefined && one !== null);
}

const STEP =
  /\.((?:[^.[\]\\]|\\.)+)|\['([^']*)'\]|\[(-?\d+)\]|(\[\*\]|\.\*)|\[\?\(\s*@\.([\w-]+)\s*==\s*["']([^"']*)["']\s*\)\]/g;
