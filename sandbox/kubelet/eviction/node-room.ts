import { quantityValue } from '../../core/quantity.ts';
import type { Machine } from '../../host/machine-types.ts';
import { isMountedFileSystem } from '../../host/memory-file-system.ts';
import type { ImageStore } from '../image-pulls.ts';
import type { Runtime } from '../runtime.ts';
import type { Volumes } from '../volumes.ts';
import { PAGE, sum } from './pod-usage.ts';
import type { Observation, Signal } from './signals.ts';

export interface NodeRoomOptions {
  readonly machine: Machine;
  readonly runtime: Runtime;
  readonly images: ImageStore;
  readonly volumes: Volumes;
  readonly capacity: { readonly [resource: string]: string };
}

/** What is left of a node's memory or disk: images, what containers wrote, logs, emptyDir volumes and the node's own files. */
export function observe(resource: Signal['resource'], options: NodeRoomOptions): Observation {
  const { machine, runtime, images, volumes } = options;
  if (resource === 'memory') {
    const { memory, root } = machine.cgroups;
    return { capacity: memory, available: Math.max(0, Math.floor((memory - root.memory) / PAGE) * PAGE) };
  }
  const capacity = quantityValue(options.capacity['ephemeral-storage'] ?? '0');
  const used =
    sum(images.all.map(({ size }) => size)) +
    sum(runtime.all.map(({ files, log }) => files.usedBytes + log.size)) +
    sum(runtime.podUids.flatMap((uid) => volumes.emptyDirs(uid).map(({ bytes, inMemory }) => (inMemory ? 0 : bytes)))) +
    (isMountedFileSystem(machine.files) ? machine.files.usedBytes : 0);
  return { capacity, available: Math.max(0, capacity - used) };
}

/** Containers of Pods that have ended, older runs of the others, and images that no container is made of. Models what kubelets reclaim first. */
export function removeUnused(runtime: Runtime, images: ImageStore): void {
  for (const uid of runtime.podUids)
    runtime.prune(uid, runtime.containersOf(uid).every(({ state }) => state === 'exited') ? 0 : 1);
  const used = new Set(runtime.all.map(({ config }) => config.image.reference));
  for (const { reference } of images.all) if (!used.has(reference)) images.remove(reference);
}
