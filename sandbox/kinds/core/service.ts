import { defineKind } from '../../api/kind.ts';
import { describeService } from '../describing/services.ts';
import { formatLabels } from '../../core/label-selector.ts';
import { services } from '../../schema/resources.ts';
import type { Service } from '../../schema/types/core-v1.ts';
import { serviceProxy } from './proxy.ts';
import { ageColumn, nameColumn, textColumn, wideColumn } from '../columns.ts';
import { allocate, allocationProblems } from './service-allocation.ts';
import {
  isReachedFromOutside,
  TOPOLOGY_HINTS,
  validateLoadBalancerStatus,
  validateService,
  validateServiceUpdate,
} from './service-validation.ts';

function externalAddress({ spec, status }: Service): string {
  const external = spec?.externalIPs ?? [];
  if (spec?.type === 'ExternalName') return spec.externalName ?? '';
  if (spec?.type === 'LoadBalancer') {
    const given = (status?.loadBalancer?.ingress ?? [])
      .map(({ ip, hostname }) => ip || hostname || '')
      .filter((text) => text !== '');
    return [...[...new Set(given)].sort(), ...external].join(',') || '<pending>';
  }
  return external.join(',') || '<none>';
}

const portText = ({ spec }: Service): string =>
  (spec?.ports ?? []).map(({ port, nodePort, protocol }) => `${port}${nodePort ? `:${nodePort}` : ''}/${protocol}`).join(',') ||
  '<none>';

export const service = defineKind<Service>({
  type: services,
  singular: 'service',
  storageKey: 'services/specs',
  proxy: serviceProxy,
  createsOnUpdate: true,
  returnsDeleted: true,
  shortNames: ['svc'],
  categories: ['all'],
  statusSubresource: true,
  nameRule: 'label',
  default(object) {
    if (object.spec === undefined) return;
    const { spec } = object;
    spec.sessionAffinity ||= 'None';
    if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig;
    if (spec.sessionAffinity === 'ClientIP' && spec.sessionAffinityConfig?.clientIP?.timeoutSeconds === undefined) {
      spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: 10_800 } };
    }
    spec.type ||= 'ClusterIP';
    for (const port of spec.ports ?? []) {
      port.protocol ||= 'TCP';
      if (port.targetPort === undefined || port.targetPort === 0 || port.targetPort === '') port.targetPort = port.port;
    }
    if (isReachedFromOutside(spec)) spec.externalTrafficPolicy ||= 'Cluster';
    if (spec.type === 'ClusterIP' || spec.type === 'NodePort' || spec.type === 'LoadBalancer')
      spec.internalTrafficPolicy ??= 'Cluster';
    if (spec.type === 'LoadBalancer') spec.allocateLoadBalancerNodePorts ??= true;
    for (const ingress of object.status?.loadBalancer?.ingress ?? []) if (ingress.ip) ingress.ipMode ??= 'VIP';
  },
  prepareForCreate(object, context) {
    object.status = { loadBalancer: {} };
    allocate(object, undefined, context);
  },
  prepareForUpdate(object, old, context) {
    allocate(object, old, context);
  },
  validate(object, context) {
    const problems = allocationProblems(object, undefined, context);
    return problems.length > 0 ? problems : [...validateService(object, undefined)];
  },
  validateUpdate(object, old, context) {
    const problems = allocationProblems(object, old, context);
    return problems.length > 0 ? problems : [...validateServiceUpdate(object, old)];
  },
  validateStatusUpdate: ({ spec, status }, old) => [
    ...validateLoadBalancerStatus(status?.loadBalancer, old.status?.loadBalancer, spec?.type),
  ],
  warnings: (object) => [...serviceWarnings(object)],
  selectableFields: { 'spec.clusterIP': ({ spec }) => spec?.clusterIP ?? '', 'spec.type': ({ spec }) => spec?.type ?? '' },
  describe: describeService,
  columns: [
    nameColumn,
    textColumn('Type', ({ spec }) => spec?.type ?? ''),
    textColumn('Cluster-IP', ({ spec }) => spec?.clusterIPs?.[0] ?? '<none>'),
    textColumn('External-IP', externalAddress),
    textColumn('Port(s)', portText),
    ageColumn,
    wideColumn('Selector', ({ spec }) => formatLabels(spec?.selector)),
  ],
  podSelector: ({ spec }) => (spec?.selector === undefined ? undefined : { matchLabels: spec.selector }),
});

/** Models GetWarningsForService in pkg/api/service, without what it says of unusual spellings of addresses. */
function* serviceWarnings({ metadata, spec }: Service): Generator<string> {
  if (metadata.annotations?.[TOPOLOGY_HINTS] !== undefined)
    yield `annotation ${TOPOLOGY_HINTS} is deprecated, please use service.kubernetes.io/topology-mode instead`;
  if (spec === undefined) return;
  const { type, externalIPs = [], externalName, loadBalancerIP, sessionAffinity, trafficDistribution } = spec;
  const headless = type === 'ClusterIP' && spec.clusterIP === 'None';
  if (headless) {
    if (loadBalancerIP) yield 'spec.loadBalancerIP is ignored for headless services';
    if (externalIPs.length > 0) yield 'spec.externalIPs is ignored for headless services';
    if (sessionAffinity !== 'None') yield 'spec.SessionAffinity is ignored for headless services';
  }
  if (externalIPs.length > 0 && !headless && type !== 'ExternalName')
    yield 'spec.externalIPs is deprecated and may no longer be implemented in some clusters';
  if (externalIPs.length > 0 && type === 'ExternalName') yield 'spec.externalIPs is ignored when spec.type is "ExternalName"';
  if (externalName && type !== 'ExternalName') yield 'spec.externalName is ignored when spec.type is not "ExternalName"';
  if (trafficDistribution === 'PreferClose') yield 'spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"';
}
