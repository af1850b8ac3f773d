import { defineKind } from '../../api/kind.ts';
import { describeDeployment } from '../describing/workloads.ts';
import { podTemplateText } from '../describing/pod-parts.ts';
import { formatSelector, requirementsOf } from '../../core/label-selector.ts';
import { deployments } from '../../schema/resources.ts';
import type { Deployment } from '../../schema/types/apps-v1.ts';
import { ageColumn, containerImages, containerNames, nameColumn, textColumn, wideColumn } from '../columns.ts';
import type { FieldError } from '../../api/field-error.ts';
import { deepEqual } from '../../core/json.ts';
import { dropDisabledFields } from '../pod-spec/disabled-fields.ts';
import { defaultPodTemplate } from '../pod-spec/defaults.ts';
import { shownSelector } from '../validation/labels.ts';
import { workloadWarnings } from './workload-warnings.ts';
import { forbidden, immutableText, invalid, nonNegative, notSupported, required } from '../validation/field-errors.ts';
import {
  amountOf,
  validateAtMostAll,
  validateCounterOrder,
  validateCounters,
  validateIntOrPercent,
  validateNotDecremented,
  validateSelectorAndTemplate,
} from './workload.ts';

const selectorText = ({ spec }: Deployment): string => {
  try {
    return formatSelector(requirementsOf(spec?.selector ?? {}));
  } catch {
    return '<invalid>';
  }
};

export const deployment = defineKind<Deployment>({
  type: deployments,
  singular: 'deployment',
  shortNames: ['deploy'],
  categories: ['all'],
  generation: true,
  statusSubresource: true,
  default(object) {
    if (object.spec === undefined) return;
    object.spec.replicas ??= 1;
    object.spec.strategy ??= {};
    const { strategy } = object.spec;
    strategy.type ||= 'RollingUpdate';
    if (strategy.type === 'RollingUpdate') {
      strategy.rollingUpdate ??= {};
      strategy.rollingUpdate.maxUnavailable ??= '25%';
      strategy.rollingUpdate.maxSurge ??= '25%';
    }
    object.spec.revisionHistoryLimit ??= 10;
    object.spec.progressDeadlineSeconds ??= 600;
    defaultPodTemplate(object.spec.template);
  },
  prepareForCreate(object) {
    dropDisabledFields(object.spec?.template?.spec);
    object.status = {};
  },
  prepareForUpdate: ({ spec }) => dropDisabledFields(spec?.template?.spec),
  validate: (object) => [...validateSpec(object.spec ?? emptySpec)],
  validateUpdate(object, old) {
    const errors = [...validateSpec(object.spec ?? emptySpec)];
    if (!deepEqual(object.spec?.selector, old.spec?.selector)) {
      errors.push(invalid('spec.selector', shownSelector(object.spec?.selector), immutableText));
    }
    return errors;
  },
  validateStatusUpdate: ({ status = {} }, old) => [
    ...validateCounters(status, 'status'),
    ...validateCounterOrder({ ...status }, [
      ['updatedReplicas', 'replicas', 'cannot be greater than status.replicas'],
      ['readyReplicas', 'replicas', 'cannot be greater than status.replicas'],
      ['availableReplicas', 'replicas', 'cannot be greater than status.replicas'],
      ['availableReplicas', 'readyReplicas', 'cannot be greater than readyReplicas'],
    ]),
    ...validateNotDecremented(old.status?.collisionCount, status.collisionCount, 'status.collisionCount'),
  ],
  warnings: (object, old) => workloadWarnings(object, old, object.spec?.template),
  describe: describeDeployment,
  columns: [
    nameColumn,
    textColumn('Ready', ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`),
    textColumn('Up-to-date', ({ status }) => status?.updatedReplicas ?? 0),
    textColumn('Available', ({ status }) => status?.availableReplicas ?? 0),
    ageColumn,
    wideColumn('Containers', ({ spec }) => containerNames(spec?.template?.spec?.containers)),
    wideColumn('Images', ({ spec }) => containerImages(spec?.template?.spec?.containers)),
    wideColumn('Selector', selectorText),
  ],
  scale: { specPath: '.spec.replicas', statusPath: '.status.replicas', selector: selectorText },
  podTemplate: ({ spec }) => spec?.template,
  podSelector: ({ spec }) => spec?.selector,
  rolloutStatus: deploymentRollout,
  describeTemplate: podTemplateText,
});

/** How far the rollout of a Deployment is. Models DeploymentStatusViewer in k8s.io/kubectl/pkg/polymorphichelpers. */
function deploymentRollout(object: Deployment, revision: number): { message: string; done: boolean } {
  const { metadata, spec, status = {} } = object;
  const name = metadata.name ?? '';
  if (revision > 0) {
    const current = Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
    if (current !== revision)
      throw new Error(`desired revision (${revision}) is different from the running revision (${current})`);
  }
  if ((metadata.generation ?? 0) > (status.observedGeneration ?? 0)) {
    return { message: 'Waiting for deployment spec update to be observed...\n', done: false };
  }
  const progressing = status.conditions?.find(({ type }) => type === 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') throw new Error(`deployment "${name}" exceeded its progress deadline`);
  const wanted = spec?.replicas;
  const { replicas = 0, updatedReplicas: updated = 0, availableReplicas: available = 0 } = status;
  if (wanted !== undefined && updated < wanted) {
    const counts = `${updated} out of ${wanted} new replicas have been updated...`;
    return { message: `Waiting for deployment "${name}" rollout to finish: ${counts}\n`, done: false };
  }
  if (replicas > updated) {
    const counts = `${replicas - updated} old replicas are pending termination...`;
    return { message: `Waiting for deployment "${name}" rollout to finish: ${counts}\n`, done: false };
  }
  if (available < updated) {
    const counts = `${available} of ${updated} updated replicas are available...`;
    return { message: `Waiting for deployment "${name}" rollout to finish: ${counts}\n`, done: false };
  }
  return { message: `deployment "${name}" successfully rolled out\n`, done: true };
}

type Spec = Deployment['spec'];

/** What a Deployment without a spec becomes. */
const emptySpec: Spec = {
  selector: undefined,
  template: undefined,
  strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
} as unknown as Spec;

/** Models ValidateDeploymentSpec in pkg/apis/apps/validation. */
function* validateSpec(spec: Spec): Generator<FieldError> {
  yield* nonNegative('spec.replicas', spec.replicas);
  yield* validateSelectorAndTemplate(spec, 'spec');
  yield* validateStrategy(spec.strategy ?? {}, 'spec.strategy');
  yield* nonNegative('spec.minReadySeconds', spec.minReadySeconds);
  yield* nonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit);
  const deadline = spec.progressDeadlineSeconds;
  yield* nonNegative('spec.progressDeadlineSeconds', deadline);
  if (deadline !== undefined && deadline <= (spec.minReadySeconds ?? 0)) {
    yield invalid('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds');
  }
}

function* validateStrategy({ type = '', rollingUpdate }: NonNullable<Spec['strategy']>, path: string): Generator<FieldError> {
  if (type === 'Recreate') {
    if (rollingUpdate !== undefined)
      yield forbidden(`${path}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'");
    return;
  }
  if (type !== 'RollingUpdate') {
    // The server shows its own type here, with its own field names.
    const shown = rollingUpdate && { MaxUnavailable: rollingUpdate.maxUnavailable ?? 0, MaxSurge: rollingUpdate.maxSurge ?? 0 };
    yield notSupported(path, { Type: type, RollingUpdate: shown ?? null }, ['Recreate', 'RollingUpdate']);
    return;
  }
  const at = `${path}.rollingUpdate`;
  if (rollingUpdate === undefined) {
    yield required(at, 'this should be defaulted and never be nil');
    return;
  }
  const { maxUnavailable, maxSurge } = rollingUpdate;
  yield* validateIntOrPercent(maxUnavailable, `${at}.maxUnavailable`);
  yield* validateIntOrPercent(maxSurge, `${at}.maxSurge`);
  if (amountOf(maxUnavailable) === 0 && amountOf(maxSurge) === 0) {
    yield invalid(`${at}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0');
  }
  yield* validateAtMostAll(maxUnavailable, `${at}.maxUnavailable`);
}
