import type { JsonObject } from '../../core/json.ts';
import { formatNanoTime } from '../../core/time-text.ts';
import type { ContainerView, ImageView, PodSandboxView } from '../../host/container-runtime.ts';
import { nanos } from './command.ts';

/** Labels that the kubelet gives to a sandbox. */
export function sandboxLabels({ name, namespace, uid, labels }: PodSandboxView): { readonly [key: string]: string } {
  return { ...labels, 'io.kubernetes.pod.name': name, 'io.kubernetes.pod.namespace': namespace, 'io.kubernetes.pod.uid': uid };
}

export function containerLabels({ name, sandbox }: ContainerView): { readonly [key: string]: string } {
  return {
    'io.kubernetes.container.name': name,
    'io.kubernetes.pod.name': sandbox.name,
    'io.kubernetes.pod.namespace': sandbox.namespace,
    'io.kubernetes.pod.uid': sandbox.uid,
  };
}

/** An entry of ListPodSandbox. */
export function sandboxEntry(sandbox: PodSandboxView): JsonObject {
  return {
    id: sandbox.id,
    metadata: { name: sandbox.name, uid: sandbox.uid, namespace: sandbox.namespace, attempt: sandbox.attempt },
    state: sandbox.ready ? 'SANDBOX_READY' : 'SANDBOX_NOTREADY',
    createdAt: nanos(sandbox.created),
    labels: sandboxLabels(sandbox),
    annotations: {},
    runtimeHandler: '',
  };
}

/** An entry of ListContainers. */
export function containerEntry(container: ContainerView): JsonObject {
  return {
    id: container.id,
    podSandboxId: container.sandbox.id,
    metadata: { name: container.name, attempt: container.attempt },
    image: { image: container.imageId, annotations: {}, userSpecifiedImage: container.imageName },
    imageRef: container.imageId,
    state: `CONTAINER_${container.state.toUpperCase()}`,
    createdAt: nanos(container.created),
    labels: containerLabels(container),
    annotations: {},
  };
}

export function imageEntry({ id, tags, digests, size, pinned }: ImageView): JsonObject {
  return { id, repoTags: tags, repoDigests: digests, size: String(size), uid: null, username: '', spec: null, pinned };
}

const time = (milliseconds: number | undefined): string =>
  milliseconds === undefined ? '1970-01-01T00:00:00Z' : formatNanoTime(milliseconds);

/** ContainerStatus; `verbose` adds what containerd itself knows. */
export function containerStatus(container: ContainerView, verbose: boolean): JsonObject {
  const { sandbox, process } = container;
  const status: JsonObject = {
    id: container.id,
    metadata: { name: container.name, attempt: container.attempt },
    state: `CONTAINER_${container.state.toUpperCase()}`,
    createdAt: time(container.created),
    startedAt: time(container.started),
    finishedAt: time(container.finished),
    exitCode: container.exitCode ?? 0,
    image: { annotations: {}, image: container.imageName, runtimeHandler: '', userSpecifiedImage: '' },
    imageRef: container.imageDigest,
    imageId: container.imageId,
    reason: container.reason ?? '',
    message: container.message ?? '',
    labels: containerLabels(container),
    annotations: {},
    mounts: container.mounts.map(({ path, readOnly }) => ({ containerPath: path, readonly: readOnly })),
    logPath: container.logPath,
  };
  if (!verbose) return { status };
  return {
    info: {
      sandboxID: sandbox.id,
      pid: process?.running ? process.pid : 0,
      snapshotter: 'overlayfs',
      runtimeType: 'io.containerd.runc.v2',
      runtimeSpec: {
        process: {
          terminal: container.tty,
          args: container.argv,
          env: Object.entries(container.env).map(([name, value]) => `${name}=${value}`),
          cwd: container.cwd,
        },
        hostname: sandbox.hostname,
        linux: { cgroupsPath: container.cgroup, namespaces: namespaces(container.process, sandbox) },
      },
    },
    status,
  };
}

/** Those of the sandbox are shared: they are named by the process that holds them. */
function namespaces(process: ContainerView['process'], { process: holder }: PodSandboxView): readonly JsonObject[] {
  if (process === undefined) return [];
  return (['pid', 'ipc', 'uts', 'mnt', 'net', 'cgroup'] as const).map((kind) => ({
    type: { mnt: 'mount', net: 'network', pid: 'pid', ipc: 'ipc', uts: 'uts', cgroup: 'cgroup' }[kind],
    ...(process.namespaces[kind] === holder.namespaces[kind] ? { path: `/proc/${holder.pid}/ns/${kind}` } : {}),
  }));
}

export function sandboxStatus(sandbox: PodSandboxView, verbose: boolean): JsonObject {
  const status: JsonObject = {
    id: sandbox.id,
    metadata: { name: sandbox.name, uid: sandbox.uid, namespace: sandbox.namespace, attempt: sandbox.attempt },
    state: sandbox.ready ? 'SANDBOX_READY' : 'SANDBOX_NOTREADY',
    createdAt: time(sandbox.created),
    network: { additionalIps: [], ip: sandbox.address ?? '' },
    linux: {
      namespaces: {
        options: { ipc: 'POD', network: sandbox.address === undefined ? 'NODE' : 'POD', pid: 'CONTAINER', targetId: '' },
      },
    },
    labels: sandboxLabels(sandbox),
    annotations: {},
    runtimeHandler: '',
  };
  if (!verbose) return { status };
  return {
    info: {
      pid: sandbox.process.running ? sandbox.process.pid : 0,
      processStatus: sandbox.process.running ? 'running' : 'deleted',
      image: 'registry.k8s.io/pause:3.10.1',
      runtimeType: 'io.containerd.runc.v2',
      runtimeSpec: {
        process: { args: sandbox.process.argv, cwd: '/' },
        hostname: sandbox.hostname,
        linux: { cgroupsPath: sandbox.process.cgroup },
      },
    },
    status,
  };
}
