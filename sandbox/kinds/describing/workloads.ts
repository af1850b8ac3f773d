import { typed, type KubeObject } from '../../api/client.ts';
import type { DescribeContext } from '../../api/kind.ts';
import { formatLabels, formatLabelSelector, formatSelector, requirementsOf } from '../../core/label-selector.ts';
import { deepEqual } from '../../core/json.ts';
import { DescribeText } from '../../core/text-table.ts';
import { pods, replicaSets } from '../../schema/resources.ts';
import type { DaemonSet, Deployment, ReplicaSet, StatefulSet } from '../../schema/types/apps-v1.ts';
import type { PodTemplateSpec } from '../../schema/types/core-v1.ts';
import type { LabelSelector } from '../../schema/types/meta-v1.ts';
import { writeEvents } from './events.ts';
import { controllerOf, timeText, writeAnnotations, writeLabels } from './metadata.ts';
import { writePodTemplate } from './pod-parts.ts';

const selectorText = (selector: LabelSelector | undefined): string => formatSelector(requirementsOf(selector ?? {}));

/** How many Pods of a controller are in which phase: `1 Running / 0 Waiting / 0 Succeeded / 0 Failed`. */
export async function podsStatus(
  owner: KubeObject,
  selector: LabelSelector | undefined,
  { client }: DescribeContext,
): Promise<string> {
  const options = { labelSelector: selectorText(selector) };
  const { items } = await typed.list(client, pods, owner.metadata.namespace, options);
  const own = items.filter(({ metadata }) =>
    metadata.ownerReferences?.some(({ controller, uid }) => controller && uid === owner.metadata.uid),
  );
  const count = (wanted: string): number => own.filter(({ status }) => status?.phase === wanted).length;
  return `${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`;
}

/** Type, status and reason of each condition. */
export function writeConditions(
  text: DescribeText,
  conditions: readonly { readonly type: string; readonly status: string; readonly reason?: string }[] | undefined,
): void {
  if ((conditions ?? []).length === 0) return;
  text.raw('Conditions:\n  Type\tStatus\tReason\n');
  text.line(1, '----\t------\t------');
  for (const { type, status, reason } of conditions ?? []) text.line(1, `${type} \t${status}\t${reason ?? ''}`);
}

/** Models describeDeployment in k8s.io/kubectl/pkg/describe. */
export async function describeDeployment(object: Deployment, context: DescribeContext): Promise<string> {
  const text = new DescribeText();
  const { metadata, spec, status = {} } = object;
  text.line(0, `Name:\t${metadata.name ?? ''}`);
  text.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  text.line(0, `CreationTimestamp:\t${timeText(metadata.creationTimestamp)}`);
  writeLabels(text, 'Labels', metadata.labels);
  writeAnnotations(text, 'Annotations', metadata.annotations);
  text.line(0, `Selector:\t${selectorText(spec?.selector)}`);
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0, unavailableReplicas = 0 } = status;
  const counts = `${updatedReplicas} updated | ${replicas} total | ${availableReplicas} available | ${unavailableReplicas} unavailable`;
  text.line(0, `Replicas:\t${spec?.replicas ?? 0} desired | ${counts}`);
  text.line(0, `StrategyType:\t${spec?.strategy?.type ?? ''}`);
  text.line(0, `MinReadySeconds:\t${spec?.minReadySeconds ?? 0}`);
  const rolling = spec?.strategy?.rollingUpdate;
  if (rolling !== undefined) {
    text.line(0, `RollingUpdateStrategy:\t${rolling.maxUnavailable ?? 0} max unavailable, ${rolling.maxSurge ?? 0} max surge`);
  }
  writePodTemplate(text, spec?.template);
  writeConditions(text, status.conditions);
  const { older, current } = await replicaSetsOf(object, context);
  if (older.length > 0 || current.length > 0) {
    text.line(0, `OldReplicaSets:\t${replicaSetText(older)}`);
    text.line(0, `NewReplicaSet:\t${replicaSetText(current)}`);
  }
  await writeEvents(text, object, context);
  return text.toString();
}

const replicaSetText = (list: readonly ReplicaSet[]): string =>
  list
    .map(
      ({ metadata, spec, status }) => `${metadata.name ?? ''} (${status?.replicas ?? 0}/${spec?.replicas ?? 0} replicas created)`,
    )
    .join(', ') || '<none>';

/** The ReplicaSets of a Deployment: the one with its template, and those before it. */
async function replicaSetsOf(
  { metadata, spec }: Deployment,
  { client }: DescribeContext,
): Promise<{ readonly older: readonly ReplicaSet[]; readonly current: readonly ReplicaSet[] }> {
  const options = { labelSelector: selectorText(spec?.selector) };
  const { items } = await typed.list(client, replicaSets, metadata.namespace, options);
  const own = items.filter((item) =>
    item.metadata.ownerReferences?.some(({ controller, uid }) => controller && uid === metadata.uid),
  );
  const wanted = withoutHash(spec?.template);
  const current = [...own]
    .sort((a, b) => ((a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '') ? -1 : 1))
    .find((item) => deepEqual(withoutHash(item.spec?.template), wanted));
  return { older: own.filter((item) => item !== current), current: current === undefined ? [] : [current] };
}

function withoutHash(template: PodTemplateSpec | undefined): unknown {
  const { 'pod-template-hash': _hash, ...labels } = template?.metadata?.labels ?? {};
  return { ...template, metadata: { ...template?.metadata, labels } };
}

/** Models describeReplicaSet. */
export async function describeReplicaSet(object: ReplicaSet, context: DescribeContext): Promise<string> {
  const text = new DescribeText();
  const { metadata, spec, status } = object;
  text.line(0, `Name:\t${metadata.name ?? ''}`);
  text.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  text.line(0, `Selector:\t${formatLabelSelector(spec?.selector)}`);
  writeLabels(text, 'Labels', metadata.labels);
  writeAnnotations(text, 'Annotations', metadata.annotations);
  const controller = controllerOf(object);
  if (controller !== undefined) text.line(0, `Controlled By:\t${controller}`);
  text.line(0, `Replicas:\t${status?.replicas ?? 0} current / ${spec?.replicas ?? 0} desired`);
  text.line(0, `Pods Status:\t${await podsStatus(object, spec?.selector, context)}`);
  writePodTemplate(text, spec?.template);
  writeConditions(text, status?.conditions);
  await writeEvents(text, object, context);
  return text.toString();
}

/** Models describeDaemonSet. */
export async function describeDaemonSet(object: DaemonSet, context: DescribeContext): Promise<string> {
  const text = new DescribeText();
  const { metadata, spec, status } = object;
  text.line(0, `Name:\t${metadata.name ?? ''}`);
  text.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  text.line(0, `Selector:\t${selectorText(spec?.selector)}`);
  text.line(0, `Node-Selector:\t${formatLabels(spec?.template?.spec?.nodeSelector)}`);
  writeLabels(text, 'Labels', metadata.labels);
  writeAnnotations(text, 'Annotations', metadata.annotations);
  text.line(0, `Desired Number of Nodes Scheduled: ${status?.desiredNumberScheduled ?? 0}`);
  text.line(0, `Current Number of Nodes Scheduled: ${status?.currentNumberScheduled ?? 0}`);
  text.line(0, `Number of Nodes Scheduled with Up-to-date Pods: ${status?.updatedNumberScheduled ?? 0}`);
  text.line(0, `Number of Nodes Scheduled with Available Pods: ${status?.numberAvailable ?? 0}`);
  text.line(0, `Number of Nodes Misscheduled: ${status?.numberMisscheduled ?? 0}`);
  text.line(0, `Pods Status:\t${await podsStatus(object, spec?.selector, context)}`);
  writePodTemplate(text, spec?.template);
  await writeEvents(text, object, context);
  return text.toString();
}

/** Models describeStatefulSet. */
export async function describeStatefulSet(object: StatefulSet, context: DescribeContext): Promise<string> {
  const text = new DescribeText();
  const { metadata, spec, status } = object;
  text.line(0, `Name:\t${metadata.name ?? ''}`);
  text.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  text.line(0, `CreationTimestamp:\t${timeText(metadata.creationTimestamp)}`);
  text.line(0, `Selector:\t${selectorText(spec?.selector)}`);
  writeLabels(text, 'Labels', metadata.labels);
  writeAnnotations(text, 'Annotations', metadata.annotations);
  text.line(0, `Replicas:\t${spec?.replicas ?? 0} desired | ${status?.replicas ?? 0} total`);
  text.line(0, `Update Strategy:\t${spec?.updateStrategy?.type ?? ''}`);
  const rolling = spec?.updateStrategy?.rollingUpdate;
  if (rolling?.partition !== undefined) {
    text.line(1, `Partition:\t${rolling.partition}`);
    if (rolling.maxUnavailable !== undefined) text.line(1, `MaxUnavailable:\t${rolling.maxUnavailable}`);
  }
  text.line(0, `Pods Status:\t${await podsStatus(object, spec?.selector, context)}`);
  writePodTemplate(text, spec?.template);
  writeClaimTemplates(text, spec?.volumeClaimTemplates);
  await writeEvents(text, object, context);
  return text.toString();
}

/** Models describeVolumeClaimTemplates. */
function writeClaimTemplates(text: DescribeText, templates: StatefulSet['spec']['volumeClaimTemplates']): void {
  text.line(0, (templates ?? []).length === 0 ? 'Volume Claims:\t<none>' : 'Volume Claims:');
  for (const { metadata, spec } of templates ?? []) {
    text.line(1, `Name:\t${metadata?.name ?? ''}`);
    text.line(1, `StorageClass:\t${spec?.storageClassName ?? ''}`);
    writeLabels(text, '  Labels', metadata?.labels);
    writeLabels(text, '  Annotations', metadata?.annotations);
    const capacity = spec?.resources?.requests?.['storage'];
    text.line(1, capacity === undefined ? 'Capacity:\t<default>' : `Capacity:\t${capacity}`);
    text.line(1, `Access Modes:\t[${(spec?.accessModes ?? []).join(' ')}]`);
  }
}
