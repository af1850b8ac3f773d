import { EvaluationError, Optional } from '@marcbachmann/cel-js';
import { deepEqual, isObject } from '../../core/json.ts';
import type { ValidationRule } from '../types/apiextensions-v1.ts';
import { COST_EXCEEDED, type Program } from '../cel/bounds.ts';
import { compileExpression, marked, type CompiledExpression } from '../cel/compile.ts';
import { celEnvironment, celValue } from './cel-types.ts';
import { patternProblem } from './pattern.ts';
import { counterpart, invalid, itemsOf, propertiesOf, valuesOf, type JsonSchema, type Problem } from './json-schema.ts';

const environments = {
  plain: new WeakMap<JsonSchema, ReturnType<typeof celEnvironment>>(),
  optional: new WeakMap<JsonSchema, ReturnType<typeof celEnvironment>>(),
};
const programs = new WeakMap<JsonSchema, Map<string, CompiledExpression>>();

/** Compiles an expression about values of the schema; each only once. */
export function compileCel(schema: JsonSchema, expression: string, root: boolean, optionalOld = false): CompiledExpression {
  const known = programs.get(schema) ?? new Map<string, CompiledExpression>();
  programs.set(schema, known);
  const key = `${String(optionalOld)} ${expression}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const table = environments[optionalOld ? 'optional' : 'plain'];
  const environment = table.get(schema) ?? celEnvironment(schema, root, optionalOld);
  table.set(schema, environment);
  const made = compile(environment, expression);
  known.set(key, made);
  return made;
}

function compile(environment: ReturnType<typeof celEnvironment>, expression: string): CompiledExpression {
  const made = compileExpression(environment, expression);
  const problem = made.problem ?? badPattern(expression);
  return problem === undefined ? made : { problem };
}

/** A pattern that stands in the expression itself has to hold up when the expression is compiled. */
function badPattern(expression: string): string | undefined {
  for (const match of expression.matchAll(/\.matches\((?:"([^"\\]*)"|'([^'\\]*)')\)/g)) {
    const at = match.index + '.matches('.length;
    if (patternProblem(match[1] ?? match[2] ?? '') !== undefined)
      return `compilation failed: ${marked(expression, 'invalid matches argument', at)}`;
  }
  return undefined;
}

/** What rules say of a value and of the values in it. Models …/apiserver/schema/cel.Validator. */
export function validateRules(schema: JsonSchema, value: unknown, old: unknown, field = '', root = true): Problem[] {
  return rulesOf(schema, value, old, field, root, false);
}

/** `around` tells whether what the value lies in is as it was before. */
function rulesOf(schema: JsonSchema, value: unknown, old: unknown, field: string, root: boolean, around: boolean): Problem[] {
  if (value === undefined || value === null) return [];
  const unchanged = old === undefined || old === null ? around : deepEqual(value, old);
  const own = (schema['x-kubernetes-validations'] ?? []).flatMap((rule) =>
    // What was so before is not held against an update, but for rules about the change itself.
    unchanged && !isTransitionRule(rule.rule ?? '') ? [] : applyRule(schema, rule, value, old, field, root),
  );
  return [...own, ...inside(schema, value, old, field, unchanged)];
}

function inside(schema: JsonSchema, value: unknown, old: unknown, field: string, unchanged: boolean): Problem[] {
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    if (items === undefined) return [];
    return value.flatMap((one: unknown, index) =>
      rulesOf(items, one, counterpart(schema, one, old), `${field}[${index}]`, false, unchanged),
    );
  }
  if (!isObject(value)) return [];
  const before = isObject(old) ? old : {};
  const properties = new Map(propertiesOf(schema));
  const values = valuesOf(schema);
  return Object.keys(value).flatMap((name) => {
    const known = properties.get(name);
    const at = known === undefined ? `${field}[${name}]` : field === '' ? name : `${field}.${name}`;
    const inner = known ?? values;
    return inner === undefined ? [] : rulesOf(inner, value[name], before[name], at, false, unchanged);
  });
}

export const isTransitionRule = (rule: string): boolean => /\boldSelf\b/.test(rule);

function applyRule(
  schema: JsonSchema,
  rule: ValidationRule,
  value: unknown,
  old: unknown,
  field: string,
  root: boolean,
): Problem[] {
  const text = rule.rule ?? '';
  const optionalOld = rule.optionalOldSelf === true;
  const absent = old === undefined || old === null;
  if (isTransitionRule(text) && absent && !optionalOld) return [];
  const { program, problem } = compileCel(schema, text, root, optionalOld);
  if (program === undefined) return [fault(field, value, `rule compile error: ${problem ?? ''}`)];
  const before = absent ? undefined : celValue(schema, old, root);
  const oldSelf = optionalOld ? (absent ? Optional.none() : Optional.of(before)) : before;
  const context = { self: celValue(schema, value, root), ...(oldSelf === undefined ? {} : { oldSelf }) };
  const outcome = run(program, context);
  if (outcome instanceof EvaluationError) return [fault(field, value, evaluationText(rule, outcome))];
  if (outcome === true) return [];
  const at = rule.fieldPath === undefined || rule.fieldPath === '' ? field : `${field}${rule.fieldPath}`.replace(/^\./, '');
  const type = (rule.reason ?? 'FieldValueInvalid') as Problem['type'];
  const detail = messageOf(schema, rule, context, root);
  // Lists and objects would be too long to show.
  return [typeof value === 'object' ? { type, field: at, detail } : { type, field: at, value, detail }];
}

function run(program: Program, context: { readonly [name: string]: unknown }): unknown {
  try {
    return program(context);
  } catch (error) {
    if (error instanceof EvaluationError) return error;
    throw error;
  }
}

/** Why a rule could not be evaluated, in the words of …/apiserver/schema/cel/validation.go. */
function evaluationText(rule: ValidationRule, { summary }: EvaluationError): string {
  const shown = (rule.message ?? '') === '' ? (rule.rule ?? '').trim() : (rule.message ?? '').trim();
  const problem = summary.replace(/^No such key: /, 'no such key: ');
  if (problem === COST_EXCEEDED)
    return `'${problem}': no further validation rules will be run due to call cost exceeds limit for rule: ${shown}`;
  if (problem.startsWith('no such overload'))
    return `'no such overload': call arguments did not match a supported operator, function or macro signature for rule: ${shown}`;
  return `${problem} evaluating rule: ${shown}`;
}

const shown = (value: unknown): string => (Array.isArray(value) ? 'array' : typeof value === 'bigint' ? 'integer' : typeof value);

/** Faults of a rule itself name the type of the value in place of the value. */
const fault = (field: string, value: unknown, detail: string): Problem => invalid(field, shown(value), detail);

function messageOf(
  schema: JsonSchema,
  rule: ValidationRule,
  context: { readonly [name: string]: unknown },
  root: boolean,
): string {
  const { messageExpression = '', message = '', rule: text = '' } = rule;
  if (messageExpression !== '') {
    const { program } = compileCel(schema, messageExpression, root, rule.optionalOldSelf === true);
    const made = program === undefined ? undefined : run(program, context);
    if (typeof made === 'string' && made.trim() !== '' && !made.includes('\n')) return made;
  }
  return message === '' ? `failed rule: ${text.trim()}` : message;
}
