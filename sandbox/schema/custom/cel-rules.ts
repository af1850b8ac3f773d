import {
  EvaluationError,
  Optional,
  ParseError,
  TypeError as CelTypeError,
  type ASTNode,
  type ParseResult,
} from '@marcbachmann/cel-js';
import { isObject } from '../../core/json.ts';
import type { ValidationRule } from '../types/apiextensions-v1.ts';
import { celEnvironment, celValue } from './cel-types.ts';
import { patternProblem } from './pattern.ts';
import { invalid, itemsOf, propertiesOf, valuesOf, type JsonSchema, type Problem } from './json-schema.ts';

interface Compiled {
  readonly program?: ParseResult;
  readonly type?: string | undefined;
  /** What cel-go says of an expression that does not compile. */
  readonly problem?: string;
}

const environments = {
  plain: new WeakMap<JsonSchema, ReturnType<typeof celEnvironment>>(),
  optional: new WeakMap<JsonSchema, ReturnType<typeof celEnvironment>>(),
};
const programs = new WeakMap<JsonSchema, Map<string, Compiled>>();

/** Compiles an expression about values of the schema; each only once. */
export function compileCel(schema: JsonSchema, expression: string, root: boolean, optionalOld = false): Compiled {
  const known = programs.get(schema) ?? new Map<string, Compiled>();
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

function compile(environment: ReturnType<typeof celEnvironment>, expression: string): Compiled {
  try {
    const program = environment.parse(expression);
    const { valid, type, error } = program.check();
    if (!valid) return { problem: compileProblem(expression, error) };
    const problem = badPattern(expression);
    return problem === undefined ? { program, type } : { problem };
  } catch (error) {
    if (error instanceof ParseError || error instanceof CelTypeError) return { problem: compileProblem(expression, error) };
    throw error;
  }
}

const EXPECTED =
  "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

/** The fault in the words of cel-go, with the place marked below the line. */
function compileProblem(expression: string, error: ParseError | CelTypeError | undefined): string {
  const [text, at] = words(expression, error);
  return marked(expression, text, at);
}

function marked(expression: string, text: string, at: number): string {
  const before = expression.slice(0, at).split('\n');
  const column = before.at(-1)?.length ?? 0;
  const line = expression.split('\n')[before.length - 1] ?? '';
  return `compilation failed: ERROR: <input>:${before.length}:${column + 1}: ${text}\n | ${line}\n | ${'.'.repeat(column)}^`;
}

/** Text of the fault, and the index in the expression where it is. */
function words(expression: string, error: ParseError | CelTypeError | undefined): readonly [text: string, at: number] {
  const summary = error?.summary ?? '';
  const start = error?.range?.start ?? 0;
  if (error?.code === 'unexpected_token' && summary.endsWith('EOF'))
    return [`Syntax error: mismatched input '<EOF>' expecting ${EXPECTED}`, start];
  if (error?.code === 'unexpected_token') {
    const token = expression.slice(start, error.range?.end ?? start + 1);
    return [`Syntax error: extraneous input '${token}' expecting <EOF>`, start];
  }
  const variable = /^Unknown variable: (.*)$/.exec(summary)?.[1];
  if (variable !== undefined) return [`undeclared reference to '${variable}' (in container '')`, start];
  const field = /^No such key: (.*)$/.exec(summary)?.[1];
  if (field !== undefined) return [`undefined field '${field}'`, start - 1];
  const [, left = '', operator, right = ''] = /^no such overload: (.+?) (\S+) (.+)$/.exec(summary) ?? [];
  if (operator !== undefined) {
    const shown = operator === 'in' ? '@in' : `_${operator}_`;
    return [
      `found no matching overload for '${shown}' applied to '(${left}, ${right})'`,
      operatorAt(expression, error, operator),
    ];
  }
  const [, receiver, name, given = ''] = /^found no matching overload for '(?:(.+)\.)?(\w+)\((.*)\)'$/.exec(summary) ?? [];
  if (name !== undefined) {
    const call = expression.indexOf('(', expression.indexOf(name, start));
    const known = receiver === undefined ? globalFunctions : memberFunctions;
    if (!known.has(name)) return [`undeclared reference to '${name}' (in container '')`, call];
    const applied = receiver === undefined ? `(${given})` : `${receiver}.(${given})`;
    return [`found no matching overload for '${name}' applied to '${applied}'`, call];
  }
  return [summary, start];
}

const globalFunctions = new Set('size int uint double string bytes bool dyn type duration timestamp'.split(' '));
const memberFunctions = new Set(
  (
    'size startsWith endsWith contains matches split replace indexOf lastIndexOf substring trim lowerAscii upperAscii charAt join ' +
    'sum min max isSorted getFullYear getHours getMinutes getSeconds'
  ).split(' '),
);

function operatorAt(expression: string, error: ParseError | CelTypeError | undefined, operator: string): number {
  const node = error?.node as ASTNode | undefined;
  const [left] = (Array.isArray(node?.args) ? node.args : []) as readonly { readonly end?: number }[];
  const from = left?.end ?? error?.range?.start ?? 0;
  return Math.max(expression.indexOf(operator, from), 0);
}

/** A pattern that stands in the expression itself has to hold up when the expression is compiled. */
function badPattern(expression: string): string | undefined {
  for (const match of expression.matchAll(/\.matches\((?:"([^"\\]*)"|'([^'\\]*)')\)/g)) {
    const at = match.index + '.matches('.length;
    if (patternProblem(match[1] ?? match[2] ?? '') !== undefined) return marked(expression, 'invalid matches argument', at);
  }
  return undefined;
}

/** What rules say of a value and of the values in it. Models …/apiserver/schema/cel.Validator. */
export function validateRules(schema: JsonSchema, value: unknown, old: unknown, field = '', root = true): Problem[] {
  if (value === undefined || value === null) return [];
  const own = (schema['x-kubernetes-validations'] ?? []).flatMap((rule) => applyRule(schema, rule, value, old, field, root));
  return [...own, ...inside(schema, value, old, field)];
}

function inside(schema: JsonSchema, value: unknown, old: unknown, field: string): Problem[] {
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    if (items === undefined) return [];
    return value.flatMap((one: unknown, index) =>
      validateRules(items, one, counterpart(schema, one, old), `${field}[${index}]`, false),
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
    return inner === undefined ? [] : validateRules(inner, value[name], before[name], at, false);
  });
}

/** The item of the old list that an item of a list of type `map` was before. */
function counterpart(schema: JsonSchema, one: unknown, old: unknown): unknown {
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  if (schema['x-kubernetes-list-type'] !== 'map' || !Array.isArray(old) || !isObject(one)) return undefined;
  return old.find((other) => isObject(other) && keys.every((key) => other[key] === one[key]));
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
  if (outcome instanceof EvaluationError) return [fault(field, value, evaluationText(text, outcome))];
  if (outcome === true) return [];
  const at = rule.fieldPath === undefined || rule.fieldPath === '' ? field : `${field}${rule.fieldPath}`.replace(/^\./, '');
  const type = (rule.reason ?? 'FieldValueInvalid') as Problem['type'];
  const detail = messageOf(schema, rule, context, root);
  // Lists and objects would be too long to show.
  return [typeof value === 'object' ? { type, field: at, detail } : { type, field: at, value, detail }];
}

function run(program: ParseResult, context: { readonly [name: string]: unknown }): unknown {
  try {
    return program(context) as unknown;
  } catch (error) {
    if (error instanceof EvaluationError) return error;
    throw error;
  }
}

function evaluationText(rule: string, error: EvaluationError): string {
  const key = /^No such key: (.*)$/.exec(error.summary)?.[1];
  return `${rule}: evaluation error: ${key === undefined ? error.summary : `no such key: ${key}`}`;
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
