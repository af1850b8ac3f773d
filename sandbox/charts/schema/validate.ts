import { ChartError } from '../chart-error.ts';
import type { GoValue } from '../template/index.ts';
import { draftOf, type Documents, type Draft } from './documents.ts';
import { formatProblem } from './formats.ts';
import { validateArray, validateNumber, validateObject, validateText } from './by-type.ts';
import { quoted, sameValue, shown, typeOf, type Problem } from './problem.ts';

/** A schema nests this deep at most, references included. */
const MAX_DEPTH = 250;
/** Steps after which a schema is given up: every keyword of every value is one. */
const MAX_STEPS = 1_000_000;

/** Which properties and items no keyword has looked at yet, where somebody wants to know. */
export interface Unseen {
  names: Set<string> | undefined;
  items: Set<number> | undefined;
}

/** What the validation of one value with one schema works on. */
export interface Step {
  readonly schema: ReadonlyMap<string, GoValue>;
  readonly value: GoValue;
  readonly path: readonly string[];
  readonly draft: Draft;
  readonly problems: Problem[];
  readonly unseen: Unseen;
  /** Validates a part of the value. */
  part(schema: GoValue, value: GoValue, name: string): void;
  /** The problem of a part, undefined when it fits. */
  tryPart(schema: GoValue, value: GoValue, name: string): Problem | undefined;
  /** Validates the same value with another schema. */
  self(schema: GoValue): void;
  report(text: string, causes?: readonly Problem[]): void;
}

/**
 * Validates a value against a JSON Schema of any draft from 4 on. The library at hand reports problems in a flat list; helm prints them as
 * the tree in which they arose, so this keeps the tree. Models santhosh-tekuri/jsonschema v6. Throws ChartError for a schema that leads
 * nowhere or without end.
 */
export class Validator {
  private steps = 0;
  private readonly patterns = new Map<string, { test(text: string): boolean }>();

  constructor(
    private readonly documents: Documents,
    private readonly compile: (pattern: string) => { test(text: string): boolean },
  ) {}

  /** Undefined when the value fits. */
  validate(schema: GoValue, value: GoValue, base: string): Problem | undefined {
    return this.run(schema, value, [], base, draftOf(schema), [], 0).problem;
  }

  private run(
    given: GoValue,
    value: GoValue,
    path: readonly string[],
    outerBase: string,
    draft: Draft,
    scopes: readonly GoValue[],
    depth: number,
    wantsUnseen = false,
  ): { readonly problem: Problem | undefined; readonly unseen: Unseen } {
    if (depth > MAX_DEPTH) throw new ChartError('the schema nests too deep, or refers to itself without end');
    if (++this.steps > MAX_STEPS) throw new ChartError('the schema takes too long to check');
    const nothing: Unseen = { names: undefined, items: undefined };
    if (typeof given === 'boolean')
      return { problem: given ? undefined : { path, text: 'false schema', causes: [] }, unseen: nothing };
    if (!(given instanceof Map)) return { problem: undefined, unseen: nothing };
    const schema: ReadonlyMap<string, GoValue> = given;
    const base = this.documents.baseOf(given, outerBase);
    const problems: Problem[] = [];
    const unseen: Unseen = {
      names: value instanceof Map && (wantsUnseen || schema.has('unevaluatedProperties')) ? new Set(value.keys()) : undefined,
      items: Array.isArray(value) && (wantsUnseen || schema.has('unevaluatedItems')) ? new Set(value.keys()) : undefined,
    };
    const inner = [...scopes, given];
    const self = (other: GoValue): Problem | undefined => {
      const wants = unseen.names !== undefined || unseen.items !== undefined;
      const result = this.run(other, value, path, base, draft, inner, depth + 1, wants);
      if (result.problem === undefined) mergeUnseen(unseen, result.unseen);
      return result.problem;
    };
    const step: Step = {
      schema,
      value,
      path,
      draft,
      problems,
      unseen,
      tryPart: (other, part, name) => this.run(other, part, [...path, name], base, draft, inner, depth + 1).problem,
      part: (other, part, name) => push(problems, step.tryPart(other, part, name)),
      self: (other) => push(problems, self(other)),
      report: (text, causes = []) => problems.push({ path, text, causes }),
    };
    const early = this.checkWhole(step);
    if (early !== undefined) return { problem: early, unseen };
    const reference = schema.get('$ref');
    if (typeof reference === 'string') {
      const problem = this.follow(reference, base, value, path, draft, inner, depth, unseen);
      if (draft < 2019) return { problem, unseen };
      push(problems, problem);
    }
    if (value instanceof Map) validateObject(step, value, this.pattern);
    else if (Array.isArray(value)) validateArray(step, value);
    else if (typeof value === 'string') validateText(step, value, this.pattern);
    else if (typeof value === 'number' || typeof value === 'bigint') validateNumber(step, Number(value));
    const dynamic = schema.get('$dynamicRef') ?? schema.get('$recursiveRef');
    if (draft >= 2019 && typeof dynamic === 'string') {
      const outermost = this.dynamicTarget(dynamic, base, inner);
      push(problems, this.follow(outermost, base, value, path, draft, inner, depth, unseen));
    }
    validateConditions(step, self);
    if (draft >= 2019) validateUnseen(step);
    const [first] = problems;
    const problem = problems.length > 1 ? { path, text: 'validation failed', causes: problems, group: true } : first;
    return { problem, unseen };
  }

  /** Type, constant, choice and format: what fails there is the only problem told. */
  private checkWhole({ schema, value, path, draft }: Step): Problem | undefined {
    const problem = (text: string): Problem => ({ path, text, causes: [] });
    const types = schema.get('type');
    if (types !== undefined) {
      const wanted = (Array.isArray(types) ? types : [types]).map(String);
      const got = typeOf(value);
      const isInteger = got === 'number' && (typeof value === 'bigint' || Number.isInteger(value));
      if (wanted.length > 0 && !wanted.includes(got) && !(isInteger && wanted.includes('integer')))
        return problem(`got ${got}, want ${orderedTypes(wanted).join(' or ')}`);
    }
    if (schema.has('const')) {
      const wanted = schema.get('const') ?? null;
      if (!sameValue(value, wanted)) return problem(isPlain(wanted) ? `value must be ${shown(wanted)}` : "'const' failed");
    }
    const choices = schema.get('enum');
    if (Array.isArray(choices) && !choices.some((choice) => sameValue(value, choice))) {
      if (!choices.every(isPlain)) return problem("'enum' failed");
      const [only] = choices;
      return problem(
        choices.length === 1 ? `value must be ${shown(only ?? null)}` : `value must be one of ${choices.map(shown).join(', ')}`,
      );
    }
    const format = schema.get('format');
    if (draft < 2019 && typeof format === 'string' && typeof value === 'string') {
      const why = formatProblem(format, value);
      if (why !== undefined) return problem(`${quoted(value)} is not valid ${format}: ${why}`);
    }
    return undefined;
  }

  private follow(
    reference: string,
    base: string,
    value: GoValue,
    path: readonly string[],
    draft: Draft,
    scopes: readonly GoValue[],
    depth: number,
    unseen: Unseen,
  ): Problem | undefined {
    const target = this.documents.resolve(reference, base);
    const wants = unseen.names !== undefined || unseen.items !== undefined;
    const result = this.run(target.schema, value, path, target.base, draft, scopes, depth + 1, wants);
    if (result.problem === undefined) {
      mergeUnseen(unseen, result.unseen);
      return undefined;
    }
    const { problem } = result;
    return {
      path,
      text: 'validation failed',
      causes: problem.group === true ? problem.causes : [problem],
      reference: true,
    };
  }

  /** `#meta` leads to the outermost schema that has such an anchor. */
  private dynamicTarget(reference: string, base: string, scopes: readonly GoValue[]): string {
    const anchor = reference.slice(reference.indexOf('#') + 1);
    for (const scope of scopes) {
      if (!(scope instanceof Map)) continue;
      const here = this.documents.baseOf(scope, base);
      if (anchor === '' ? scope.get('$recursiveAnchor') === true : this.documents.hasAnchor(here, anchor))
        return anchor === '' ? here : `${here}#${anchor}`;
    }
    return reference;
  }

  private readonly pattern = (pattern: string): { test(text: string): boolean } => {
    const known = this.patterns.get(pattern);
    if (known !== undefined) return known;
    const compiled = this.compile(pattern);
    this.patterns.set(pattern, compiled);
    return compiled;
  };
}

function push(problems: Problem[], problem: Problem | undefined): void {
  if (problem !== undefined) problems.push(problem);
}

const isPlain = (value: GoValue): boolean => typeof value !== 'object' || value === null;

/** Types in the order in which the library keeps them. */
function orderedTypes(types: readonly string[]): readonly string[] {
  const order = ['null', 'boolean', 'number', 'integer', 'string', 'array', 'object'];
  return types.toSorted((left, right) => order.indexOf(left) - order.indexOf(right));
}

function mergeUnseen(own: Unseen, other: Unseen): void {
  for (const name of own.names ?? []) if (other.names !== undefined && !other.names.has(name)) own.names?.delete(name);
  for (const item of own.items ?? []) if (other.items !== undefined && !other.items.has(item)) own.items?.delete(item);
}

function validateConditions({ schema, report, problems }: Step, self: (schema: GoValue) => Problem | undefined): void {
  const list = (name: string): readonly GoValue[] => {
    const value = schema.get(name);
    return Array.isArray(value) ? value : [];
  };
  const not = schema.get('not');
  if (not !== undefined && self(not) === undefined) report("'not' failed");
  const failed = list('allOf').flatMap((other) => self(other) ?? []);
  if (failed.length > 0) report("'allOf' failed", failed);
  const any = list('anyOf');
  if (any.length > 0) {
    const problemsOfAny = any.map(self);
    if (problemsOfAny.every((problem) => problem !== undefined)) report("'anyOf' failed", problemsOfAny);
  }
  const one = list('oneOf');
  if (one.length > 0) {
    const results = one.map(self);
    const fitting = [...results.keys()].filter((index) => results[index] === undefined);
    if (fitting.length === 0)
      report(
        "'oneOf' failed, none matched",
        results.flatMap((problem) => problem ?? []),
      );
    else if (fitting.length > 1) report(`'oneOf' failed, subschemas ${fitting[0]}, ${fitting[1]} matched`);
  }
  const condition = schema.get('if');
  if (condition === undefined) return;
  const branch = schema.get(self(condition) === undefined ? 'then' : 'else');
  if (branch !== undefined) push(problems, self(branch));
}

function validateUnseen({ schema, value, unseen, part }: Step): void {
  const properties = schema.get('unevaluatedProperties');
  if (properties !== undefined && value instanceof Map) {
    for (const name of [...(unseen.names ?? [])].sort()) part(properties, value.get(name) ?? null, name);
    unseen.names = new Set();
  }
  const items = schema.get('unevaluatedItems');
  if (items !== undefined && Array.isArray(value)) {
    for (const index of unseen.items ?? []) part(items, value[index] ?? null, String(index));
    unseen.items = new Set();
  }
}
