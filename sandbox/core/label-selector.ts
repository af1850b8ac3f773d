/** A `LabelSelector` as objects carry it (`matchLabels`, `matchExpressions`). */
export interface LabelSelector {
  readonly matchLabels?: { readonly [key: string]: string };
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

export interface Labels {
  readonly [key: string]: string;
}

/**
 * Whether labels satisfy a selector. An absent selector selects nothing, an empty one everything. Models
 * k8s.io/apimachinery/pkg/apis/meta/v1.LabelSelectorAsSelector.
 */
export function selects(selector: LabelSelector | undefined, labels: Labels | undefined): boolean {
  if (selector === undefined) return false;
  return (
    hasLabels(selector.matchLabels, labels) &&
    (selector.matchExpressions ?? []).every(({ key, operator, values }) => meets(labels?.[key], operator, values ?? []))
  );
}

/** Whether `labels` has every one of the `wanted` labels, as the plain selector of a Service asks. */
export function hasLabels(wanted: Labels | undefined, labels: Labels | undefined): boolean {
  return Object.entries(wanted ?? {}).every(([key, value]) => labels?.[key] === value);
}

/**
 * Whether one value meets one requirement; `value` is undefined where there is no such label. `Gt` and `Lt` are known to node
 * selectors only. Models k8s.io/apimachinery/pkg/labels.Requirement.Matches.
 */
export function meets(value: string | undefined, operator: string, values: readonly string[]): boolean {
  const test = requirementTests[operator];
  return test !== undefined && test(value, values);
}

const requirementTests: { readonly [operator: string]: (value: string | undefined, values: readonly string[]) => boolean } = {
  In: (value, values) => value !== undefined && values.includes(value),
  NotIn: (value, values) => value === undefined || !values.includes(value),
  Exists: (value) => value !== undefined,
  DoesNotExist: (value) => value === undefined,
  Gt: (value, values) => compareIntegers(value, values[0], (left, right) => left > right),
  Lt: (value, values) => compareIntegers(value, values[0], (left, right) => left < right),
};

function compareIntegers(
  left: string | undefined,
  right: string | undefined,
  holds: (left: bigint, right: bigint) => boolean,
): boolean {
  const integer = /^[+-]?\d+$/;
  if (left === undefined || right === undefined || !integer.test(left) || !integer.test(right)) return false;
  return holds(BigInt(left.replace('+', '')), BigInt(right.replace('+', '')));
}
