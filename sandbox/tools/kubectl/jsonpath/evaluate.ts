import { isObject } from '../../../core/json.ts';
import { compactJson } from '../../../core/go-json.ts';
import { JsonPathError, type Node, type Operand, type Step } from './parse.ts';

export interface EvaluateOptions {
  /** Whether a field that is not there is an error. */
  readonly strict?: boolean;
}

/** The text that a template makes of a value. Throws JsonPathError. Models k8s.io/client-go/util/jsonpath/jsonpath.go. */
export function renderTemplate(nodes: readonly Node[], root: unknown, options: EvaluateOptions = {}): string {
  return render(nodes, root, options);
}

function render(nodes: readonly Node[], current: unknown, options: EvaluateOptions): string {
  return nodes
    .map((node) => {
      if (node.type === 'text') return node.text;
      if (node.type === 'failure') throw new JsonPathError(node.message);
      if (node.type === 'path') return evaluate(node.steps, current, options).map(textOfValue).join(' ');
      return evaluate(node.steps, current, options)
        .map((item) => render(node.body, item, options))
        .join('');
    })
    .join('');
}

/** All values of all paths of a template, for `-o jsonpath-as-json`. */
export function collect(nodes: readonly Node[], root: unknown, options: EvaluateOptions = {}): readonly unknown[] {
  return nodes.flatMap((node) => (node.type === 'path' ? evaluate(node.steps, root, options) : []));
}

/** How a value is printed: text as it is, everything else as JSON. */
export function textOfValue(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? compactJson(value) : String(value);
}

/** Everything at a path. Throws JsonPathError. */
export function evaluate(steps: readonly Step[], root: unknown, options: EvaluateOptions = {}): readonly unknown[] {
  let values: readonly unknown[] = [root];
  for (const step of steps) values = values.flatMap((value) => take(step, value, options));
  return values;
}

function take(step: Step, value: unknown, options: EvaluateOptions): readonly unknown[] {
  switch (step.type) {
    case 'field': {
      if (isObject(value) && Object.hasOwn(value, step.name) && value[step.name] !== undefined) return [value[step.name]];
      if (options.strict === true) throw new JsonPathError(`${step.name} is not found`);
      return [];
    }
    case 'wildcard':
      return Array.isArray(value) ? value : isObject(value) ? sortedValues(value) : [];
    case 'recursive':
      return descendants(value);
    case 'slice':
      return slice(step, value, options);
    case 'union':
      return step.paths.flatMap((path) => evaluate(path, value, options));
    case 'filter':
      return (Array.isArray(value) ? value : []).filter((item) => holds(step, item));
  }
}

const sortedValues = (value: { readonly [key: string]: unknown }): readonly unknown[] =>
  Object.keys(value)
    .sort()
    .map((key) => value[key])
    .filter((item) => item !== undefined);

function descendants(value: unknown): readonly unknown[] {
  const children = Array.isArray(value) ? (value as readonly unknown[]) : isObject(value) ? sortedValues(value) : [];
  return [value, ...children.flatMap(descendants)];
}

function slice(step: Extract<Step, { type: 'slice' }>, value: unknown, options: EvaluateOptions): readonly unknown[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) {
    if (options.strict === true) throw new JsonPathError(`${goType(value)} is not array or slice`);
    return [];
  }
  const { length } = value;
  if (step.one) {
    const index = (step.start ?? 0) < 0 ? length + (step.start ?? 0) : (step.start ?? 0);
    if (index < 0 || index >= length) throw new JsonPathError(`array index out of bounds: index ${index}, length ${length}`);
    return [value[index]];
  }
  const bound = (index: number): number => (index < 0 ? length + index : index);
  const from = bound(step.start ?? 0);
  const to = Math.min(bound(step.end ?? length), length);
  if (from >= length && length > 0) throw new JsonPathError(`array index out of bounds: index ${from}, length ${length}`);
  const every = step.step ?? 1;
  if (every <= 0) throw new JsonPathError('step must be > 0');
  return value.slice(from, to).filter((_, index) => index % every === 0);
}

const goType = (value: unknown): string => (isObject(value) ? 'map' : typeof value);

function holds(step: Extract<Step, { type: 'filter' }>, item: unknown): boolean {
  const left = operand(step.left, item);
  if (step.operator === 'exists') return left.length > 0;
  const right = step.right === undefined ? [] : operand(step.right, item);
  const [a] = left;
  const [b] = right;
  if (left.length === 0 || right.length === 0) return false;
  switch (step.operator) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return compare(a, b) < 0;
    case '>':
      return compare(a, b) > 0;
    case '<=':
      return compare(a, b) <= 0;
    default:
      return compare(a, b) >= 0;
  }
}

const operand = (value: Operand, item: unknown): readonly unknown[] =>
  value.type === 'value' ? [value.value] : evaluate(value.steps, item);

function compare(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0;
  throw new JsonPathError('incompatible types for comparison');
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
