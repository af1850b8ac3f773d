import { quantityMilliValue, quantityValue, zeroQuantity, type Quantity } from '../core/quantity.ts';
import type { CgroupTree } from '../host/cgroup/cgroup-tree.ts';
import { podTotals } from '../quota/pod-totals.ts';
import type { Container, Pod } from '../schema/types/core-v1.ts';
import { qualityOfService } from './quality-of-service.ts';

const ROOT = '/kubepods.slice';
/** Milliseconds of a period of cpu.max. */
const PERIOD = 100;
/** The least that cpu.max gives, in milliseconds of a period. */
const LEAST_QUOTA = 1;

/** What a container may use, and how readily the kernel picks it when memory runs out. */
export interface ContainerLimits {
  /** Path of its control group without its last name, which follows from the container's id. */
  readonly parent: string;
  readonly cpuWeight: number;
  /** Milliseconds of processor time in each 100 ms; absent for no limit. */
  readonly cpuQuota?: number;
  /** Bytes; absent for no limit. */
  readonly memoryMax?: number;
  readonly oomScoreAdj: number;
}

/** The control group of a Pod. Models pkg/kubelet/cm with the systemd driver. */
function podCgroup(pod: Pod): string {
  const name = (middle: string): string => `kubepods${middle}-pod${pod.metadata.uid.replaceAll('-', '_')}.slice`;
  const service = qualityOfService(pod);
  if (service === 'Guaranteed') return `${ROOT}/${name('')}`;
  const middle = `-${service.toLowerCase()}`;
  return `${ROOT}/kubepods${middle}.slice/${name(middle)}`;
}

/** Path of a container's control group, as containerd names it. */
export function containerCgroup(parent: string, id: string): string {
  return `${parent}/cri-containerd-${id}.scope`;
}

/** What applies to a container of a Pod on a node with so much memory (bytes). */
export function limitsOf(pod: Pod, container: Container, nodeMemory: number): ContainerLimits {
  const { requests = {}, limits = {} } = container.resources ?? {};
  const cpu = limits['cpu'];
  const memory = limits['memory'];
  return {
    parent: podCgroup(pod),
    cpuWeight: weightOf(milli(requests['cpu'] ?? cpu)),
    ...(cpu === undefined ? {} : { cpuQuota: quotaOf(milli(cpu)) }),
    ...(memory === undefined ? {} : { memoryMax: quantityValue(String(memory)) }),
    oomScoreAdj: oomScoreOf(pod, container, nodeMemory),
  };
}

/** Makes a Pod's group with the limits that hold for all its containers together. */
export function ensurePodCgroup(cgroups: CgroupTree, pod: Pod): string {
  const path = podCgroup(pod);
  cgroups.ensure(path);
  applyPodLimits(cgroups, pod);
  return path;
}

/** What a Pod's containers may use together. */
export interface PodLimits {
  readonly cpuWeight: number;
  /** As for a container; absent for no limit. */
  readonly cpuQuota?: number;
  readonly memoryMax?: number;
}

/** Models ResourceConfigForPod of pkg/kubelet/cm. */
export function podLimitsOf({ spec }: Pod): PodLimits {
  const limits = podTotals(spec, 'limits');
  const all = [...spec.containers, ...(spec.initContainers ?? [])];
  // One container without a limit leaves the Pod without one, unless the Pod as a whole has its own.
  const limitOf = (name: 'cpu' | 'memory'): Quantity | undefined =>
    spec.resources?.limits?.[name] !== undefined || all.every(({ resources }) => resources?.limits?.[name] !== undefined)
      ? limits.get(name)
      : undefined;
  const [cpu, memory] = [limitOf('cpu'), limitOf('memory')];
  return {
    cpuWeight: weightOf(quantityMilliValue(podTotals(spec, 'requests').get('cpu') ?? zeroQuantity)),
    ...(cpu === undefined ? {} : { cpuQuota: quotaOf(quantityMilliValue(cpu)) }),
    ...(memory === undefined ? {} : { memoryMax: quantityValue(memory) }),
  };
}

/** Sets the limits of a Pod's group to what its spec asks for. */
export function applyPodLimits(cgroups: CgroupTree, pod: Pod): void {
  const group = cgroups.find(podCgroup(pod));
  if (group === undefined) return;
  const limits = podLimitsOf(pod);
  cgroups.scheduler.change(() => {
    group.cpuWeight = limits.cpuWeight;
    group.cpuMax = { quota: limits.cpuQuota, period: PERIOD };
  });
  group.memoryMax = limits.memoryMax;
}

/** The memory that a Pod holds and may hold, in bytes. */
export function podMemory(cgroups: CgroupTree, pod: Pod): { readonly used: number; readonly max: number | undefined } {
  const group = cgroups.find(podCgroup(pod));
  return { used: group?.memory ?? 0, max: group?.memoryMax };
}

/** Makes a container's group with its limits; all its processes go down together when memory runs out. */
export function ensureContainerCgroup(cgroups: CgroupTree, id: string, limits: ContainerLimits): string {
  const path = containerCgroup(limits.parent, id);
  const group = cgroups.ensure(path);
  group.oomGroup = true;
  applyContainerLimits(cgroups, id, limits);
  return path;
}

/** Sets the limits of a container's group. */
export function applyContainerLimits(cgroups: CgroupTree, id: string, limits: ContainerLimits): void {
  const group = cgroups.find(containerCgroup(limits.parent, id));
  if (group === undefined) return;
  cgroups.scheduler.change(() => {
    group.cpuWeight = limits.cpuWeight;
    group.cpuMax = { quota: limits.cpuQuota, period: PERIOD };
  });
  group.memoryMax = limits.memoryMax;
  cgroups.enforce(group);
}

/** Takes a group away when nothing is in it any more. */
export function removeCgroup(cgroups: CgroupTree, path: string): void {
  const group = cgroups.find(path);
  if (group === undefined) return;
  for (const child of group.children.values()) removeCgroup(cgroups, child.path);
  if (group.members.size === 0 && group.children.size === 0) cgroups.remove(group);
}

function milli(quantity: string | number | undefined): number {
  return quantity === undefined ? 0 : quantityMilliValue(String(quantity));
}

/** From thousandths of a processor over the shares of version 1 to the weight of version 2, as the kubelet counts. */
function weightOf(cpu: number): number {
  const shares = Math.min(262_144, Math.max(2, Math.trunc((cpu * 1024) / 1000)));
  return Math.trunc(((shares - 2) * 9_999) / 262_142) + 1;
}

function quotaOf(cpu: number): number {
  return Math.max(LEAST_QUOTA, (cpu * PERIOD) / 1000);
}

/** Models pkg/kubelet/qos/policy.go. */
function oomScoreOf(pod: Pod, container: Container, nodeMemory: number): number {
  const service = qualityOfService(pod);
  if (service === 'Guaranteed') return -997;
  if (service === 'BestEffort') return 1000;
  const request = quantityValue(String(container.resources?.requests?.['memory'] ?? '0'));
  return Math.min(999, Math.max(3, 1000 - Math.trunc((1000 * request) / nodeMemory)));
}
