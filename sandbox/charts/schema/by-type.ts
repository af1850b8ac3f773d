import type { GoValue } from '../template/index.ts';
import { counted, quoted, quotedList, sameValue } from './problem.ts';
import type { Step } from './validate.ts';

type Pattern = (pattern: string) => { test(text: string): boolean };

function countOf(schema: Step['schema'], name: string): number | undefined {
  const value = schema.get(name);
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined;
}

function mapOf(schema: Step['schema'], name: string): ReadonlyMap<string, GoValue> {
  const value = schema.get(name);
  return value instanceof Map ? value : new Map();
}

function bounds(step: Step, got: number, least: string, most: string): void {
  const min = countOf(step.schema, least);
  const max = countOf(step.schema, most);
  if (min !== undefined && got < min) step.report(`${least}: got ${counted(got)}, want ${counted(min)}`);
  if (max !== undefined && got > max) step.report(`${most}: got ${counted(got)}, want ${counted(max)}`);
}

const missing = (object: ReadonlyMap<string, GoValue>, names: GoValue | undefined): string[] =>
  (Array.isArray(names) ? names : []).map(String).filter((name) => !object.has(name));

export function validateObject(step: Step, object: ReadonlyMap<string, GoValue>, pattern: Pattern): void {
  const { schema, report, part } = step;
  bounds(step, object.size, 'minProperties', 'maxProperties');
  const absent = missing(object, schema.get('required'));
  if (absent.length > 0)
    report(absent.length === 1 ? `missing property ${quoted(absent[0] ?? '')}` : `missing properties ${quotedList(absent)}`);
  for (const [name, dependency] of mapOf(schema, 'dependencies')) {
    if (!object.has(name)) continue;
    if (Array.isArray(dependency)) requireMore(step, name, missing(object, dependency));
    else step.self(dependency);
  }
  const properties = mapOf(schema, 'properties');
  const patterns = [...mapOf(schema, 'patternProperties')];
  const additional = schema.get('additionalProperties');
  const superfluous: string[] = [];
  for (const name of [...object.keys()].sort()) {
    const value = object.get(name) ?? null;
    let seen = false;
    const own = properties.get(name);
    if (own !== undefined) {
      seen = true;
      part(own, value, name);
    }
    for (const [expression, other] of patterns) {
      if (!pattern(expression).test(name)) continue;
      seen = true;
      part(other, value, name);
    }
    if (!seen && additional !== undefined) {
      seen = true;
      if (additional === false) superfluous.push(name);
      else part(additional, value, name);
    }
    if (seen) step.unseen.names?.delete(name);
  }
  if (superfluous.length > 0) report(`additional properties ${quotedList(superfluous)} not allowed`);
  if (step.draft === 4) return;
  const names = schema.get('propertyNames');
  if (names !== undefined) {
    for (const name of [...object.keys()].sort()) {
      const problem = step.tryPart(names, name, name);
      if (problem !== undefined) report(`invalid propertyName ${quoted(name)}`, problem.causes.length > 0 ? problem.causes : []);
    }
  }
  for (const [name, other] of mapOf(schema, 'dependentSchemas')) if (object.has(name)) step.self(other);
  for (const [name, wanted] of mapOf(schema, 'dependentRequired')) {
    if (object.has(name)) requireMore(step, name, missing(object, wanted));
  }
}

function requireMore(step: Step, name: string, absent: readonly string[]): void {
  if (absent.length > 0) step.report(`properties ${quotedList(absent)} required, if ${quoted(name)} exists`);
}

export function validateArray(step: Step, list: readonly GoValue[]): void {
  const { schema, report, part, unseen } = step;
  bounds(step, list.length, 'minItems', 'maxItems');
  if (schema.get('uniqueItems') === true) {
    const twice = duplicates(list);
    if (twice !== undefined) report(`items at ${counted(twice[0])} and ${counted(twice[1])} are equal`);
  }
  const each = (from: number, to: number, schemaOf: (index: number) => GoValue | undefined): void => {
    for (let index = from; index < Math.min(to, list.length); index++) {
      const own = schemaOf(index);
      if (own === undefined) continue;
      part(own, list[index] ?? null, String(index));
      unseen.items?.delete(index);
    }
  };
  const items = schema.get('items');
  const prefix = step.draft < 2020 ? items : schema.get('prefixItems');
  let first = 0;
  if (Array.isArray(prefix)) {
    first = prefix.length;
    each(0, first, (index) => prefix[index]);
  }
  if (!Array.isArray(items) && items !== undefined) each(first, list.length, () => items);
  const more = Array.isArray(items) ? schema.get('additionalItems') : undefined;
  if (more === false && list.length > first) report(`last ${counted(list.length - first)} additionalItem(s) not allowed`);
  else if (more !== undefined && more !== true) each(first, list.length, () => more);
  const contains = schema.get('contains');
  if (contains === undefined || step.draft === 4) return;
  const problems = list.map((item, index) => step.tryPart(contains, item, String(index)));
  const fitting = [...problems.keys()].filter((index) => problems[index] === undefined);
  if (step.draft >= 2020) for (const index of fitting) unseen.items?.delete(index);
  const causes = problems.flatMap((problem) => problem ?? []);
  const least = countOf(schema, 'minContains');
  if (least === undefined) {
    if (fitting.length === 0) report('no items match contains schema', causes);
  } else if (fitting.length < least) {
    const found = fitting.length === 0 ? 'but none matched' : `but matched ${fitting.length} items at ${fitting.join(' ')}`;
    report(`min ${least} items required to match contains schema, ${found}`, causes);
  }
  const most = countOf(schema, 'maxContains');
  if (most !== undefined && fitting.length > most)
    report(`max ${most} items required to match contains schema, but matched ${fitting.length} items at ${fitting.join(' ')}`);
}

function duplicates(list: readonly GoValue[]): readonly [number, number] | undefined {
  const seen = new Map<unknown, number>();
  for (const [index, item] of list.entries()) {
    if (typeof item !== 'object' || item === null) {
      const key = typeof item === 'bigint' ? Number(item) : item;
      const before = seen.get(key);
      if (before !== undefined) return [before, index];
      seen.set(key, index);
    } else if (index < 1_000) {
      const before = list.slice(0, index).findIndex((other) => sameValue(other, item));
      if (before >= 0) return [before, index];
    }
  }
  return undefined;
}

export function validateText(step: Step, text: string, pattern: Pattern): void {
  bounds(step, [...text].length, 'minLength', 'maxLength');
  const expression = step.schema.get('pattern');
  if (typeof expression === 'string' && !pattern(expression).test(text))
    step.report(`${quoted(text)} does not match pattern ${quoted(expression)}`);
}

export function validateNumber(step: Step, number: number): void {
  const { schema, report, draft } = step;
  const compare = (name: string, fails: (bound: number) => boolean): void => {
    const bound = countOf(schema, name);
    if (bound !== undefined && fails(bound)) report(`${name}: got ${counted(number)}, want ${counted(bound)}`);
  };
  // In draft 4 a bound is excluded by a word beside it.
  const strict = (name: string): boolean => draft === 4 && schema.get(name) === true;
  const least = countOf(schema, 'minimum');
  if (strict('exclusiveMinimum')) {
    if (least !== undefined && number <= least) report(`exclusiveMinimum: got ${counted(number)}, want ${counted(least)}`);
  } else compare('minimum', (bound) => number < bound);
  const most = countOf(schema, 'maximum');
  if (strict('exclusiveMaximum')) {
    if (most !== undefined && number >= most) report(`exclusiveMaximum: got ${counted(number)}, want ${counted(most)}`);
  } else compare('maximum', (bound) => number > bound);
  compare('exclusiveMinimum', (bound) => number <= bound);
  compare('exclusiveMaximum', (bound) => number >= bound);
  compare('multipleOf', (bound) => {
    const times = number / bound;
    return Math.abs(times - Math.round(times)) > 1e-9 * Math.max(1, Math.abs(times));
  });
}
