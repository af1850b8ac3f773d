import { allCapabilities, changedCapabilities, type Capabilities } from '../host/capabilities.ts';
import { services } from '../schema/resources.ts';
import type { Container, Pod } from '../schema/types/core-v1.ts';
import { createFileSystem, type Mount } from '../host/memory-file-system.ts';
import type { ResolvedImage } from '../images/image-registry.ts';
import { makeEnvironment } from './env.ts';
import { expand } from './expansion.ts';
import type { FieldContext } from './field-values.ts';
import { podDescription } from './hooks.ts';
import { limitsOf } from './pod-cgroups.ts';
import type { NodeContext } from './node-context.ts';
import { podHostname } from './pod-network.ts';
import type { ContainerConfig, Sandbox } from './runtime.ts';
import { SyncError } from './sync-error.ts';

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The PID namespace of a Pod whose containers share one: the pause process is its first. */
export function sharedPidNamespace(podUid: string): string {
  return `pod ${podUid}`;
}

/** What fields of this Pod are read with. */
export function fieldContext(pod: Pod, context: NodeContext): FieldContext {
  const sandbox = context.runtime.sandbox(pod.metadata.uid);
  return {
    pod,
    hostAddress: context.address,
    podAddress: sandbox === undefined ? undefined : (sandbox.address ?? context.address),
    allocatable: context.allocatable(),
  };
}

/** All that a container is started with. Throws SyncError `CreateContainerConfigError` or `CreateContainerError`. */
export function containerConfig(
  pod: Pod,
  container: Container,
  image: ResolvedImage,
  sandbox: Sandbox,
  attempt: number,
  context: NodeContext,
): ContainerConfig {
  const own = configured(() => {
    const env = makeEnvironment({
      container,
      fields: fieldContext(pod, context),
      sources: context.sources,
      services: context.client.list(services),
    });
    return { env, user: userOf(pod, container, image), mounts: context.volumes.mountsFor(pod, container, env) };
  });
  const argv = argvOf(container, image, own.env);
  if (argv.length === 0) {
    throw new SyncError(
      'CreateContainerError',
      `failed to generate container ${JSON.stringify(container.name)} spec: failed to generate spec: no command specified`,
    );
  }
  const { clock } = context;
  const path = container.terminationMessagePath;
  const files = createFileSystem({
    clock,
    files: {
      '/hosts': hostsFile(pod, sandbox, context),
      '/hostname': `${podHostname(pod, context.nodeName)}\n`,
      '/resolv.conf': resolverFile(sandbox),
      '/message': '',
    },
  });
  const mounts: readonly Mount[] = [
    ...own.mounts,
    ...['hosts', 'hostname', 'resolv.conf'].map((name) => ({ path: `/etc/${name}`, files, from: `/${name}` })),
    ...(path ? [{ path, files, from: '/message' }] : []),
  ];
  return {
    name: container.name,
    podUid: pod.metadata.uid,
    attempt,
    image,
    imageName: container.image ?? '',
    argv,
    env: {
      PATH,
      HOSTNAME: sandbox.hostname,
      HOME: own.user.uid === 0 ? '/root' : '/',
      ...(container.tty ? { TERM: 'xterm' } : {}),
      ...image.image.env,
      ...own.env,
    },
    workingDirectory: container.workingDir ?? image.image.workingDirectory ?? '/',
    user: own.user,
    supplementalGroups: groupsOf(pod),
    capabilities: capabilitiesOf(container),
    mounts,
    readOnlyRoot: container.securityContext?.readOnlyRootFilesystem ?? false,
    pidNamespace: pidNamespaceOf(pod, container, attempt, context),
    limits: limitsOf(pod, container, context.machine.cgroups.memory),
    resources: container.resources ?? {},
    stdin: container.stdin ?? false,
    tty: container.tty ?? false,
    ...(path ? { terminationMessagePath: path } : {}),
  };
}

/** The node's, the Pod's, that of the container which an ephemeral one is aimed at, or one of its own. */
function pidNamespaceOf(pod: Pod, { name }: Container, attempt: number, { runtime }: NodeContext): string {
  const { uid } = pod.metadata;
  if (pod.spec?.hostPID) return 'host';
  if (pod.spec?.shareProcessNamespace) return sharedPidNamespace(uid);
  const target = pod.spec?.ephemeralContainers?.find((container) => container.name === name)?.targetContainerName;
  const aimedAt = target === undefined ? undefined : runtime.container(uid, target);
  return aimedAt?.state === 'running' ? aimedAt.config.pidNamespace : `container ${uid}/${name}/${attempt}`;
}

function configured<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new SyncError('CreateContainerConfigError', error instanceof Error ? error.message : String(error));
  }
}

/** `command` takes the place of the image's entrypoint, `args` that of its command; a `command` alone drops the image's command. */
function argvOf(container: Container, { image }: ResolvedImage, env: { readonly [name: string]: string }): readonly string[] {
  const given = (words: readonly string[]): readonly string[] => words.map((word) => expand(word, (name) => env[name]));
  const command = given(container.command ?? []);
  const args = given(container.args ?? []);
  if (command.length > 0) return [...command, ...args];
  return [...(image.entrypoint ?? []), ...(args.length > 0 ? args : (image.command ?? []))];
}

function userOf(
  pod: Pod,
  container: Container,
  { image }: ResolvedImage,
): { readonly uid: number; readonly gid: number; readonly name: string } {
  const ofPod = pod.spec?.securityContext;
  const own = container.securityContext;
  const uid = own?.runAsUser ?? ofPod?.runAsUser ?? image.user ?? 0;
  const where = `(pod: ${JSON.stringify(podDescription(pod))}, container: ${container.name})`;
  if ((own?.runAsNonRoot ?? ofPod?.runAsNonRoot) && uid === 0) {
    const asked = own?.runAsUser ?? ofPod?.runAsUser;
    throw new Error(
      asked === 0
        ? `container's runAsUser breaks non-root policy ${where}`
        : `container has runAsNonRoot and image will run as root ${where}`,
    );
  }
  return { uid, gid: own?.runAsGroup ?? ofPod?.runAsGroup ?? 0, name: uid === 0 ? 'root' : String(uid) };
}

function capabilitiesOf({ securityContext }: Container): Capabilities {
  if (securityContext?.privileged) return allCapabilities;
  const { add = [], drop = [] } = securityContext?.capabilities ?? {};
  return changedCapabilities(add, drop);
}

function groupsOf(pod: Pod): readonly number[] {
  const { supplementalGroups = [], fsGroup } = pod.spec?.securityContext ?? {};
  return fsGroup === undefined ? supplementalGroups : [...supplementalGroups, fsGroup];
}

function hostsFile(pod: Pod, sandbox: Sandbox, context: NodeContext): string {
  const fixed =
    '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n';
  const aliases = (pod.spec?.hostAliases ?? []).map(({ ip, hostnames = [] }) => `${ip}\t${hostnames.join('\t')}\n`);
  const extra = aliases.length === 0 ? '' : `\n# Entries added by HostAliases.\n${aliases.join('')}`;
  if (sandbox.address === undefined) {
    return `# Kubernetes-managed hosts file (host network).\n${fixed}${context.address}\t${context.nodeName}\n${extra}`;
  }
  const { subdomain, hostname } = pod.spec ?? {};
  const names =
    subdomain && hostname
      ? `${hostname}.${subdomain}.${pod.metadata.namespace ?? ''}.svc.${context.clusterDns.domain}\t${hostname}`
      : sandbox.hostname;
  return `# Kubernetes-managed hosts file.\n${fixed}${sandbox.address}\t${names}\n${extra}`;
}

function resolverFile(sandbox: Sandbox): string {
  const { nameservers, search, ndots } = sandbox.networkNamespace.resolver;
  const lines = [
    ...(search.length === 0 ? [] : [`search ${search.join(' ')}`]),
    ...nameservers.map((address) => `nameserver ${address}`),
    ...(ndots === 1 ? [] : [`options ndots:${ndots}`]),
  ];
  return `${lines.join('\n')}\n`;
}
