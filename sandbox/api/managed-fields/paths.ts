import { isObject } from '../../core/json.ts';

/** A set of places in an object, as a tree. Models sigs.k8s.io/structured-merge-diff/fieldpath.Set. */
export interface Paths {
  /** Whether the place itself belongs to the set. */
  readonly self: boolean;
  /** By step: `f:name`, `k:{"name":"web"}`, `v:"value"`. */
  readonly children: ReadonlyMap<string, Paths>;
}

export const none: Paths = { self: false, children: new Map() };
export const leaf: Paths = { self: true, children: new Map() };

export const isEmpty = (paths: Paths): boolean => !paths.self && paths.children.size === 0;

function combine(left: Paths, right: Paths, self: boolean, inner: (left: Paths, right: Paths) => Paths): Paths {
  const children = new Map<string, Paths>();
  for (const step of new Set([...left.children.keys(), ...right.children.keys()])) {
    const child = inner(left.children.get(step) ?? none, right.children.get(step) ?? none);
    if (!isEmpty(child)) children.set(step, child);
  }
  return { self, children };
}

export const union = (left: Paths, right: Paths): Paths =>
  isEmpty(left) || left === right ? right : isEmpty(right) ? left : combine(left, right, left.self || right.self, union);
export const difference = (left: Paths, right: Paths): Paths =>
  isEmpty(left) || isEmpty(right) ? left : combine(left, right, left.self && !right.self, difference);
export const intersection = (left: Paths, right: Paths): Paths =>
  isEmpty(left) || isEmpty(right) ? none : combine(left, right, left.self && right.self, intersection);

/** As `fieldsV1` carries it. */
export function toFields(paths: Paths): { [step: string]: unknown } {
  if (paths.children.size === 0) return {};
  const fields: { [step: string]: unknown } = paths.self ? { '.': {} } : {};
  for (const step of [...paths.children.keys()].sort()) fields[step] = toFields(paths.children.get(step) ?? none);
  return fields;
}

export function fromFields(fields: unknown): Paths {
  if (!isObject(fields)) return none;
  const steps = Object.keys(fields);
  const children = steps.filter((step) => step !== '.').map((step) => [step, fromFields(fields[step])] as const);
  return { self: steps.length === 0 || Object.hasOwn(fields, '.'), children: new Map(children) };
}

/** All places of the set, as errors name them: `.spec.containers[name="web"].image`. */
export function pathTexts(paths: Paths, prefix = ''): readonly string[] {
  const own = paths.self ? [prefix] : [];
  return [...own, ...[...paths.children].flatMap(([step, child]) => pathTexts(child, prefix + stepText(step)))].sort();
}

function stepText(step: string): string {
  const rest = step.slice(2);
  if (step.startsWith('f:')) return `.${rest}`;
  if (step.startsWith('v:')) return `[=${rest}]`;
  const keys = Object.entries(JSON.parse(rest) as { [key: string]: unknown });
  return `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}]`;
}
