import type { ContainerUse, PodUse } from './pod-usage.ts';

/** What is left of something on a node, and how much of it there is, in bytes. */
export interface Observation {
  readonly available: number;
  readonly capacity: number;
}

/** Something that can run out. */
export interface Signal {
  readonly name: 'memory.available' | 'nodefs.available' | 'imagefs.available';
  readonly resource: 'memory' | 'ephemeral-storage';
  readonly condition: 'MemoryPressure' | 'DiskPressure';
  /** Bytes of which less must not be left (`evictionHard`). */
  threshold(capacity: number): number;
  usedBy(use: PodUse): number;
  usedByContainer(use: ContainerUse): number;
}

const disk = {
  resource: 'ephemeral-storage',
  condition: 'DiskPressure',
  usedBy: (use: PodUse) => use.disk,
  usedByContainer: (use: ContainerUse) => use.disk,
} as const;

/** With the thresholds that a kubelet has when it is told nothing, memory first. Models pkg/kubelet/eviction/defaults_linux.go. */
export const signals: readonly Signal[] = [
  {
    name: 'memory.available',
    resource: 'memory',
    condition: 'MemoryPressure',
    threshold: () => 100 * 1024 ** 2,
    usedBy: (use) => use.memory,
    usedByContainer: (use) => use.memory,
  },
  // Images and everything else are on one disk.
  { ...disk, name: 'imagefs.available', threshold: (capacity) => Math.floor(capacity * 0.15) },
  { ...disk, name: 'nodefs.available', threshold: (capacity) => Math.floor(capacity * 0.1) },
];
