import { toYaml } from './encode.ts';
import { fn } from './functions/define.ts';
import { GoError, TypedMap, plainMap, type GoCallable, type GoValue, type Methods } from './values.ts';

/** The methods of chartutil.Values. Models helm/pkg/chartutil/values.go. */
export function valuesMethods(values: TypedMap): Methods {
  const table = (name: string): TypedMap => {
    let found: GoValue = values;
    for (const part of name.split('.')) {
      const next: GoValue | undefined = found instanceof Map ? found.get(part) : undefined;
      if (!(next instanceof Map)) throw new GoError(`${JSON.stringify(part)} is not a table`);
      found = next;
    }
    return new TypedMap('chartutil.Values', 'interface {}', found);
  };
  const pathValue = (path: string): GoValue => {
    if (path === '') throw new GoError('YAML path cannot be empty');
    const parts = path.split('.');
    const last = parts.pop() ?? '';
    const holder = parts.length === 0 ? values : table(parts.join('.'));
    const value = holder.get(last);
    if (value === undefined || value instanceof Map)
      throw new GoError(`${JSON.stringify(parts.length === 0 ? path : last)} is not a value`);
    return value;
  };
  return new Map<string, GoCallable>([
    ['YAML', fn([], () => toYaml(values))],
    ['AsMap', fn([], () => plainMap(values))],
    ['Table', fn(['string'], table)],
    ['PathValue', fn(['string'], pathValue)],
  ]);
}
