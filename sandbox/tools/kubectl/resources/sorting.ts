import { goSorted } from '../../../core/go-sort.ts';
import { parseQuantity } from '../../../core/quantity.ts';
import { CommandError } from '../errors.ts';
import { findResults, goType } from '../jsonpath/evaluate.ts';
import { JsonPathError, parseTemplate, type Node } from '../jsonpath/parse.ts';
import { relaxedPath } from '../jsonpath/relaxed.ts';

/** Where the real kubectl gives up on values that have no order: of whole objects and of rows of a table. */
const giveUp = {
  objects: { place: 'sorter.go:329', type: '*unstructured.Unstructured' },
  rows: { place: 'sorter.go:375', type: '[][][]reflect.Value' },
} as const;

/** Ends the run: what is sorted by has no order. */
export class SortingGivenUp extends Error {
  constructor(
    readonly place: string,
    message: string,
  ) {
    super(message);
    this.name = 'SortingGivenUp';
  }
}

/**
 * Sorts by what `--sort-by` names. Throws CommandError when no object has it, and SortingGivenUp when its values have no order. Models
 * k8s.io/kubectl/pkg/cmd/get/sorter.go.
 */
export function sortedBy<T>(
  items: readonly T[],
  path: string,
  what: 'objects' | 'rows',
  objectOf: (item: T) => unknown,
): readonly T[] {
  const { template, text } = what === 'rows' ? pathOfRows(path) : relaxedPath(path);
  const keyed = items.map((item) => ({ item, key: keyOf(template, objectOf(item)) }));
  if (keyed.length > 0 && keyed.every(({ key }) => key === undefined)) {
    throw new CommandError(`couldn't find any field with path "${text}" in the list of objects`);
  }
  try {
    return goSorted(keyed, (left, right) => isLess(left.key, right.key)).map(({ item }) => item);
  } catch (error) {
    if (!(error instanceof Unsortable)) throw error;
    const { place, type } = giveUp[what];
    throw new SortingGivenUp(place, `Field ${text} in ${type} is an unsortable type: interface, err: ${error.message}`);
  }
}

/** Of rows, what is no path of the easy kind is read as a whole template. */
function pathOfRows(path: string): { readonly template: readonly Node[]; readonly text: string } {
  try {
    return relaxedPath(path);
  } catch {
    return inKubectlsWords(() => ({ template: parseTemplate(path), text: path }));
  }
}

function inKubectlsWords<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof JsonPathError ? new CommandError(error.message) : error;
  }
}

const keyOf = (template: readonly Node[], object: unknown): unknown =>
  inKubectlsWords(() => findResults(template, object)[0]?.[0]);

/** What has no such field is less than everything, even than its like. Throws `Unsortable`. */
function isLess(left: unknown, right: unknown): boolean {
  if (left === undefined) return true;
  if (right === undefined) return false;
  if (left === null) return right !== null;
  if (right === null) return false;
  if (typeof left === 'object' || typeof left === 'boolean') throw new Unsortable(`unsortable type: ${goType(left)}`);
  if (typeof left === 'number' && typeof right === 'number' && goType(left) === goType(right)) return left < right;
  if (typeof left !== 'string' || typeof right !== 'string') throw new Unsortable('unsortable interface: interface');
  const [x, y] = [quantity(left), quantity(right)];
  return x === undefined || y === undefined ? left < right : x < y;
}

/** Two values of which neither comes first. */
class Unsortable extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'Unsortable';
  }
}

function quantity(text: string): bigint | undefined {
  try {
    return parseQuantity(text).nanos;
  } catch {
    return undefined;
  }
}
