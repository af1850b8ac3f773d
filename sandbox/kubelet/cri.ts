import type { Clock } from '../core/clock.ts';
import {
  RuntimeError,
  type ContainerRuntime,
  type ContainerView,
  type ImageView,
  type PodSandboxView,
} from '../host/container-runtime.ts';
import type { ImageRegistry, ResolvedImage } from '../images/image-registry.ts';
import { pause } from '../images/pause.ts';
import { BYTES_PER_SECOND, type ImageStore } from './image-pulls.ts';
import { containerCgroup } from './pod-cgroups.ts';
import { execFailure } from './run-in-container.ts';
import type { Runtime, RuntimeContainer, Sandbox } from './runtime.ts';

export interface CriOptions {
  readonly runtime: Runtime;
  readonly images: ImageStore;
  readonly registry: ImageRegistry;
  readonly clock: Clock;
}

/** Milliseconds that a pull takes beside the transfer. */
const PULL = 700;

/** The runtime of a node as tools on that node see it: the same containers that the kubelet works with. */
export function criOf({ runtime, images, registry, clock }: CriOptions): ContainerRuntime {
  const all = (): readonly RuntimeContainer[] =>
    runtime.podUids.flatMap((uid) => runtime.containersOf(uid)).sort((one, other) => other.created - one.created);
  const find = (id: string): RuntimeContainer => {
    const found = all().find((container) => container.id === id);
    if (found === undefined)
      throw new RuntimeError(
        `rpc error: code = NotFound desc = an error occurred when try to find container ${JSON.stringify(id)}: not found`,
      );
    return found;
  };
  const sandboxes = (): readonly PodSandboxView[] =>
    runtime.podUids.flatMap((uid) => {
      const sandbox = runtime.sandbox(uid);
      return sandbox === undefined ? [] : [sandboxView(sandbox)];
    });
  const stop = async (container: RuntimeContainer, seconds: number): Promise<void> => {
    const { process } = container;
    if (container.state !== 'running' || process === undefined) return;
    const ended = await clock.block<boolean>((wake) => {
      const cancels = [process.onExit(() => wake(true)), clock.after(seconds * 1000, () => wake(false))];
      process.kill(container.config.image.image.stopSignal ?? 'SIGTERM');
      return () => cancels.forEach((cancel) => cancel());
    });
    if (!ended) process.kill('SIGKILL');
  };

  return {
    name: 'containerd',
    version: `v${runtime.version.replace(/^containerd:\/\//, '')}`,
    sandboxes,
    containers: () =>
      all().flatMap((container) => {
        const sandbox = runtime.sandbox(container.config.podUid);
        return sandbox === undefined ? [] : [containerView(container, sandboxView(sandbox))];
      }),
    images: () => images.all.map(imageView),
    log: (id) => find(id).log.lines,
    followLog(id, line, end) {
      const { log } = find(id);
      if (log.ended) {
        end();
        return () => undefined;
      }
      const cancels = [log.onLine(line), log.onEnd(end)];
      return () => cancels.forEach((cancel) => cancel());
    },
    usage: (id) => runtime.usage(find(id)),
    execute(id, options) {
      const container = find(id);
      if (container.state !== 'running')
        throw new RuntimeError(
          `rpc error: code = Unknown desc = container is in CONTAINER_${container.state.toUpperCase()} state`,
        );
      const failure = execFailure(container, options.argv[0] ?? '');
      if (failure !== undefined)
        throw new RuntimeError(
          `rpc error: code = Unknown desc = failed to exec in container: failed to start exec ${JSON.stringify(id)}: ${failure}`,
        );
      return runtime.execute(container, options);
    },
    stop: (id, seconds) => stop(find(id), seconds),
    async stopSandbox(id) {
      const uid = runtime.podUids.find((one) => runtime.sandbox(one)?.id === id);
      if (uid === undefined) return;
      for (const container of runtime.containersOf(uid)) await stop(container, 0);
      runtime.stopSandbox(uid);
    },
    remove: (id) => runtime.remove(find(id)),
    async pull(reference) {
      const answer = registry.find(reference);
      await clock.sleep(
        answer.ok && images.find(answer.image.reference) === undefined
          ? PULL + Math.round((answer.image.size / BYTES_PER_SECOND) * 1000)
          : PULL,
      );
      if (!answer.ok)
        throw new RuntimeError(
          answer.message.startsWith('rpc error') ? answer.message : `rpc error: code = Unknown desc = ${answer.message}`,
        );
      images.add(answer.image);
      return imageView(answer.image);
    },
    removeImage: (id) => images.all.filter((image) => image.id === id).forEach((image) => images.remove(image.reference)),
  };
}

function sandboxView(sandbox: Sandbox): PodSandboxView {
  const { id, podUid: uid, pod, attempt, created, ready, address, hostname, cgroup, process } = sandbox;
  return {
    id,
    uid,
    ...pod,
    attempt,
    created,
    ready: ready && process.running,
    hostname,
    cgroup,
    process,
    ...(address === undefined ? {} : { address }),
  };
}

function containerView(container: RuntimeContainer, sandbox: PodSandboxView): ContainerView {
  const { config, started, finished, exitCode, reason, message, process } = container;
  const { name, namespace, uid } = sandbox;
  return {
    id: container.id,
    sandbox,
    name: config.name,
    attempt: config.attempt,
    imageName: config.imageName,
    imageId: config.image.id,
    imageDigest: config.image.repositoryDigest,
    state: container.state,
    created: container.created,
    started,
    finished,
    exitCode,
    reason,
    message,
    process,
    argv: config.argv,
    env: config.env,
    cwd: config.workingDirectory,
    tty: config.tty,
    cgroup: containerCgroup(config.limits.parent, container.id),
    mounts: config.mounts.map((mount) => ({ path: mount.path, readOnly: mount.readOnly ?? false })),
    logPath: `/var/log/pods/${namespace}_${name}_${uid}/${config.name}/${config.attempt}.log`,
  };
}

function imageView({ id, reference, repositoryDigest, size, image }: ResolvedImage): ImageView {
  return { id, tags: reference.includes('@') ? [] : [reference], digests: [repositoryDigest], size, pinned: image === pause };
}
