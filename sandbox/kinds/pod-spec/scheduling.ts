import type { FieldError } from '../../api/field-error.ts';
import { dns1123Label, dns1123Subdomain, labelValue, qualifiedName } from '../../core/names.ts';
import type {
  Affinity,
  NodeSelector,
  NodeSelectorTerm,
  PodAffinityTerm,
  Toleration,
  TopologySpreadConstraint,
} from '../../schema/types/core-v1.ts';
import type { LabelSelector } from '../../schema/types/meta-v1.ts';
import { duplicate, each, forbidden, invalid, invalidFor, notSupported, positive, required } from '../validation/field-errors.ts';
import { validateLabelSelector } from '../validation/labels.ts';

/** Models ValidateTolerations in pkg/apis/core/validation. */
export function* validateTolerations(tolerations: readonly Toleration[] | undefined, path: string): Generator<FieldError> {
  for (const [{ key = '', operator = '', value = '', effect = '', tolerationSeconds }, at] of each(tolerations, path)) {
    if (key) yield* invalidFor(`${at}.key`, key, qualifiedName);
    if (!key && operator !== 'Exists') {
      yield invalid(
        `${at}.operator`,
        operator,
        'operator must be Exists when `key` is empty, which means "match all values and all keys"',
      );
    }
    if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
      yield invalid(`${at}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set");
    }
    if (operator === '' || operator === 'Equal') {
      const wrong = labelValue(value);
      if (wrong.length > 0) yield invalid(`${at}.operator`, value, wrong.join(';'));
    } else if (operator === 'Exists') {
      if (value) yield invalid(`${at}.operator`, value, "value must be empty when `operator` is 'Exists'");
    } else {
      // Comparing operators exist, but the feature is off unless it is asked for.
      const comparing = operator === 'Lt' || operator === 'Gt';
      yield notSupported(`${at}.operator`, operator, comparing ? ['Equal', 'Exists', 'Lt', 'Gt'] : ['Equal', 'Exists']);
    }
    if (effect) yield* validateTaintEffect(effect, `${at}.effect`);
  }
}

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** The effect of a taint, or of what tolerates it. */
export function* validateTaintEffect(effect: string, path: string): Generator<FieldError> {
  if (!effects.includes(effect)) yield notSupported(path, effect, effects);
}

/** Models validateAffinity. */
export function* validateAffinity(affinity: Affinity | undefined, path: string): Generator<FieldError> {
  const { nodeAffinity, podAffinity, podAntiAffinity } = affinity ?? {};
  const hard = 'requiredDuringSchedulingIgnoredDuringExecution';
  const soft = 'preferredDuringSchedulingIgnoredDuringExecution';
  if (nodeAffinity !== undefined) {
    const at = `${path}.nodeAffinity`;
    if (nodeAffinity[hard] !== undefined) yield* validateNodeSelector(nodeAffinity[hard], `${at}.${hard}`);
    for (const [{ weight, preference }, termPath] of each(nodeAffinity[soft], `${at}.${soft}`)) {
      yield* validateWeight(weight, termPath);
      yield* validateNodeTerm(preference ?? {}, false, `${termPath}.preference`);
    }
  }
  for (const [name, terms] of [
    ['podAffinity', podAffinity],
    ['podAntiAffinity', podAntiAffinity],
  ] as const) {
    if (terms === undefined) continue;
    for (const [term, at] of each(terms[hard], `${path}.${name}.${hard}`)) yield* validatePodTerm(term, at);
    for (const [{ weight, podAffinityTerm }, at] of each(terms[soft], `${path}.${name}.${soft}`)) {
      yield* validateWeight(weight, at);
      yield* validatePodTerm(podAffinityTerm ?? { topologyKey: '' }, `${at}.podAffinityTerm`);
    }
  }
}

function* validateWeight(weight: number | undefined, path: string): Generator<FieldError> {
  const value = weight ?? 0;
  if (value <= 0 || value > 100) yield invalid(`${path}.weight`, value, 'must be in the range 1-100');
}

/** Models ValidateNodeSelector. */
export function* validateNodeSelector(selector: NodeSelector, path: string): Generator<FieldError> {
  const at = `${path}.nodeSelectorTerms`;
  if ((selector.nodeSelectorTerms ?? []).length === 0) yield required(at, 'must have at least one node selector term');
  for (const [term, termPath] of each(selector.nodeSelectorTerms, at)) yield* validateNodeTerm(term, true, termPath);
}

function* validateNodeTerm(term: NodeSelectorTerm, checkValues: boolean, path: string): Generator<FieldError> {
  for (const [{ key = '', operator = '', values = [] }, at] of each(term.matchExpressions, `${path}.matchExpressions`)) {
    if (operator === 'In' || operator === 'NotIn') {
      if (values.length === 0) yield required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'");
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values.length > 0)
        yield forbidden(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
    } else if (operator === 'Gt' || operator === 'Lt') {
      if (values.length !== 1) yield required(`${at}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'");
    } else {
      yield invalid(`${at}.operator`, operator, 'not a valid selector operator');
    }
    yield* invalidFor(`${at}.key`, key, qualifiedName);
    if (checkValues)
      for (const [value, valuePath] of each(values, `${at}.values`)) yield* invalidFor(valuePath, value, labelValue);
  }
  for (const [{ key = '', operator = '', values = [] }, at] of each(term.matchFields, `${path}.matchFields`)) {
    if (operator !== 'In' && operator !== 'NotIn') yield invalid(`${at}.operator`, operator, 'not a valid selector operator');
    else if (values.length !== 1) {
      yield required(`${at}.values`, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
    }
    if (key !== 'metadata.name') yield invalid(`${at}.key`, key, 'not a valid field selector key');
    else for (const [value, valuePath] of each(values, `${at}.values`)) yield* invalidFor(valuePath, value, dns1123Subdomain);
  }
}

function* validatePodTerm(term: PodAffinityTerm, path: string): Generator<FieldError> {
  yield* validateLabelSelector(term.labelSelector, `${path}.labelSelector`);
  yield* validateLabelSelector(term.namespaceSelector, `${path}.namespaceSelector`);
  for (const namespace of term.namespaces ?? []) yield* invalidFor(`${path}.namespace`, namespace, dns1123Label);
  yield* validateLabelKeys(term.matchLabelKeys, term.mismatchLabelKeys, term.labelSelector, path);
  if (!term.topologyKey) yield required(`${path}.topologyKey`, 'can not be empty');
  yield* invalidFor(`${path}.topologyKey`, term.topologyKey ?? '', qualifiedName);
}

/** Models ValidateMatchLabelKeysAndMismatchLabelKeys. */
function* validateLabelKeys(
  match: readonly string[] = [],
  mismatch: readonly string[] = [],
  selector: LabelSelector | undefined,
  path: string,
): Generator<FieldError> {
  for (const [name, keys] of [
    ['matchLabelKeys', match],
    ['mismatchLabelKeys', mismatch],
  ] as const) {
    if (keys.length === 0) continue;
    if (selector === undefined) yield forbidden(`${path}.${name}`, 'must not be specified when labelSelector is not set');
    else for (const [key, at] of each(keys, `${path}.${name}`)) yield* invalidFor(at, key, qualifiedName);
  }
  const selected = new Set(Object.keys(selector?.matchLabels ?? {}));
  for (const { key } of selector?.matchExpressions ?? []) {
    const index = match.indexOf(key);
    if (index >= 0 && selected.has(key))
      yield invalid(`${path}[${index}]`, key, 'exists in both matchLabelKeys and labelSelector');
    selected.add(key);
  }
  for (const [key, at] of each(match, `${path}.matchLabelKeys`)) {
    if (mismatch.includes(key)) yield invalid(at, key, 'exists in both matchLabelKeys and mismatchLabelKeys');
  }
}

const whenUnsatisfiable = ['DoNotSchedule', 'ScheduleAnyway'];

/** Models validateTopologySpreadConstraints. */
export function* validateTopologySpread(
  constraints: readonly TopologySpreadConstraint[] | undefined,
  path: string,
): Generator<FieldError> {
  for (const [constraint, at, index] of each(constraints, path)) {
    const { topologyKey = '', whenUnsatisfiable: action = '', minDomains } = constraint;
    yield* positive(`${at}.maxSkew`, constraint.maxSkew);
    if (!topologyKey) yield required(`${at}.topologyKey`, 'can not be empty');
    if (!whenUnsatisfiable.includes(action)) yield notSupported(`${at}.whenUnsatisfiable`, action, whenUnsatisfiable);
    const same = (other: TopologySpreadConstraint): boolean =>
      (other.topologyKey ?? '') === topologyKey && (other.whenUnsatisfiable ?? '') === action;
    if ((constraints ?? []).slice(index + 1).some(same)) {
      yield duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, `{${topologyKey}, ${action}}`);
    }
    if (minDomains !== undefined) {
      yield* positive(`${at}.minDomains`, minDomains);
      if (action !== 'DoNotSchedule') {
        yield invalid(
          `${at}.minDomains`,
          minDomains,
          `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`,
        );
      }
    }
    for (const field of ['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const) {
      const policy = constraint[field];
      if (policy !== undefined && policy !== 'Honor' && policy !== 'Ignore')
        yield notSupported(`${at}.${field}`, policy, ['Honor', 'Ignore']);
    }
    yield* validateLabelKeys(constraint.matchLabelKeys, [], constraint.labelSelector, at);
    yield* validateLabelSelector(constraint.labelSelector, `${at}.labelSelector`);
  }
}
