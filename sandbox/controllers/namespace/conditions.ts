import type { KubeObject } from '../../api/client.ts';
import type { ResourceType } from '../../schema/resource-type.ts';
import type { NamespaceCondition } from '../../schema/types/core-v1.ts';
import { textOf } from '../workload/pod-control.ts';

interface Finding {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
}

/** What the conditions say while nothing is in the way, in the order in which they stand. */
const fine: readonly Finding[] = [
  {
    type: 'NamespaceDeletionDiscoveryFailure',
    reason: 'ResourcesDiscovered',
    message: 'All resources successfully discovered',
  },
  {
    type: 'NamespaceDeletionGroupVersionParsingFailure',
    reason: 'ParsedGroupVersions',
    message: 'All legacy kube types successfully parsed',
  },
  {
    type: 'NamespaceDeletionContentFailure',
    reason: 'ContentDeleted',
    message: 'All content successfully deleted, may be waiting on finalization',
  },
  { type: 'NamespaceContentRemaining', reason: 'ContentRemoved', message: 'All content successfully removed' },
  {
    type: 'NamespaceFinalizersRemaining',
    reason: 'ContentHasNoFinalizers',
    message: 'All content-preserving finalizers finished',
  },
];

/** Findings about objects that are still in a namespace. */
export function remainingContent(
  left: readonly { readonly type: ResourceType<KubeObject>; readonly objects: readonly KubeObject[] }[],
): readonly Finding[] {
  if (left.length === 0) return [];
  const resources = left.map(({ type, objects }) => `${type.resource}.${type.group} has ${objects.length} resource instances`);
  const findings: Finding[] = [
    {
      type: 'NamespaceContentRemaining',
      reason: 'SomeResourcesRemain',
      message: `Some resources are remaining: ${resources.toSorted().join(', ')}`,
    },
  ];
  const holders = new Map<string, number>();
  for (const { metadata } of left.flatMap(({ objects }) => objects)) {
    for (const finalizer of metadata.finalizers ?? []) holders.set(finalizer, (holders.get(finalizer) ?? 0) + 1);
  }
  if (holders.size > 0) {
    const counts = [...holders].map(([finalizer, count]) => `${finalizer} in ${count} resource instances`);
    findings.push({
      type: 'NamespaceFinalizersRemaining',
      reason: 'SomeFinalizersRemain',
      message: `Some content in the namespace has finalizers remaining: ${counts.toSorted().join(', ')}`,
    });
  }
  return findings;
}

/** The conditions of a namespace on its way out. Models pkg/controller/namespace/deletion/status_condition_utils.go. */
export function terminationConditions(
  current: readonly NamespaceCondition[],
  findings: readonly Finding[],
  errors: readonly unknown[],
  time: string,
): readonly NamespaceCondition[] {
  const texts = errors.map(textOf).toSorted().join(', ');
  const failure = {
    type: 'NamespaceDeletionContentFailure',
    reason: 'ContentDeletionFailed',
    message: `Failed to delete all resource types, ${errors.length} remaining: ${texts}`,
  };
  const bad = errors.length > 0 ? [failure, ...findings] : findings;
  const others = current.filter(({ type }) => !fine.some((finding) => finding.type === type));
  const conditions = fine.map((ok): NamespaceCondition => {
    const finding = bad.find(({ type }) => type === ok.type);
    const before = current.find(({ type }) => type === ok.type);
    const status = finding ? 'True' : 'False';
    const lastTransitionTime = before?.status === status ? before.lastTransitionTime : time;
    return { ...(finding ?? ok), status, ...(lastTransitionTime === undefined ? {} : { lastTransitionTime }) };
  });
  return [...others, ...conditions];
}
