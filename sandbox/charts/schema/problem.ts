import { plainText, type GoValue } from '../template/index.ts';

/** What a value does not keep to, with what led to it. Models ValidationError of santhosh-tekuri/jsonschema, which helm uses. */
export interface Problem {
  /** Names and indexes that lead to the value. */
  readonly path: readonly string[];
  readonly text: string;
  readonly causes: readonly Problem[];
  /** A reference, which is left out of the text when it has one cause. */
  readonly reference?: boolean;
  /** Several problems of one value. */
  readonly group?: boolean;
}

/** Several lines, each `- at '/path': what`, causes below what they caused. */
export function problemText(problems: readonly Problem[]): string {
  return problems.flatMap((problem) => lines(problem, 0)).join('\n');
}

function lines(problem: Problem, depth: number): string[] {
  if (problem.reference === true && problem.causes.length === 1) return problem.causes.flatMap((cause) => lines(cause, depth));
  const pointer = problem.path.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  return [
    `${'  '.repeat(depth)}- at ${quoted(pointer)}: ${problem.text}`,
    ...problem.causes.flatMap((cause) => lines(cause, depth + 1)),
  ];
}

/** `'text'`, as the messages quote. */
export function quoted(text: string): string {
  return `'${JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll("'", String.raw`\'`)}'`;
}

export function quotedList(texts: readonly string[]): string {
  return texts.map(quoted).join(', ');
}

/** A value in a message. */
export function shown(value: GoValue): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value) || (typeof value === 'object' && value !== null)) return 'value';
  return value === null ? 'null' : plainText(value);
}

/** A number with its thousands parted, as the messages have it in English. */
export function counted(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const [whole = '', fraction] = String(value).split('.');
  if (whole.includes('e')) return String(value);
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** JSON's name for the type of a value. */
export function typeOf(value: GoValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Map) return 'object';
  if (typeof value === 'bigint') return 'number';
  return typeof value;
}

export function sameValue(left: GoValue, right: GoValue): boolean {
  if (left === right) return true;
  if ((typeof left === 'number' || typeof left === 'bigint') && (typeof right === 'number' || typeof right === 'bigint'))
    return Number(left) === Number(right);
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((item, index) => sameValue(item, right[index] ?? null));
  if (left instanceof Map && right instanceof Map)
    return (
      left.size === right.size && [...left].every(([key, value]) => right.has(key) && sameValue(value, right.get(key) ?? null))
    );
  return false;
}
