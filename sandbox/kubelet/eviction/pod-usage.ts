import type { Pod } from '../../schema/types/core-v1.ts';
import type { NodeContext } from '../node-context.ts';
import { podMemory } from '../pod-cgroups.ts';

/** Bytes. */
export const PAGE = 4096;

/** What a container of a Pod uses, in bytes. */
export interface ContainerUse {
  readonly name: string;
  readonly memory: number;
  /** What it wrote into its own files, and its log. */
  readonly disk: number;
}

/** What a Pod uses of what can run out on a node, in bytes. */
export interface PodUse {
  readonly pod: Pod;
  readonly memory: number;
  readonly disk: number;
  readonly containers: readonly ContainerUse[];
  /** emptyDir volumes by name, those in memory included. */
  readonly volumes: ReadonlyMap<string, number>;
}

/** Models the summary API of pkg/kubelet/server/stats, as far as eviction asks it. */
export function podUse(pod: Pod, { runtime, machine, volumes }: Pick<NodeContext, 'runtime' | 'machine' | 'volumes'>): PodUse {
  const { uid } = pod.metadata;
  const newest = [...new Map([...runtime.containersOf(uid)].reverse().map((run) => [run.config.name, run])).values()];
  const containers = newest
    .filter(({ state }) => state === 'running')
    .map((run) => ({
      name: run.config.name,
      memory: pages(runtime.usage(run).memory),
      disk: run.files.usedBytes + run.log.size,
    }));
  const inVolumes = volumes.emptyDirs(uid);
  const onDisk = inVolumes.filter(({ inMemory }) => !inMemory);
  return {
    pod,
    memory: pages(podMemory(machine.cgroups, pod).used),
    disk: sum(containers.map(({ disk }) => disk)) + sum(onDisk.map(({ bytes }) => bytes)),
    containers,
    volumes: new Map(inVolumes.map(({ name, bytes }) => [name, bytes])),
  };
}

/** Memory is counted in pages. */
function pages(bytes: number): number {
  return Math.ceil(bytes / PAGE) * PAGE;
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
