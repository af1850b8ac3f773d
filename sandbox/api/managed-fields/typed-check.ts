import { isObject } from '../../core/json.ts';
import type { Field, PatchRule, Structure } from '../../schema/structure.ts';

/**
 * What does not fit the types of a configuration that is to be applied, in the words of sigs.k8s.io/structured-merge-diff/typed. Null
 * fits everywhere.
 */
export function typeFaults(structure: Structure, value: unknown): readonly string[] {
  const faults: string[] = [];
  walk(structure, {}, value, '', faults);
  return faults;
}

function walk(structure: Structure, rule: PatchRule, value: unknown, path: string, faults: string[]): void {
  if (value === null || value === undefined) return;
  const fault = (what: string): void => void faults.push(`${path}: ${what}`);
  const { shape } = structure;
  if (shape === 'struct' || shape === 'map') {
    if (!isObject(value)) fault(`expected map, got &{${goPlain(value)}}`);
    else walkMap(structure, value, path, faults);
  } else if (shape === 'list') {
    if (Array.isArray(value)) walkList(structure, rule, value, path, faults);
    else fault(`expected list, got &{${goPlain(value)}}`);
  } else if (shape === 'integer' || shape === 'number') {
    if (typeof value !== 'number') fault(`expected numeric (int or float), got ${goType(value)}`);
  } else if (shape === 'boolean') {
    if (typeof value !== 'boolean') fault(`expected boolean, got &value.valueUnstructured{Value:${goSyntax(value)}}`);
  } else if (shape === 'string' || shape === 'bytes') {
    if (typeof value !== 'string') fault(`expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`);
  }
}

function walkMap(structure: Structure, value: { readonly [key: string]: unknown }, path: string, faults: string[]): void {
  const values = structure.shape === 'map' ? structure.items?.() : undefined;
  for (const name of Object.keys(value)) {
    const at = `${path}.${name}`;
    const field: Field | undefined = structure.fields?.get(name);
    if (field !== undefined) walk(field.structure(), field.patch, value[name], at, faults);
    else if (values !== undefined) walk(values, {}, value[name], at, faults);
    else if (structure.shape === 'struct' && structure.open !== true) faults.push(`${at}: field not declared in schema`);
  }
}

function walkList(structure: Structure, rule: PatchRule, list: readonly unknown[], path: string, faults: string[]): void {
  const items = structure.items?.();
  if (items === undefined) return;
  const seen = new Set<string>();
  for (const [index, item] of list.entries()) {
    const step = stepOf(items, rule, item) ?? `[${index}]`;
    const shown = rule.listType === 'map' ? step : step.slice(2, -1);
    if (seen.has(step)) faults.push(`${path}: duplicate entries for key ${shown}`);
    seen.add(step);
    walk(items, {}, item, `${path}${step}`, faults);
  }
}

/** The step to an item that has a name of its own; undefined in lists that go by position. */
function stepOf(items: Structure, { listType, listKeys }: PatchRule, item: unknown): string | undefined {
  if (listType === 'set') return `[=${JSON.stringify(item)}]`;
  if (listType !== 'map' || !isObject(item)) return undefined;
  const keys = [...(listKeys ?? [])].sort().flatMap((key) => {
    const value = item[key] ?? items.fields?.get(key)?.default;
    return value === undefined ? [] : [`${key}=${JSON.stringify(value)}`];
  });
  return `[${keys.join(',')}]`;
}

function goType(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}';
  if (isObject(value)) return 'map[string]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** A value as Go prints it with `%#v`. */
function goSyntax(value: unknown): string {
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${goSyntax(value[key])}`);
  return `map[string]interface {}{${entries.join(', ')}}`;
}

/** A value as Go prints it with `%v`. */
function goPlain(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goPlain).join(' ')}]`;
  if (!isObject(value)) return String(value);
  const entries = Object.keys(value)
    .sort()
    .map((key) => `${key}:${goPlain(value[key])}`);
  return `map[${entries.join(' ')}]`;
}
