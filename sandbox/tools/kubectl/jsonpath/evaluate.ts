import { isObject } from '../../../core/json.ts';
import { compactJson } from '../../../core/json-text.ts';
import { JsonPathError, type Node, type Step, type Steps } from './parse.ts';

export interface EvaluateOptions {
  /** Whether a field that is not there is an error. */
  readonly strict?: boolean;
}

/** The text that a template makes of a value. Throws JsonPathError. Models k8s.io/client-go/util/jsonpath/jsonpath.go. */
export function renderTemplate(nodes: readonly Node[], root: unknown, options: EvaluateOptions = {}): string {
  return findResults(nodes, root, options)
    .map((values) => values.map(textOfValue).join(' '))
    .join('');
}

/** What each piece of a template finds, in the order of printing; a range counts once for each of its items. Throws JsonPathError. */
export function findResults(
  nodes: readonly Node[],
  root: unknown,
  options: EvaluateOptions = {},
): readonly (readonly unknown[])[] {
  return new Evaluation(nodes, options).find(root, 0);
}

/** How a value is printed: lists and maps as JSON, everything else as it is. */
export function textOfValue(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  return typeof value === 'object' ? compactJson(value) : String(value);
}

/** One run of a template, with the ranges that it is in. */
class Evaluation {
  private begun = 0;
  private inside = 0;
  private ended = 0;
  /** Where the last `{end}` stands. */
  private lastEnd = -1;

  constructor(
    private readonly nodes: readonly Node[],
    private readonly options: EvaluateOptions,
  ) {}

  find(root: unknown, from: number): readonly (readonly unknown[])[] {
    const found: (readonly unknown[])[] = [];
    for (let index = from; index < this.nodes.length; index++) {
      const node = this.nodes[index];
      if (node === undefined) break;
      const results = node.type === 'text' ? [node.text] : this.follow(node.steps, [root]);
      if (this.ended > 0 && this.ended <= this.inside) {
        this.ended--;
        this.lastEnd = index;
        break;
      }
      if (this.begun === 0) {
        found.push(results);
        continue;
      }
      this.begun--;
      this.inside++;
      for (const value of results) found.push(...this.find(value, index + 1));
      // The body of a range over nothing is gone through all the same, for its end.
      if (results.length === 0) this.find(undefined, index + 1);
      this.inside--;
      if (this.lastEnd > index) index = this.lastEnd;
    }
    return found;
  }

  private follow(steps: Steps, values: readonly unknown[]): readonly unknown[] {
    return steps.reduce((input, step) => this.take(step, input), values);
  }

  private take(step: Step, input: readonly unknown[]): readonly unknown[] {
    switch (step.type) {
      case 'text':
        return [step.text];
      case 'value':
        return input.map(() => step.value);
      case 'field':
        return this.field(step.name, input);
      case 'wildcard':
        return input.flatMap(childrenOf);
      case 'recursive':
        return input.flatMap(descendants);
      case 'slice':
        return slice(step, input);
      case 'union':
        return step.lists.flatMap((list) => this.follow(list, input));
      case 'filter':
        return input.flatMap((value) => this.filter(step, value));
      case 'identifier':
        return this.identifier(step.name, input);
    }
  }

  private identifier(name: string, input: readonly unknown[]): readonly unknown[] {
    if (name === 'range') {
      this.begun++;
      return input;
    }
    if (name !== 'end') throw new JsonPathError(`unrecognized identifier ${name}`);
    if (this.inside === 0) throw new JsonPathError('not in range, nothing to end');
    this.ended++;
    return [];
  }

  private field(name: string, input: readonly unknown[]): readonly unknown[] {
    const found = input.flatMap((value) =>
      isObject(value) && Object.hasOwn(value, name) && value[name] !== undefined ? [value[name]] : [],
    );
    if (found.length === 0 && input.length > 0 && this.options.strict === true) throw new JsonPathError(`${name} is not found`);
    return found;
  }

  private filter(step: Extract<Step, { type: 'filter' }>, value: unknown): readonly unknown[] {
    if (!Array.isArray(value)) throw new JsonPathError(`${goValue(value)} is not array or slice and cannot be filtered`);
    return (value as readonly unknown[]).filter((item) => {
      const only = (steps: Steps): readonly unknown[] => {
        const found = this.follow(steps, [item]);
        if (found.length > 1) throw new JsonPathError('can only compare one element at a time');
        return found;
      };
      if (step.operator === 'exists') return this.exists(step.left, item);
      const left = only(step.left);
      if (left.length === 0) return false;
      const right = only(step.right);
      return right.length > 0 && holds(step.operator, left[0], right[0]);
    });
  }

  private exists(steps: Steps, item: unknown): boolean {
    try {
      return this.follow(steps, [item]).length > 0;
    } catch (error) {
      if (error instanceof JsonPathError) return false;
      throw error;
    }
  }
}

/** Go goes through a map in any order; here it is that of the keys. */
function childrenOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as readonly unknown[];
  if (!isObject(value)) return [];
  return Object.keys(value)
    .sort()
    .map((key) => value[key])
    .filter((item) => item !== undefined);
}

/** To the real one a text is a list of its bytes, and so one of those that have something in them. */
function descendants(value: unknown): readonly unknown[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  const children = childrenOf(value);
  return children.length === 0 ? [] : [value, ...children.flatMap(descendants)];
}

function slice(step: Extract<Step, { type: 'slice' }>, input: readonly unknown[]): readonly unknown[] {
  const found: unknown[] = [];
  for (const value of input) {
    if (value === null || value === undefined) continue;
    if (!Array.isArray(value)) throw new JsonPathError(`${goType(value)} is not array or slice`);
    const { length } = value;
    const given = step.start.value ?? 0;
    const from = given < 0 ? given + length : given;
    const wanted = step.end.value ?? length;
    const to = wanted < 0 || (wanted === 0 && step.end.derived === true) ? wanted + length : wanted;
    if (to === from) return found;
    const outOfBounds = (index: number): JsonPathError =>
      new JsonPathError(`array index out of bounds: index ${index}, length ${length}`);
    if (from >= length || from < 0) throw outOfBounds(from);
    if (to > length || to < 0) throw outOfBounds(to - 1);
    if (from > to) throw new JsonPathError(`starting index ${from} is greater than ending index ${to}`);
    const every = step.step.value ?? 1;
    if (every <= 0) throw new JsonPathError('step must be > 0');
    found.push(...value.slice(from, to).filter((_, index) => index % every === 0));
  }
  return found;
}

/** What Go calls the type of a value that was read from JSON. */
export function goType(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}';
  if (isObject(value)) return 'map[string]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

function goValue(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goValue).join(' ')}]`;
  if (!isObject(value)) return String(value);
  const entries = Object.keys(value).sort();
  return `map[${entries.map((key) => `${key}:${goValue(value[key])}`).join(' ')}]`;
}

function holds(operator: string, left: unknown, right: unknown): boolean {
  switch (operator) {
    case '==':
      return equal(left, right);
    case '!=':
      return !equal(left, right);
    case '<':
      return less(left, right);
    case '>':
      return !less(left, right) && !equal(left, right);
    case '<=':
      return less(left, right) || equal(left, right);
    case '>=':
      return !less(left, right);
    default:
      throw new JsonPathError(`unrecognized filter operator ${operator}`);
  }
}

/** Go compares only what is of one kind. */
function sameKind(left: unknown, right: unknown): void {
  for (const value of [left, right])
    if (value === null || typeof value === 'object') throw new JsonPathError('invalid type for comparison');
  if (goType(left) !== goType(right)) throw new JsonPathError('incompatible types for comparison');
}

function equal(left: unknown, right: unknown): boolean {
  sameKind(left, right);
  return left === right;
}

function less(left: unknown, right: unknown): boolean {
  sameKind(left, right);
  if (typeof left === 'number' && typeof right === 'number') return left < right;
  if (typeof left === 'string' && typeof right === 'string') return left < right;
  throw new JsonPathError('invalid type for comparison');
}

/** A value as Go's `%#v` writes it, which kubectl shows with an error in a template. */
export function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (isObject(value)) {
    const entries = Object.keys(value)
      .filter((key) => value[key] !== undefined)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${goSyntax(value[key])}`);
    return `map[string]interface {}{${entries.join(', ')}}`;
  }
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
