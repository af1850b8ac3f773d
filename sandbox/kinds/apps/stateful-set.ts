import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { describeStatefulSet } from '../describing/workloads.ts';
import { podTemplateText } from '../describing/pod-parts.ts';
import { deepEqual, type Draft } from '../../core/json.ts';
import { formatSelector, requirementsOf } from '../../core/label-selector.ts';
import { dns1123Label } from '../../core/names.ts';
import { statefulSets } from '../../schema/resources.ts';
import type { StatefulSet } from '../../schema/types/apps-v1.ts';
import type { PodTemplateSpec } from '../../schema/types/core-v1.ts';
import { ageColumn, containerImages, containerNames, nameColumn, textColumn, wideColumn } from '../columns.ts';
import { dropDisabledFields } from '../pod-spec/disabled-fields.ts';
import { defaultPodTemplate } from '../pod-spec/defaults.ts';
import { validatePodTemplate } from '../pod-spec/validation.ts';
import { validateClaimSpec } from '../pod-spec/volume-claim.ts';
import { templateWarnings } from '../pod-spec/warnings.ts';
import { each, forbidden, invalid, invalidFor, nonNegative, notSupported, required } from '../validation/field-errors.ts';
import { isUsableSelector, shownSelector, validateAnnotations, validateLabels } from '../validation/labels.ts';
import {
  amountOf,
  validateAtMostAll,
  validateCounterOrder,
  validateCounters,
  validateIntOrPercent,
  validateNotDecremented,
  validateRequiredSelector,
  validateRestarting,
  validateTemplateLabels,
} from './workload.ts';

type Spec = StatefulSet['spec'];

const onlyThese =
  "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

export const statefulSet = defineKind<StatefulSet>({
  type: statefulSets,
  singular: 'statefulset',
  shortNames: ['sts'],
  categories: ['all'],
  generation: true,
  statusSubresource: true,
  nameRule: 'label',
  default({ spec }) {
    if (spec === undefined) return;
    spec.podManagementPolicy ||= 'OrderedReady';
    spec.updateStrategy ??= {};
    if (!spec.updateStrategy.type) {
      spec.updateStrategy.type = 'RollingUpdate';
      spec.updateStrategy.rollingUpdate ??= {};
    }
    if (spec.updateStrategy.type === 'RollingUpdate' && spec.updateStrategy.rollingUpdate !== undefined) {
      spec.updateStrategy.rollingUpdate.partition ??= 0;
    }
    spec.persistentVolumeClaimRetentionPolicy ??= {};
    spec.persistentVolumeClaimRetentionPolicy.whenDeleted ||= 'Retain';
    spec.persistentVolumeClaimRetentionPolicy.whenScaled ||= 'Retain';
    spec.replicas ??= 1;
    spec.revisionHistoryLimit ??= 10;
    defaultPodTemplate(spec.template);
    for (const claim of spec.volumeClaimTemplates ?? []) {
      claim.apiVersion ??= 'v1';
      claim.kind ??= 'PersistentVolumeClaim';
      claim.spec ??= {};
      claim.spec.resources ??= {};
      claim.spec.volumeMode ??= 'Filesystem';
      claim.status ??= {};
      claim.status.phase ||= 'Pending';
    }
  },
  prepareForCreate(object) {
    dropMaxUnavailable(object.spec);
    dropDisabledFields(object.spec?.template?.spec);
    object.status = { replicas: 0, availableReplicas: 0 };
  },
  prepareForUpdate({ spec }) {
    dropMaxUnavailable(spec);
    dropDisabledFields(spec?.template?.spec);
  },
  validate: ({ spec }) => [...validateSpec(spec, true)],
  validateUpdate({ spec }, old) {
    const errors = [...validateSpec(spec, false)];
    const { replicas, template, updateStrategy, minReadySeconds, ordinals, revisionHistoryLimit } = old.spec ?? {};
    const { persistentVolumeClaimRetentionPolicy } = old.spec ?? {};
    const kept = {
      replicas,
      template,
      updateStrategy,
      minReadySeconds,
      ordinals,
      revisionHistoryLimit,
      persistentVolumeClaimRetentionPolicy,
    };
    if (!deepEqual({ ...spec, ...kept }, old.spec)) errors.push(forbidden('spec', onlyThese));
    return errors;
  },
  validateStatusUpdate: ({ status = { replicas: 0 } }, old) => [
    ...validateCounters(status, 'status'),
    ...validateCounterOrder({ ...status }, [
      ['readyReplicas', 'replicas', 'cannot be greater than status.replicas'],
      ['currentReplicas', 'replicas', 'cannot be greater than status.replicas'],
      ['updatedReplicas', 'replicas', 'cannot be greater than status.replicas'],
      ['availableReplicas', 'replicas', 'cannot be greater than status.replicas'],
      ['availableReplicas', 'readyReplicas', 'cannot be greater than status.readyReplicas'],
    ]),
    ...validateNotDecremented(old.status?.collisionCount, status.collisionCount, 'status.collisionCount'),
  ],
  warnings: (object, old) => (deepEqual(object.spec, old?.spec) ? [] : templateWarnings(object.spec?.template, 'spec.template')),
  describe: describeStatefulSet,
  columns: [
    nameColumn,
    textColumn('Ready', ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`),
    ageColumn,
    wideColumn('Containers', ({ spec }) => containerNames(spec?.template?.spec?.containers)),
    wideColumn('Images', ({ spec }) => containerImages(spec?.template?.spec?.containers)),
  ],
  scale: {
    specPath: '.spec.replicas',
    statusPath: '.status.replicas',
    selector: ({ spec }) => formatSelector(requirementsOf(spec?.selector ?? {})),
  },
  podTemplate: ({ spec }) => spec?.template,
  podSelector: ({ spec }) => spec?.selector,
  rolloutStatus: statefulSetRollout,
  describeTemplate: podTemplateText,
});

/** More than one Pod at a time is a feature that is off by default. */
function dropMaxUnavailable(spec: Draft<Spec> | undefined): void {
  if (spec?.updateStrategy?.rollingUpdate !== undefined) delete spec.updateStrategy.rollingUpdate.maxUnavailable;
}

/** Models ValidateStatefulSetSpec in pkg/apis/apps/validation. */
function* validateSpec(spec: Partial<Spec> = {}, creating: boolean): Generator<FieldError> {
  const { podManagementPolicy, selector, template } = spec;
  const orders = ['OrderedReady', 'Parallel'];
  if (podManagementPolicy && !orders.includes(podManagementPolicy)) {
    yield invalid('spec.podManagementPolicy', podManagementPolicy, "must be 'OrderedReady' or 'Parallel'");
  }
  yield* validateStrategy(spec.updateStrategy ?? {}, 'spec.updateStrategy');
  const retention = spec.persistentVolumeClaimRetentionPolicy;
  for (const field of ['whenDeleted', 'whenScaled'] as const) {
    const policy = retention?.[field];
    if (policy !== undefined && policy !== 'Retain' && policy !== 'Delete') {
      yield notSupported(`spec.persistentVolumeClaimRetentionPolicy.${field}`, policy, ['Retain', 'Delete']);
    }
  }
  if (creating) {
    for (const [claim, at] of each(spec.volumeClaimTemplates, 'spec.volumeClaimTemplates')) {
      yield* validateClaimSpec(claim.spec ?? {}, `${at}.spec`);
    }
  }
  yield* nonNegative('spec.replicas', spec.replicas);
  yield* nonNegative('spec.minReadySeconds', spec.minReadySeconds);
  yield* nonNegative('spec.ordinals.start', spec.ordinals?.start);
  if (creating && spec.serviceName) yield* invalidFor('spec.serviceName', spec.serviceName, dns1123Label);
  yield* validateRequiredSelector(selector, 'statefulset', 'spec.selector');
  if (!isUsableSelector(selector)) yield invalid('spec.selector', shownSelector(selector), '');
  else {
    yield* validateTemplateLabels(selector, template, 'spec.template');
    yield* validatePodTemplate(withClaims(template ?? {}, spec), 'spec.template');
    yield* validateLabels(template?.metadata?.labels, 'spec.template.labels');
    yield* validateAnnotations(template?.metadata?.annotations, 'spec.template.annotations');
  }
  yield* validateRestarting(template, 'StatefulSet', 'spec.template');
}

/** The template with the volumes that the claim templates will give its Pods. */
function withClaims(template: PodTemplateSpec, { volumeClaimTemplates = [] }: Partial<Spec>): PodTemplateSpec {
  if (template.spec === undefined) return template;
  const { hostname: _hostname, subdomain: _subdomain, ...spec } = template.spec;
  const claims = [...new Set(volumeClaimTemplates.map(({ metadata }) => metadata?.name ?? ''))];
  const volumes = claims.map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
  const own = (spec.volumes ?? []).filter(({ name }) => !claims.includes(name));
  return { ...template, spec: { ...spec, volumes: [...volumes, ...own] } };
}

function* validateStrategy({ type, rollingUpdate }: NonNullable<Spec['updateStrategy']>, path: string): Generator<FieldError> {
  // The server shows its own types here, with their own field names.
  const shown = rollingUpdate && {
    Partition: rollingUpdate.partition ?? 0,
    MaxUnavailable: rollingUpdate.maxUnavailable ?? null,
  };
  if (!type) yield required(path);
  else if (type === 'OnDelete') {
    if (rollingUpdate !== undefined)
      yield invalid(`${path}.rollingUpdate`, shown, "only allowed for updateStrategy 'RollingUpdate'");
  } else if (type !== 'RollingUpdate') {
    yield invalid(path, { Type: type, RollingUpdate: shown ?? null }, "must be 'RollingUpdate' or 'OnDelete'");
  } else if (rollingUpdate !== undefined) {
    const { partition, maxUnavailable } = rollingUpdate;
    yield* nonNegative(`${path}.rollingUpdate.partition`, partition);
    if (maxUnavailable === undefined) return;
    const at = `${path}.rollingUpdate.maxUnavailable`;
    yield* validateIntOrPercent(maxUnavailable, at);
    if (amountOf(maxUnavailable) === 0) yield invalid(at, maxUnavailable, 'cannot be 0');
    yield* validateAtMostAll(maxUnavailable, at);
  }
}

/** Models StatefulSetStatusViewer in k8s.io/kubectl/pkg/polymorphichelpers. */
function statefulSetRollout({ metadata, spec, status }: StatefulSet): { message: string; done: boolean } {
  if (spec?.updateStrategy?.type !== 'RollingUpdate')
    throw new Error('rollout status is only available for RollingUpdate strategy type');
  if (!status?.observedGeneration || (metadata.generation ?? 0) > status.observedGeneration) {
    return { message: 'Waiting for statefulset spec update to be observed...\n', done: false };
  }
  const { replicas = 0, readyReplicas: ready = 0, updatedReplicas: updated = 0, currentReplicas: current = 0 } = status;
  const wanted = spec.replicas ?? replicas;
  if (ready < wanted) return { message: `Waiting for ${wanted - ready} pods to be ready...\n`, done: false };
  // The default, a partition of 0, counts as one too.
  if (spec.updateStrategy.rollingUpdate !== undefined) {
    const { partition } = spec.updateStrategy.rollingUpdate;
    if (partition !== undefined && updated < wanted - partition) {
      const counts = `${updated} out of ${wanted - partition} new pods have been updated...`;
      return { message: `Waiting for partitioned roll out to finish: ${counts}\n`, done: false };
    }
    return { message: `partitioned roll out complete: ${updated} new pods have been updated...\n`, done: true };
  }
  if (status.updateRevision !== status.currentRevision) {
    return {
      message: `waiting for statefulset rolling update to complete ${updated} pods at revision ${status.updateRevision ?? ''}...\n`,
      done: false,
    };
  }
  return {
    message: `statefulset rolling update complete ${current} pods at revision ${status.currentRevision ?? ''}...\n`,
    done: true,
  };
}
