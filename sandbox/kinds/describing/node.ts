import { typed } from '../../api/client.ts';
import type { DescribeContext } from '../../api/kind.ts';
import { StatusError } from '../../api/status-error.ts';
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  quantityMilliValue,
  quantityValue,
  zeroQuantity,
} from '../../core/quantity.ts';
import { DescribeText } from '../../core/text-table.ts';
import { leases, pods } from '../../schema/resources.ts';
import type { Node, Pod, Taint } from '../../schema/types/core-v1.ts';
import { ageOf } from '../columns.ts';
import { isHugePages, isStandardContainerResource } from '../pod-spec/resource-names.ts';
import { aggregateLimits, aggregateRequests } from '../pod-spec/resources.ts';
import { writeEvents } from './events.ts';
import { timeText, writeAnnotations, writeLabels, writeList } from './metadata.ts';

type Amounts = { readonly [name: string]: string };

const taintText = ({ key, value, effect }: Taint): string => {
  if (!effect) return value ? `${key}=${value}:` : key;
  return value ? `${key}=${value}:${effect}` : `${key}:${effect}`;
};

/** Models describeNode in k8s.io/kubectl/pkg/describe. */
export async function describeNode(node: Node, roles: readonly string[], context: DescribeContext): Promise<string> {
  const text = new DescribeText();
  const { metadata, spec, status } = node;
  text.line(0, `Name:\t${metadata.name ?? ''}`);
  text.line(0, `Roles:\t${roles.join(',') || '<none>'}`);
  writeLabels(text, 'Labels', metadata.labels);
  writeAnnotations(text, 'Annotations', metadata.annotations);
  text.line(0, `CreationTimestamp:\t${timeText(metadata.creationTimestamp)}`);
  const order = (taint: Taint): string => `${taint.effect},${taint.key}`;
  writeList(text, 'Taints', [...(spec?.taints ?? [])].sort((a, b) => (order(a) < order(b) ? -1 : 1)).map(taintText));
  text.line(0, `Unschedulable:\t${spec?.unschedulable ?? false}`);
  await writeLease(text, metadata.name ?? '', context);
  writeConditions(text, node);
  text.line(0, 'Addresses:');
  for (const { type, address } of status?.addresses ?? []) text.line(1, `${type}:\t${address}`);
  writeAmounts(text, 'Capacity', status?.capacity);
  writeAmounts(text, 'Allocatable', status?.allocatable);
  const info = status?.nodeInfo;
  text.line(0, 'System Info:');
  for (const [title, value] of [
    ['Machine ID', info?.machineID],
    ['System UUID', info?.systemUUID],
    ['Boot ID', info?.bootID],
    ['Kernel Version', info?.kernelVersion],
    ['OS Image', info?.osImage],
    ['Operating System', info?.operatingSystem],
    ['Architecture', info?.architecture],
    ['Container Runtime Version', info?.containerRuntimeVersion],
    ['Kubelet Version', info?.kubeletVersion],
  ]) {
    text.line(1, `${title ?? ''}:\t${value ?? ''}`);
  }
  if (spec?.podCIDR) text.line(0, `PodCIDR:\t${spec.podCIDR}`);
  if ((spec?.podCIDRs ?? []).length > 0) text.line(0, `PodCIDRs:\t${spec?.podCIDRs?.join(',') ?? ''}`);
  if (spec?.providerID) text.line(0, `ProviderID:\t${spec.providerID}`);
  await writePods(text, node, context);
  await writeEvents(text, node, context, [metadata.uid, metadata.name]);
  return text.toString();
}

async function writeLease(text: DescribeText, name: string, { client }: DescribeContext): Promise<void> {
  try {
    const { spec } = await typed.get(client, leases, { name, namespace: 'kube-node-lease' });
    text.line(0, 'Lease:');
    text.line(1, `HolderIdentity:\t${spec?.holderIdentity ?? '<unset>'}`);
    text.line(1, `AcquireTime:\t${spec?.acquireTime ? timeText(spec.acquireTime) : '<unset>'}`);
    text.line(1, `RenewTime:\t${spec?.renewTime ? timeText(spec.renewTime) : '<unset>'}`);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    text.line(0, `Lease:\tFailed to get lease: ${error.message}`);
  }
}

function writeConditions(text: DescribeText, { status }: Node): void {
  if ((status?.conditions ?? []).length === 0) return;
  text.raw('Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage\n');
  text.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
  for (const { type, status: state, lastHeartbeatTime, lastTransitionTime, reason, message } of status?.conditions ?? []) {
    const times = `${timeText(lastHeartbeatTime)} \t${timeText(lastTransitionTime)}`;
    text.line(1, `${type} \t${state} \t${times} \t${reason ?? ''} \t${message ?? ''}`);
  }
}

function writeAmounts(text: DescribeText, title: string, amounts: Amounts | undefined): void {
  const names = Object.keys(amounts ?? {}).sort();
  if (names.length > 0) text.line(0, `${title}:`);
  for (const name of names) text.line(1, `${name}:\t${amounts?.[name] ?? ''}`);
}

/** Pods that still run, and what they ask for of what the node has. Models describeNodeResource. */
async function writePods(text: DescribeText, { metadata, status }: Node, context: DescribeContext): Promise<void> {
  const fieldSelector = `spec.nodeName=${metadata.name ?? ''},status.phase!=Succeeded,status.phase!=Failed`;
  const { items } = await typed.list(context.client, pods, undefined, { fieldSelector });
  const allocatable = status?.allocatable ?? status?.capacity ?? {};
  text.line(0, `Non-terminated Pods:\t(${items.length} in total)`);
  text.line(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge');
  text.line(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---');
  for (const pod of items) {
    const { requests, limits } = amountsOf(pod);
    const cells = [
      share(requests, allocatable, 'cpu'),
      share(limits, allocatable, 'cpu'),
      share(requests, allocatable, 'memory'),
      share(limits, allocatable, 'memory'),
    ];
    const age = ageOf(pod.metadata.creationTimestamp, context.now);
    text.line(1, `${pod.metadata.namespace ?? ''}\t${pod.metadata.name ?? ''}\t\t${cells.join('\t')}\t${age}`);
  }
  text.raw('Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)\n');
  text.line(1, 'Resource\tRequests\tLimits');
  text.line(1, '--------\t--------\t------');
  const all = items.map(amountsOf);
  const requests = sum(all.map((amounts) => amounts.requests));
  const limits = sum(all.map((amounts) => amounts.limits));
  const others = Object.keys(allocatable).sort();
  for (const name of ['cpu', 'memory', 'ephemeral-storage', ...others.filter(isHugePages)]) {
    text.line(1, `${name}\t${share(requests, allocatable, name)}\t${share(limits, allocatable, name)}`);
  }
  for (const name of others.filter((other) => !isStandardContainerResource(other) && other !== 'pods')) {
    text.line(1, `${name}\t${requests[name] ?? '0'}\t${limits[name] ?? '0'}`);
  }
}

/** What a Pod asks for and may use; what it states as a whole stands above its containers. */
function amountsOf({ spec }: Pod): { readonly requests: Amounts; readonly limits: Amounts } {
  if (spec === undefined) return { requests: {}, limits: {} };
  return {
    requests: { ...sum([aggregateRequests(spec), spec.overhead ?? {}]), ...spec.resources?.requests },
    limits: { ...aggregateLimits(spec), ...spec.resources?.limits },
  };
}

function sum(lists: readonly Amounts[]): Amounts {
  const total: { [name: string]: string } = {};
  for (const list of lists) {
    for (const [name, amount] of Object.entries(list))
      total[name] = formatQuantity(addQuantities(total[name] ?? zeroQuantity, amount));
  }
  return total;
}

/** An amount with the share it is of what there is: `250m (6%)`. */
function share(amounts: Amounts, of: Amounts, name: string): string {
  const amount = amounts[name] ?? '0';
  const whole = of[name] ?? '0';
  const value = name === 'cpu' ? quantityMilliValue : quantityValue;
  const percent = compareQuantities(whole, '0') === 0 ? 0 : Math.trunc((value(amount) / value(whole)) * 100);
  return `${amount} (${percent}%)`;
}
