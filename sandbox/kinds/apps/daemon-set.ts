import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { describeDaemonSet } from '../describing/workloads.ts';
import { podTemplateText } from '../describing/pod-parts.ts';
import { deepEqual } from '../../core/json.ts';
import { formatLabels, formatLabelSelector } from '../../core/label-selector.ts';
import { daemonSets } from '../../schema/resources.ts';
import type { DaemonSet } from '../../schema/types/apps-v1.ts';
import { ageColumn, containerImages, containerNames, nameColumn, numberColumn, textColumn, wideColumn } from '../columns.ts';
import { dropDisabledFields } from '../pod-spec/disabled-fields.ts';
import { defaultPodTemplate } from '../pod-spec/defaults.ts';
import { validatePodTemplate } from '../pod-spec/validation.ts';
import { templateWarnings } from '../pod-spec/warnings.ts';
import { immutableText, invalid, nonNegative, notSupported, required } from '../validation/field-errors.ts';
import { isUsableSelector, shownSelector, validateLabelSelector } from '../validation/labels.ts';
import {
  amountOf,
  validateAtMostAll,
  validateCounters,
  validateIntOrPercent,
  validateNotDecremented,
  validateNotEmpty,
  validateRestarting,
  validateTemplateLabels,
} from './workload.ts';

type Spec = DaemonSet['spec'];

/** Counts changes of the template; the field it once had lives on as an annotation. */
const templateGeneration = 'deprecated.daemonset.template.generation';

export const daemonSet = defineKind<DaemonSet>({
  type: daemonSets,
  singular: 'daemonset',
  shortNames: ['ds'],
  categories: ['all'],
  generation: true,
  statusSubresource: true,
  default({ metadata, spec }) {
    // The field of former days stands in every object of this version, whoever wrote it.
    metadata.annotations = { ...metadata.annotations, [templateGeneration]: metadata.annotations?.[templateGeneration] ?? '0' };
    if (spec === undefined) return;
    spec.updateStrategy ??= {};
    const { updateStrategy } = spec;
    updateStrategy.type ||= 'RollingUpdate';
    if (updateStrategy.type === 'RollingUpdate') {
      updateStrategy.rollingUpdate ??= {};
      updateStrategy.rollingUpdate.maxUnavailable ??= 1;
    }
    // Where they are given they are whole, also when they do not count.
    if (updateStrategy.rollingUpdate !== undefined) {
      updateStrategy.rollingUpdate.maxUnavailable ??= 0;
      updateStrategy.rollingUpdate.maxSurge ??= 0;
    }
    spec.revisionHistoryLimit ??= 10;
    defaultPodTemplate(spec.template);
  },
  prepareForCreate(object) {
    dropDisabledFields(object.spec?.template?.spec);
    object.status = { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 };
    const before = Number(object.metadata.annotations?.[templateGeneration] ?? 0);
    const generation = String(before > 0 ? before : 1);
    object.metadata.annotations = { ...object.metadata.annotations, [templateGeneration]: generation };
  },
  prepareForUpdate(object, old) {
    dropDisabledFields(object.spec?.template?.spec);
    const before = Number(old.metadata.annotations?.[templateGeneration] ?? 1);
    const next = deepEqual(object.spec?.template, old.spec?.template) ? before : before + 1;
    object.metadata.annotations = { ...object.metadata.annotations, [templateGeneration]: String(next) };
  },
  validate: ({ spec }) => [...validateSpec(spec)],
  validateUpdate({ spec }, old) {
    const same = deepEqual(spec?.selector, old.spec?.selector);
    return [...(same ? [] : [invalid('spec.selector', shownSelector(spec?.selector), immutableText)]), ...validateSpec(spec)];
  },
  validateStatusUpdate: ({ status }, old) => [
    ...validateCounters(status, 'status'),
    ...validateNotDecremented(old.status?.collisionCount, status?.collisionCount, 'status.collisionCount'),
  ],
  warnings: (object, old) => (deepEqual(object.spec, old?.spec) ? [] : templateWarnings(object.spec?.template, 'spec.template')),
  describe: describeDaemonSet,
  columns: [
    nameColumn,
    numberColumn('Desired', ({ status }) => status?.desiredNumberScheduled ?? 0),
    numberColumn('Current', ({ status }) => status?.currentNumberScheduled ?? 0),
    numberColumn('Ready', ({ status }) => status?.numberReady ?? 0),
    numberColumn('Up-to-date', ({ status }) => status?.updatedNumberScheduled ?? 0),
    numberColumn('Available', ({ status }) => status?.numberAvailable ?? 0),
    textColumn('Node Selector', ({ spec }) => formatLabels(spec?.template?.spec?.nodeSelector)),
    ageColumn,
    wideColumn('Containers', ({ spec }) => containerNames(spec?.template?.spec?.containers)),
    wideColumn('Images', ({ spec }) => containerImages(spec?.template?.spec?.containers)),
    wideColumn('Selector', ({ spec }) => formatLabelSelector(spec?.selector)),
  ],
  podTemplate: ({ spec }) => spec?.template,
  podSelector: ({ spec }) => spec?.selector,
  rolloutStatus: daemonSetRollout,
  describeTemplate: podTemplateText,
});

/** Models ValidateDaemonSetSpec in pkg/apis/apps/validation. */
function* validateSpec(spec: Partial<Spec> = {}): Generator<FieldError> {
  const { selector, template } = spec;
  yield* validateLabelSelector(selector, 'spec.selector');
  if (isUsableSelector(selector)) yield* validateTemplateLabels(selector, template, 'spec.template');
  if (selector !== undefined) yield* validateNotEmpty(selector, 'daemonset', 'spec.selector');
  yield* validatePodTemplate(template ?? {}, 'spec.template');
  yield* validateRestarting(template, 'DaemonSet', 'spec.template');
  yield* nonNegative('spec.minReadySeconds', spec.minReadySeconds);
  yield* validateStrategy(spec.updateStrategy ?? {}, 'spec.updateStrategy');
  yield* nonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit);
}

function* validateStrategy(
  { type = 'RollingUpdate', rollingUpdate }: NonNullable<Spec['updateStrategy']>,
  path: string,
): Generator<FieldError> {
  if (type === 'OnDelete') return;
  if (type !== 'RollingUpdate') {
    // The server shows its own type here, with its own field names.
    const shown = rollingUpdate && { MaxUnavailable: rollingUpdate.maxUnavailable ?? 0, MaxSurge: rollingUpdate.maxSurge ?? 0 };
    yield notSupported(path, { Type: type, RollingUpdate: shown ?? null }, ['RollingUpdate', 'OnDelete']);
    return;
  }
  if (rollingUpdate === undefined) return;
  const { maxUnavailable, maxSurge } = rollingUpdate;
  const at = `${path}.rollingUpdate`;
  yield* validateIntOrPercent(maxUnavailable, `${at}.maxUnavailable`);
  yield* validateIntOrPercent(maxSurge, `${at}.maxSurge`);
  yield* validateAtMostAll(maxUnavailable, `${at}.maxUnavailable`);
  yield* validateAtMostAll(maxSurge, `${at}.maxSurge`);
  const [unavailable, surge] = [amountOf(maxUnavailable) !== 0, amountOf(maxSurge) !== 0];
  if (unavailable && surge) yield invalid(`${at}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero');
  if (!unavailable && !surge) yield required(`${at}.maxUnavailable`, 'cannot be 0 when maxSurge is 0');
}

/** Models DaemonSetStatusViewer in k8s.io/kubectl/pkg/polymorphichelpers. */
function daemonSetRollout({ metadata, spec, status }: DaemonSet): { message: string; done: boolean } {
  if (spec?.updateStrategy?.type !== 'RollingUpdate')
    throw new Error('rollout status is only available for RollingUpdate strategy type');
  if ((metadata.generation ?? 0) > (status?.observedGeneration ?? 0)) {
    return { message: 'Waiting for daemon set spec update to be observed...\n', done: false };
  }
  const {
    desiredNumberScheduled: wanted = 0,
    updatedNumberScheduled: updated = 0,
    numberAvailable: available = 0,
  } = status ?? {};
  const waiting = `Waiting for daemon set "${metadata.name ?? ''}" rollout to finish:`;
  if (updated < wanted) return { message: `${waiting} ${updated} out of ${wanted} new pods have been updated...\n`, done: false };
  if (available < wanted) return { message: `${waiting} ${available} of ${wanted} updated pods are available...\n`, done: false };
  return { message: `daemon set "${metadata.name ?? ''}" successfully rolled out\n`, done: true };
}
