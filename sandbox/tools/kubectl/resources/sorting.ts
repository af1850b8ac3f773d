import { goSorted } from '../../../core/go-sort.ts';
import { parseQuantity } from '../../../core/quantity.ts';
import { CommandError } from '../errors.ts';
import { findResults } from '../jsonpath/evaluate.ts';
import { JsonPathError, parseTemplate, type Node } from '../jsonpath/parse.ts';
import { relaxedPath } from '../jsonpath/relaxed.ts';

/** Sorts by what `--sort-by` names. Throws CommandError when no object has it. Models k8s.io/kubectl/pkg/cmd/get/sorter.go. */
export function sortedBy<T>(items: readonly T[], path: string, objectOf: (item: T) => unknown): readonly T[] {
  const { template, text } = pathOf(path);
  const keyed = items.map((item) => ({ item, key: keyOf(template, objectOf(item)) }));
  if (keyed.length > 0 && keyed.every(({ key }) => key === undefined)) {
    throw new CommandError(`couldn't find any field with path "${text}" in the list of objects`);
  }
  return goSorted(keyed, (left, right) => isLess(left.key, right.key)).map(({ item }) => item);
}

/** What is no path of the easy kind is read as a whole template. */
function pathOf(path: string): { readonly template: readonly Node[]; readonly text: string } {
  try {
    return relaxedPath(path);
  } catch {
    return { template: parseTemplate(path), text: path };
  }
}

function keyOf(template: readonly Node[], object: unknown): unknown {
  try {
    return findResults(template, object)[0]?.[0];
  } catch (error) {
    throw error instanceof JsonPathError ? new CommandError(error.message) : error;
  }
}

/** What has no such field is less than everything, even than its like. */
function isLess(left: unknown, right: unknown): boolean {
  if (left === undefined) return true;
  if (right === undefined) return false;
  if (typeof left === 'number' && typeof right === 'number') return left < right;
  const [a, b] = [String(left), String(right)];
  const [x, y] = [quantity(a), quantity(b)];
  return x === undefined || y === undefined ? a < b : x < y;
}

function quantity(text: string): bigint | undefined {
  try {
    return parseQuantity(text).nanos;
  } catch {
    return undefined;
  }
}
