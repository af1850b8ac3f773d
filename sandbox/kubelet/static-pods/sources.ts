import type { Pod } from '../../schema/types/core-v1.ts';

/** Where a kubelet has a Pod from, other than the API. */
export const SOURCE = 'kubernetes.io/config.source';
/** On the copy of a static Pod that the kubelet keeps in the API: which one it is a copy of. */
export const MIRROR = 'kubernetes.io/config.mirror';
/** The hash of a static Pod's manifest, which is its uid, too. */
export const HASH = 'kubernetes.io/config.hash';

/** When the kubelet saw its file first. */
export const FIRST_SEEN = 'kubernetes.io/config.seen';

/** Whether a Pod of the API is the copy of a static one. */
export function isMirror({ metadata }: Pod): boolean {
  return metadata.annotations?.[MIRROR] !== undefined;
}

/** Whether a kubelet has the Pod from a file of its own node. Models IsStaticPod of pkg/kubelet/types. */
export function isStatic({ metadata }: Pod): boolean {
  const source = metadata.annotations?.[SOURCE];
  return source !== undefined && source !== 'api';
}

/** Whether a Pod in the API is the copy of this static one. */
export function isMirrorOf(mirror: Pod, pod: Pod): boolean {
  const hash = pod.metadata.annotations?.[HASH];
  return hash !== undefined && mirror.metadata.annotations?.[MIRROR] === hash;
}

/** Whether a Pod must not be evicted: a static one, or one of the system's. Models IsCriticalPod of pkg/kubelet/types. */
export function isCritical(pod: Pod): boolean {
  return isStatic(pod) || isMirror(pod) || (pod.spec.priority ?? 0) >= SYSTEM_CRITICAL;
}

const SYSTEM_CRITICAL = 2_000_000_000;
