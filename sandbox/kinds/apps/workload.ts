import type { FieldError } from '../../api/field-error.ts';
import { percentText } from '../../core/names.ts';
import { matches } from '../../core/label-selector.ts';
import type { PodTemplateSpec } from '../../schema/types/core-v1.ts';
import type { IntOrString, LabelSelector } from '../../schema/types/meta-v1.ts';
import { forbidden, invalid, nonNegative, notSupported, required } from '../validation/field-errors.ts';
import { isUsableSelector, shownSelector, validateLabelSelector } from '../validation/labels.ts';
import { validatePodTemplate } from '../pod-spec/validation.ts';

/** The selector that a workload must have. `kind` stands in the text about an empty one. */
export function* validateRequiredSelector(
  selector: LabelSelector | undefined,
  kind: string,
  path: string,
): Generator<FieldError> {
  if (selector === undefined) {
    yield required(path);
    return;
  }
  yield* validateLabelSelector(selector, path);
  yield* validateNotEmpty(selector, kind, path);
}

export function* validateNotEmpty(selector: LabelSelector, kind: string, path: string): Generator<FieldError> {
  if (Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length === 0) {
    yield invalid(path, shownSelector(selector), `empty selector is invalid for ${kind}`);
  }
}

/** The labels that a template gives its Pods must be those the workload looks for. */
export function* validateTemplateLabels(
  selector: LabelSelector | undefined,
  template: PodTemplateSpec | undefined,
  path: string,
): Generator<FieldError> {
  const labels = template?.metadata?.labels;
  if (!matches(selector, labels)) yield invalid(`${path}.metadata.labels`, labels, '`selector` does not match template `labels`');
}

/** What every template of a workload that runs for ever must keep to. */
export function* validateRestarting(template: PodTemplateSpec | undefined, kind: string, path: string): Generator<FieldError> {
  const policy = template?.spec?.restartPolicy ?? 'Always';
  if (policy !== 'Always') yield notSupported(`${path}.spec.restartPolicy`, policy, ['Always']);
  if (template?.spec?.activeDeadlineSeconds !== undefined) {
    yield forbidden(`${path}.spec.activeDeadlineSeconds`, `activeDeadlineSeconds in ${kind} is not Supported`);
  }
}

/** Selector and template as Deployments and ReplicaSets check them. Models ValidatePodTemplateSpecForReplicaSet. */
export function* validateSelectorAndTemplate(
  spec: { readonly selector?: LabelSelector; readonly template?: PodTemplateSpec },
  path: string,
): Generator<FieldError> {
  yield* validateRequiredSelector(spec.selector, 'deployment', `${path}.selector`);
  if (!isUsableSelector(spec.selector)) {
    yield invalid(`${path}.selector`, shownSelector(spec.selector), 'invalid label selector');
    return;
  }
  yield* validateTemplateLabels(spec.selector, spec.template, `${path}.template`);
  yield* validatePodTemplate(spec.template ?? {}, `${path}.template`);
  yield* validateRestarting(spec.template, 'ReplicaSet', `${path}.template`);
}

/** A count or a percentage. Models ValidatePositiveIntOrPercent. */
export function* validateIntOrPercent(value: IntOrString | undefined, path: string): Generator<FieldError> {
  if (typeof value === 'string') for (const text of percentText(value)) yield invalid(path, value, text);
  else yield* nonNegative(path, value);
}

export function* validateAtMostAll(value: IntOrString | undefined, path: string): Generator<FieldError> {
  if (typeof value === 'string' && percentText(value).length === 0 && parseInt(value, 10) > 100) {
    yield invalid(path, value, 'must not be greater than 100%');
  }
}

/** The number in a count or percentage; 0 for what is neither. */
export function amountOf(value: IntOrString | undefined): number {
  if (typeof value !== 'string') return value ?? 0;
  return /^\d+%?$/.test(value) ? parseInt(value, 10) : 0;
}

/** Counters of a status: none is negative. */
export function* validateCounters(status: object | undefined, path: string): Generator<FieldError> {
  for (const [name, value] of Object.entries(status ?? {}))
    if (typeof value === 'number') yield* nonNegative(`${path}.${name}`, value);
}

/** Counters that no other counter may exceed: `[smaller, larger, text]`. */
export function* validateCounterOrder(
  status: { readonly [name: string]: unknown },
  rules: readonly (readonly [string, string, string])[],
): Generator<FieldError> {
  const count = (name: string): number => {
    const value = status[name];
    return typeof value === 'number' ? value : 0;
  };
  for (const [smaller, larger, text] of rules) {
    if (count(smaller) > count(larger)) yield invalid(`status.${smaller}`, count(smaller), text);
  }
}

export function* validateNotDecremented(
  before: number | undefined,
  after: number | undefined,
  path: string,
): Generator<FieldError> {
  if (before !== undefined && (after ?? -1) < before) yield invalid(path, after ?? 0, 'cannot be decremented');
}
