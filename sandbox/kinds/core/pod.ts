import { defineKind } from '../../api/kind.ts';
import { describePod } from '../describing/pod.ts';
import { pods } from '../../schema/resources.ts';
import type { Pod } from '../../schema/types/core-v1.ts';
import { ageColumn, nameColumn, textColumn, wideColumn } from '../columns.ts';
import { formatTime } from '../../core/time-text.ts';
import { settleAppArmor } from '../pod-spec/annotations.ts';
import { validatePodStatus } from '../pod-spec/status.ts';
import { dropDisabledFields } from '../pod-spec/disabled-fields.ts';
import { defaultPod, defaultPodSpec } from '../pod-spec/defaults.ts';
import { ephemeralContainers } from '../pod-spec/partial-updates.ts';
import { resize } from '../pod-spec/resize.ts';
import { qosClassOf } from '../pod-spec/qos.ts';
import { podProxy } from './proxy.ts';
import { podSummary, readinessGates } from '../pod-spec/summary.ts';
import { validatePodUpdate } from '../pod-spec/update.ts';
import { validateNewPod } from '../pod-spec/validation.ts';
import { podWarnings } from '../pod-spec/warnings.ts';

/** What is to be warned of where an annotation became a field when the Pod was prepared. */
const settled = new WeakMap<object, readonly string[]>();

export const pod = defineKind<Pod>({
  type: pods,
  singular: 'pod',
  returnsDeleted: true,
  shortNames: ['po'],
  categories: ['all'],
  generation: true,
  statusSubresource: true,
  bindable: true,
  proxy: podProxy,
  partialUpdates: { ephemeralcontainers: ephemeralContainers, resize },
  default(object) {
    if (object.spec === undefined) return;
    defaultPodSpec(object.spec);
    defaultPod(object);
  },
  prepareForCreate(object, { now }) {
    const warned = settleAppArmor(object);
    if (warned.length > 0) settled.set(object, warned);
    dropDisabledFields(object.spec);
    object.status = { phase: 'Pending', qosClass: qosClassOf(object.spec) };
    if ((object.spec?.schedulingGates ?? []).length > 0) {
      const message = 'Scheduling is blocked due to non-empty scheduling gates';
      const times = { lastProbeTime: null, lastTransitionTime: formatTime(now) } as unknown as object;
      object.status.conditions = [{ type: 'PodScheduled', status: 'False', ...times, reason: 'SchedulingGated', message }];
    }
  },
  prepareForStatusUpdate(object, old) {
    const status = (object.status ??= {});
    // The class of service is settled when a Pod is made; the one address and the list of them say the same.
    const qosClass = old.status?.qosClass;
    if (qosClass !== undefined) status.qosClass = qosClass;
    if (status.podIP !== undefined && status.podIPs?.[0]?.ip !== status.podIP) status.podIPs = [{ ip: status.podIP }];
  },
  prepareForUpdate: ({ spec }) => dropDisabledFields(spec),
  validate: (object) => [...validateNewPod(object)],
  validateUpdate: (object, old) => [...validatePodUpdate(object, old)],
  validateStatusUpdate: (object, old) => [...validatePodStatus(object, old)],
  warnings: (object, old) =>
    old === undefined
      ? [...(settled.get(object) ?? []), ...podWarnings(object.metadata.name ?? '', object.spec, object.metadata)]
      : [],
  gracePeriodSeconds(object) {
    // A Pod that no kubelet knows, or that has ended, has nothing to wait for.
    const { phase } = object.status ?? {};
    if (!object.spec?.nodeName || phase === 'Succeeded' || phase === 'Failed') return 0;
    return object.spec.terminationGracePeriodSeconds ?? 30;
  },
  selectableFields: {
    'spec.nodeName': ({ spec }) => spec?.nodeName ?? '',
    'spec.restartPolicy': ({ spec }) => spec?.restartPolicy ?? '',
    'spec.schedulerName': ({ spec }) => spec?.schedulerName ?? '',
    'spec.serviceAccountName': ({ spec }) => spec?.serviceAccountName ?? '',
    'spec.hostNetwork': ({ spec }) => String(spec?.hostNetwork ?? false),
    'status.phase': ({ status }) => status?.phase ?? '',
    'status.podIP': ({ status }) => status?.podIPs?.[0]?.ip ?? '',
    // Accepted, yet no Pod is ever found by it.
    'status.podIPs': () => '',
    'status.nominatedNodeName': ({ status }) => status?.nominatedNodeName ?? '',
  },
  describe: describePod,
  columns: [
    nameColumn,
    textColumn('Ready', (object, { now }) => podSummary(object, now).ready),
    textColumn('Status', (object, { now }) => podSummary(object, now).status),
    textColumn('Restarts', (object, { now }) => podSummary(object, now).restarts),
    ageColumn,
    wideColumn('IP', ({ status }) => status?.podIPs?.[0]?.ip || '<none>'),
    wideColumn('Node', ({ spec }) => spec?.nodeName || '<none>'),
    wideColumn('Nominated Node', ({ status }) => status?.nominatedNodeName || '<none>'),
    wideColumn('Readiness Gates', readinessGates),
  ],
  podTemplate: (object) => object,
});
