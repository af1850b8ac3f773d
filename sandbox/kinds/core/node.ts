import { defineKind } from '../../api/kind.ts';
import { nodes } from '../../schema/resources.ts';
import type { Node } from '../../schema/types/core-v1.ts';
import { ageColumn, nameColumn, textColumn, wideColumn } from '../columns.ts';

function readiness({ status, spec }: Node): string {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const state = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return spec?.unschedulable ? `${state},SchedulingDisabled` : state;
}

const rolePrefix = 'node-role.kubernetes.io/';

/** Roles by label, sorted. */
export function rolesOf({ metadata }: Node): readonly string[] {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    if (key.startsWith(rolePrefix) && key.length > rolePrefix.length) roles.add(key.slice(rolePrefix.length));
    else if (key === 'kubernetes.io/role' && value !== '') roles.add(value);
  }
  return [...roles].sort();
}

const addressOf =
  (wanted: string) =>
  ({ status }: Node): string =>
    status?.addresses?.find(({ type }) => type === wanted)?.address ?? '<none>';

function kernelOf({ status }: Node): string {
  const info = status?.nodeInfo;
  return `${info?.kernelVersion || '<unknown>'}${info?.architecture ? ` (${info.architecture})` : ''}`;
}

export const node = defineKind<Node>({
  type: nodes,
  singular: 'node',
  shortNames: ['no'],
  statusSubresource: true,
  default(object) {
    object.spec ??= {};
    object.status ??= {};
    const { status } = object;
    if (status.allocatable === undefined && status.capacity !== undefined) status.allocatable = { ...status.capacity };
    status.daemonEndpoints ??= {};
    status.daemonEndpoints.kubeletEndpoint ??= { Port: 0 };
    status.nodeInfo ??= {
      machineID: '',
      systemUUID: '',
      bootID: '',
      kernelVersion: '',
      osImage: '',
      containerRuntimeVersion: '',
      kubeletVersion: '',
      kubeProxyVersion: '',
      operatingSystem: '',
      architecture: '',
    };
  },
  prepareForCreate() {
    // A Node brings its own status.
  },
  selectableFields: { 'spec.unschedulable': ({ spec }) => String(spec?.unschedulable ?? false) },
  columns: [
    nameColumn,
    textColumn('Status', readiness),
    textColumn('Roles', (object) => rolesOf(object).join(',') || '<none>'),
    ageColumn,
    textColumn('Version', ({ status }) => status?.nodeInfo?.kubeletVersion ?? ''),
    wideColumn('Internal-IP', addressOf('InternalIP')),
    wideColumn('External-IP', addressOf('ExternalIP')),
    wideColumn('OS-Image', ({ status }) => status?.nodeInfo?.osImage || '<unknown>'),
    wideColumn('Kernel-Version', kernelOf),
    wideColumn('Container-Runtime', ({ status }) => status?.nodeInfo?.containerRuntimeVersion || '<unknown>'),
  ],
});
