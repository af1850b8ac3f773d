import type { New } from '../../api/client.ts';
import { statefulSets } from '../../schema/resources.ts';
import type { StatefulSet } from '../../schema/types/apps-v1.ts';
import type { Pod, PodSpec, PodTemplateSpec } from '../../schema/types/core-v1.ts';
import { REVISION_HASH } from '../workload/controller-revisions.ts';
import { controllerReference } from '../workload/ownership.ts';
import { podFromTemplate } from '../workload/pod-control.ts';

const POD_NAME = 'statefulset.kubernetes.io/pod-name';
const POD_INDEX = 'apps.kubernetes.io/pod-index';

/** Where a Pod stands in its set: `ordinal` is the number at the end of its name. */
export interface Member {
  readonly name: string;
  readonly ordinal: number;
  /** Absent while the Pod is still to be made. */
  readonly uid?: string;
}

/** The member that a Pod is by its name; undefined for one whose name is not of this set. */
export function memberOf(set: StatefulSet, { metadata: { name, uid } }: Pod): Member | undefined {
  const [, parent, digits = ''] = /^(.*)-(\d+)$/.exec(name) ?? [];
  const ordinal = Number(digits);
  return parent === set.metadata.name && ordinal <= 2_147_483_647 ? { name, ordinal, uid } : undefined;
}

export function podName(set: StatefulSet, ordinal: number): string {
  return `${set.metadata.name}-${ordinal}`;
}

export function firstOrdinal(set: StatefulSet): number {
  return set.spec.ordinals?.start ?? 0;
}

export function wantedMembers(set: StatefulSet): number {
  return set.spec.replicas ?? 1;
}

export function isWanted(set: StatefulSet, { ordinal }: Member): boolean {
  return ordinal >= firstOrdinal(set) && ordinal < firstOrdinal(set) + wantedMembers(set);
}

/** The name of the revision that a Pod was made from. */
export function revisionNameOf({ metadata }: Pod): string {
  return metadata.labels?.[REVISION_HASH] ?? '';
}

/** The Pod of an ordinal, made from a revision's template. */
export function newPod(set: StatefulSet, template: PodTemplateSpec, revision: string, ordinal: number): New<Pod> {
  const pod = podFromTemplate(set, controllerReference(statefulSets, set), template);
  const name = podName(set, ordinal);
  const { serviceName } = set.spec;
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      name,
      labels: { ...pod.metadata.labels, ...identityLabels(name, ordinal), [REVISION_HASH]: revision },
    },
    spec: {
      ...withClaims(set, pod.spec, ordinal),
      hostname: name,
      ...(serviceName === undefined ? {} : { subdomain: serviceName }),
    },
  };
}

function identityLabels(name: string, ordinal: number): { readonly [key: string]: string } {
  return { [POD_NAME]: name, [POD_INDEX]: String(ordinal) };
}

/** The spec with a volume for each claim template, which takes the place of one of the same name. */
function withClaims(set: StatefulSet, spec: PodSpec, ordinal: number): PodSpec {
  const templates = set.spec.volumeClaimTemplates ?? [];
  if (templates.length === 0) return spec;
  const names = new Set(templates.map(({ metadata }) => metadata.name));
  const claimed = templates.map(({ metadata: { name } }) => ({
    name,
    persistentVolumeClaim: { claimName: claimName(set, name, ordinal) },
  }));
  return { ...spec, volumes: [...claimed, ...(spec.volumes ?? []).filter(({ name }) => !names.has(name))] };
}

export function claimName(set: StatefulSet, template: string, ordinal: number): string {
  return `${template}-${podName(set, ordinal)}`;
}

export function hasIdentity(pod: Pod): boolean {
  return pod.metadata.labels?.[POD_NAME] === pod.metadata.name;
}

export function hasStorage(set: StatefulSet, pod: Pod, { ordinal }: Member): boolean {
  return (set.spec.volumeClaimTemplates ?? []).every(({ metadata: { name } }) => {
    const volume = pod.spec.volumes?.find((candidate) => candidate.name === name);
    return volume?.persistentVolumeClaim?.claimName === claimName(set, name, ordinal);
  });
}

/** The Pod with the labels and volumes that its place in the set asks for. */
export function restored(set: StatefulSet, pod: Pod, member: Member): Pod {
  const labels = { ...pod.metadata.labels, ...identityLabels(member.name, member.ordinal) };
  const withLabels = { ...pod, metadata: { ...pod.metadata, labels } };
  return hasStorage(set, pod, member) ? withLabels : { ...withLabels, spec: withClaims(set, pod.spec, member.ordinal) };
}
