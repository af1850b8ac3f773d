import { defineKind } from '../../api/kind.ts';
import { formatLabelSelector, formatSelector, requirementsOf } from '../../core/label-selector.ts';
import { replicaSets } from '../../schema/resources.ts';
import type { ReplicaSet } from '../../schema/types/apps-v1.ts';
import { ageColumn, containerImages, containerNames, nameColumn, numberColumn, wideColumn } from '../columns.ts';
import { defaultPodTemplate } from '../pod-spec/defaults.ts';

export const replicaSet = defineKind<ReplicaSet>({
  type: replicaSets,
  singular: 'replicaset',
  shortNames: ['rs'],
  categories: ['all'],
  generation: true,
  statusSubresource: true,
  default(object) {
    if (object.spec === undefined) return;
    object.spec.replicas ??= 1;
    defaultPodTemplate(object.spec.template);
  },
  prepareForCreate(object) {
    object.status = { replicas: 0 };
  },
  selectableFields: { 'status.replicas': ({ status }) => String(status?.replicas ?? 0) },
  columns: [
    nameColumn,
    numberColumn('Desired', ({ spec }) => spec?.replicas ?? 0),
    numberColumn('Current', ({ status }) => status?.replicas ?? 0),
    numberColumn('Ready', ({ status }) => status?.readyReplicas ?? 0),
    ageColumn,
    wideColumn('Containers', ({ spec }) => containerNames(spec?.template?.spec?.containers)),
    wideColumn('Images', ({ spec }) => containerImages(spec?.template?.spec?.containers)),
    wideColumn('Selector', ({ spec }) => formatLabelSelector(spec?.selector)),
  ],
  scale: {
    specPath: '.spec.replicas',
    statusPath: '.status.replicas',
    selector: ({ spec }) => formatSelector(requirementsOf(spec?.selector ?? {})),
  },
  podTemplate: ({ spec }) => spec?.template,
  podSelector: ({ spec }) => spec?.selector,
});
