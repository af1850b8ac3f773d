import { CommandError } from '../errors.ts';
import { evaluate } from '../jsonpath/evaluate.ts';
import { relaxedPath } from '../jsonpath/relaxed.ts';

/** Sorts by what `--sort-by` names. Throws CommandError when no object has it. Models k8s.io/kubectl/pkg/cmd/get/sorter.go. */
export function sortedBy<T>(items: readonly T[], path: string, objectOf: (item: T) => unknown): readonly T[] {
  const { steps, text } = relaxedPath(path);
  const keyed = items.map((item) => ({ item, key: evaluate(steps, objectOf(item))[0] }));
  if (keyed.length > 0 && keyed.every(({ key }) => key === undefined)) {
    throw new CommandError(`couldn't find any field with path "${text}" in the list of objects`);
  }
  return keyed.toSorted((left, right) => compare(left.key, right.key)).map(({ item }) => item);
}

function compare(left: unknown, right: unknown): number {
  if (left === undefined || right === undefined) return left === right ? 0 : left === undefined ? -1 : 1;
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  const a = String(left);
  const b = String(right);
  const x = quantity(a);
  const y = quantity(b);
  if (x !== undefined && y !== undefined) return x - y;
  return a < b ? -1 : a > b ? 1 : 0;
}

const FACTORS: { readonly [suffix: string]: number } = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

function quantity(text: string): number | undefined {
  const match = /^([+-]?\d+(?:\.\d*)?)([numkMGTPE]?|[KMGTPE]i)$/.exec(text);
  const factor = match === null ? undefined : FACTORS[match[2] ?? ''];
  return match === null || factor === undefined ? undefined : Number(match[1]) * factor;
}
