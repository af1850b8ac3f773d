import type { Draft } from '../../../../core/json.ts';
import type { Container, PodSpec } from '../../../../schema/types/core-v1.ts';

/** How a container to debug with comes to where it is. */
export type DebugStyle = 'node' | 'copy' | 'ephemeral';

type SecurityContext = Draft<NonNullable<Container['securityContext']>>;

export interface Profile {
  readonly name: string;
  /** What the container may; undefined takes away what it was allowed before. */
  security?(style: DebugStyle, before: SecurityContext): SecurityContext | undefined;
  /** What a Pod on a node shares with it. */
  readonly onNode: { readonly namespaces: boolean; readonly files: boolean };
  /** Whether the copy of a Pod loses what the `--keep-…` flags do not keep; otherwise its labels alone. */
  readonly trims: boolean;
}

const withCapabilities =
  (...names: readonly string[]) =>
  (before: SecurityContext): SecurityContext => ({
    ...before,
    capabilities: { ...before.capabilities, add: [...(before.capabilities?.add ?? []), ...names] },
  });

/** Models k8s.io/kubectl/pkg/cmd/debug/profiles.go. */
export const profiles: readonly Profile[] = [
  { name: 'legacy', onNode: { namespaces: true, files: true }, trims: false },
  {
    name: 'general',
    security: (style, before) => (style === 'node' ? undefined : withCapabilities('SYS_PTRACE')(before)),
    onNode: { namespaces: true, files: true },
    trims: true,
  },
  { name: 'baseline', security: () => undefined, onNode: { namespaces: false, files: false }, trims: true },
  {
    name: 'restricted',
    security: () => ({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    }),
    onNode: { namespaces: false, files: false },
    trims: true,
  },
  {
    name: 'netadmin',
    security: (_, before) => withCapabilities('NET_ADMIN', 'NET_RAW')(before),
    onNode: { namespaces: true, files: false },
    trims: true,
  },
  {
    name: 'sysadmin',
    security: (_, before) => ({ ...before, privileged: true }),
    onNode: { namespaces: true, files: true },
    trims: true,
  },
];

/** Gives a container what its profile lets it. */
export function secure(profile: Profile, style: DebugStyle, container: Draft<Container>): void {
  if (profile.security === undefined) return;
  const allowed = profile.security(style, container.securityContext ?? {});
  if (allowed === undefined) delete container.securityContext;
  else container.securityContext = allowed;
}

/** What a Pod on a node has of the node. */
export function shareNode({ onNode }: Profile, spec: Draft<PodSpec>): void {
  if (onNode.files) {
    spec.volumes = [...(spec.volumes ?? []), { name: 'host-root', hostPath: { path: '/' } }];
    for (const container of spec.containers)
      container.volumeMounts = [...(container.volumeMounts ?? []), { name: 'host-root', mountPath: '/host' }];
  }
  if (onNode.namespaces) Object.assign(spec, { hostIPC: true, hostNetwork: true, hostPID: true });
}
