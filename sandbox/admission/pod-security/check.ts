import type { Container, ObjectMetaLike, PodSecurityContext, PodSpec, SecurityContext } from './pod-types.ts';

/** What a check finds wrong with a Pod. */
export interface Violation {
  readonly reason: string;
  readonly detail: string;
}

/** The check of one id, in the form that holds from a minor version of Kubernetes on. */
export interface Check {
  readonly id: string;
  /** From which minor version, in ascending order. */
  readonly versions: readonly { readonly since: number; readonly check: CheckPod }[];
  /** The checks of the baseline that this one takes the place of. */
  readonly overrides?: readonly string[];
}

export type CheckPod = (spec: PodSpec, metadata: ObjectMetaLike) => Violation | undefined;

export function violation(reason: string, detail: string): Violation {
  return { reason, detail };
}

/** Init containers first, then the others, as all checks look at them. */
export function containersOf(spec: PodSpec): readonly Container[] {
  return [
    ...(spec.initContainers ?? []),
    ...(spec.containers ?? []),
    ...((spec.ephemeralContainers ?? []) as readonly Container[]),
  ];
}

/** Names of the containers for which something holds. */
export function namesWhere(spec: PodSpec, holds: (container: Container) => boolean): readonly string[] {
  return containersOf(spec)
    .filter(holds)
    .map(({ name }) => name);
}

export const quoted = (items: readonly string[]): string => items.map((item) => `"${item}"`).join(', ');
export const plural = (one: string, many: string, items: readonly unknown[]): string => (items.length === 1 ? one : many);
export const containerList = (names: readonly string[]): string => `${plural('container', 'containers', names)} ${quoted(names)}`;
export const sortedSet = (items: Iterable<string>): readonly string[] => [...new Set(items)].sort();

/** Who sets something that the whole Pod or single containers may set: `pod and containers "a", "b"`; none when nobody does. */
export function setters(
  spec: PodSpec,
  isBad: (context: PodSecurityContext | SecurityContext) => boolean,
): { readonly text: string; readonly contexts: readonly (PodSecurityContext | SecurityContext)[] } | undefined {
  const pod = spec.securityContext !== undefined && isBad(spec.securityContext) ? [spec.securityContext] : [];
  const bad = containersOf(spec).filter(({ securityContext }) => securityContext !== undefined && isBad(securityContext));
  if (pod.length + bad.length === 0) return undefined;
  const parts = [...pod.map(() => 'pod'), ...(bad.length === 0 ? [] : [containerList(bad.map(({ name }) => name))])];
  return { text: parts.join(' and '), contexts: [...pod, ...bad.map(({ securityContext }) => securityContext ?? {})] };
}

export const isWindows = (spec: PodSpec): boolean => spec.os?.name === 'windows';
/** Pods that have users of their own may be less strict about them. */
export const hasOwnUsers = (spec: PodSpec): boolean => spec.hostUsers === false;
