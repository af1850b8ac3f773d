import { typed } from '../../api/client.ts';
import type { DescribeContext } from '../../api/kind.ts';
import { canonicalQuantity } from '../../core/quantity.ts';
import { DescribeText } from '../../core/text-table.ts';
import { pods } from '../../schema/resources.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../../schema/types/core-v1.ts';
import { ageOf } from '../columns.ts';
import { storageClassOf } from '../../core/storage-class.ts';
import { accessModesText } from '../storage/claims-and-volumes.ts';
import { writeEvents } from './events.ts';
import { timeText, writeAnnotations, writeLabels } from './metadata.ts';
import { describeSource } from './volume-sources.ts';

const list = (items: readonly string[] | undefined): string => `[${(items ?? []).join(' ')}]`;

const statusText = ({ metadata, status }: PersistentVolume | PersistentVolumeClaim, { now }: DescribeContext): string =>
  metadata.deletionTimestamp === undefined
    ? (status?.phase ?? '')
    : `Terminating (lasts ${ageOf(metadata.deletionTimestamp, now)})`;

/** Models describePersistentVolumeClaim in k8s.io/kubectl/pkg/describe. */
export async function describeClaim(object: PersistentVolumeClaim, context: DescribeContext): Promise<string> {
  const text = new DescribeText();
  const { metadata, spec = {}, status = {} } = object;
  text.line(0, `Name:\t${metadata.name}`);
  text.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  text.line(0, `StorageClass:\t${storageClassOf(object)}`);
  text.line(0, `Status:\t${statusText(object, context)}`);
  text.line(0, `Volume:\t${spec.volumeName ?? ''}`);
  writeLabels(text, 'Labels', metadata.labels);
  writeAnnotations(text, 'Annotations', metadata.annotations);
  text.line(0, `Finalizers:\t${list(metadata.finalizers)}`);
  text.line(0, `Capacity:\t${spec.volumeName ? canonicalQuantity(status.capacity?.['storage'] ?? '0') : ''}`);
  text.line(0, `Access Modes:\t${spec.volumeName ? accessModesText(status.accessModes) : ''}`);
  if (spec.volumeMode !== undefined) text.line(0, `VolumeMode:\t${spec.volumeMode}`);
  if (spec.dataSource !== undefined) {
    text.line(0, 'DataSource:');
    if (spec.dataSource.apiGroup) text.line(1, `APIGroup:\t${spec.dataSource.apiGroup}`);
    text.line(1, `Kind:\t${spec.dataSource.kind}`);
    text.line(1, `Name:\t${spec.dataSource.name}`);
  }
  const users = await usersOf(object, context);
  if (users.length === 0) text.line(0, 'Used By:\t<none>');
  for (const [index, name] of users.entries()) text.line(0, `${index === 0 ? 'Used By:' : ''}\t${name}`);
  if ((status.conditions ?? []).length > 0) {
    text.line(0, 'Conditions:');
    text.line(1, 'Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage');
    text.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
    for (const { type, status: state, lastProbeTime, lastTransitionTime, reason, message } of status.conditions ?? []) {
      const times = `${timeText(lastProbeTime)} \t${timeText(lastTransitionTime)}`;
      text.line(1, `${type} \t${state} \t${times} \t${reason ?? ''} \t${message ?? ''}`);
    }
  }
  await writeEvents(text, object, context);
  return text.toString();
}

/** The Pods that mount a claim, by name or as the owner of one that was made for them. */
async function usersOf({ metadata }: PersistentVolumeClaim, { client }: DescribeContext): Promise<readonly string[]> {
  const { items } = await typed.list(client, pods, metadata.namespace);
  const mounts = ({ metadata: pod, spec }: (typeof items)[number]): boolean =>
    (spec?.volumes ?? []).some(
      ({ name, persistentVolumeClaim, ephemeral }) =>
        persistentVolumeClaim?.claimName === metadata.name ||
        (ephemeral !== undefined && `${pod.name}-${name}` === metadata.name),
    );
  return items.filter(mounts).map((pod) => pod.metadata.name);
}

/** Models describePersistentVolume. */
export async function describeVolume(object: PersistentVolume, context: DescribeContext): Promise<string> {
  const text = new DescribeText();
  const { metadata, spec = {}, status = {} } = object;
  text.line(0, `Name:\t${metadata.name}`);
  writeLabels(text, 'Labels', metadata.labels);
  writeAnnotations(text, 'Annotations', metadata.annotations);
  text.line(0, `Finalizers:\t${list(metadata.finalizers)}`);
  text.line(0, `StorageClass:\t${storageClassOf(object)}`);
  text.line(0, `Status:\t${statusText(object, context)}`);
  const { claimRef } = spec;
  text.line(0, `Claim:\t${claimRef === undefined ? '' : `${claimRef.namespace ?? ''}/${claimRef.name ?? ''}`}`);
  text.line(0, `Reclaim Policy:\t${spec.persistentVolumeReclaimPolicy ?? ''}`);
  text.line(0, `Access Modes:\t${accessModesText(spec.accessModes)}`);
  if (spec.volumeMode !== undefined) text.line(0, `VolumeMode:\t${spec.volumeMode}`);
  text.line(0, `Capacity:\t${canonicalQuantity(spec.capacity?.['storage'] ?? '0')}`);
  writeNodeAffinity(text, spec.nodeAffinity);
  text.line(0, `Message:\t${status.message ?? ''}`);
  text.line(0, 'Source:');
  const source = describeSource(spec);
  if (source === undefined) text.line(1, '<unknown>');
  for (const line of source ?? []) text.line(2, line);
  await writeEvents(text, object, context);
  return text.toString();
}

type VolumeSpec = NonNullable<PersistentVolume['spec']>;

function writeNodeAffinity(text: DescribeText, affinity: VolumeSpec['nodeAffinity']): void {
  if (affinity?.required === undefined) {
    text.line(0, 'Node Affinity:\t<none>');
    return;
  }
  text.line(0, 'Node Affinity:\t');
  const terms = affinity.required.nodeSelectorTerms ?? [];
  text.line(1, `Required Terms:\t${terms.length === 0 ? '<none>' : ''}`);
  for (const [index, { matchExpressions = [] }] of terms.entries()) {
    const lines = matchExpressions.map(
      ({ key, operator, values = [] }) =>
        `${key} ${operator.toLowerCase()}${values.length === 0 ? '' : ` [${values.join(', ')}]`}`,
    );
    text.line(2, `Term ${index}:\t${lines[0] ?? '<none>'}`);
    for (const line of lines.slice(1)) text.line(2, `\t${line}`);
  }
}
