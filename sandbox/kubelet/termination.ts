import type { Clock } from '../core/clock.ts';
import type { Container, Pod } from '../schema/types/core-v1.ts';
import { containerFieldPath } from './container-field-path.ts';
import { runHook } from './hooks.ts';
import type { NodeContext } from './node-context.ts';
import type { ProbeType } from './probe-worker.ts';
import { isSidecar } from './restart-policy.ts';
import type { RuntimeContainer } from './runtime.ts';

/** Seconds that every container gets, whatever was asked, so that it is not killed without need. */
const SHORTEST_GRACE = 2;

export interface KillOptions {
  readonly message?: string;
  readonly failedProbe?: ProbeType;
  /** Seconds; the Pod's own when absent. */
  readonly grace?: number;
  /** Waits until it is this container's turn, at most this many seconds, and says how many it took. */
  readonly turn?: (limit: number) => Promise<number>;
}

/**
 * Stops one container: preStop, the stop signal, and after the grace period SIGKILL. Models killContainer of
 * pkg/kubelet/kuberuntime. Belongs inside an activity.
 */
export async function killContainer(
  pod: Pod,
  container: Container,
  run: RuntimeContainer,
  context: NodeContext,
  options: KillOptions = {},
): Promise<void> {
  const { clock, events } = context;
  const fieldPath = containerFieldPath(pod, container.name);
  events.event(pod, 'Normal', 'Killing', options.message ?? `Stopping container ${container.name}`, { fieldPath });
  let grace = options.grace ?? ownGrace(pod, container, options.failedProbe);
  const preStop = container.lifecycle?.preStop;
  if (preStop !== undefined && grace > 0) {
    const started = clock.now();
    const hook = clock.run(async () => {
      const failure = await runHook(preStop, pod, container, run, context);
      if (failure !== undefined) events.event(pod, 'Warning', 'FailedPreStopHook', 'PreStopHook failed', { fieldPath });
    });
    await atMost(clock, grace * 1_000, hook);
    grace -= Math.floor((clock.now() - started) / 1_000);
  }
  if (options.turn !== undefined && grace > 0) grace -= Math.floor(await options.turn(grace));
  await stopProcess(run, Math.max(grace, SHORTEST_GRACE) * 1_000, clock);
}

/** Stops all containers of a Pod at once; sidecars wait for those that they serve, the last one first to go. */
export async function killPodContainers(pod: Pod, context: NodeContext, grace?: number): Promise<void> {
  const { clock, runtime } = context;
  const initContainers = pod.spec?.initContainers ?? [];
  const debugging: readonly Container[] = pod.spec?.ephemeralContainers ?? [];
  const all = [...(pod.spec?.containers ?? []), ...initContainers, ...debugging];
  const sidecars = initContainers.filter(isSidecar);
  const running = runtime.containersOf(pod.metadata.uid).filter((run) => run.state === 'running');
  const ended = new Map<string, Promise<void>>();
  for (const run of running) {
    const container = all.find((candidate) => candidate.name === run.config.name);
    if (container === undefined) continue;
    const position = sidecars.indexOf(container);
    const before = (): Promise<void>[] =>
      [...ended]
        .filter(([name]) => position >= 0 && !sidecars.slice(0, position + 1).some((sidecar) => sidecar.name === name))
        .map(([, promise]) => promise);
    const turn = async (limit: number): Promise<number> => {
      const started = clock.now();
      await atMost(clock, limit * 1_000, Promise.all(before()));
      return (clock.now() - started) / 1_000;
    };
    const kill = clock.run(async () => {
      // All of them are known before the first one waits for another.
      await Promise.resolve();
      const options = position < 0 ? {} : { turn };
      await killContainer(pod, container, run, context, grace === undefined ? options : { ...options, grace });
    });
    ended.set(container.name, kill);
  }
  for (const kill of ended.values()) await clock.join(kill);
}

/** Ends what runs of a Pod that nobody wants any more and of which nothing is known but its containers. */
export async function killOrphan(podUid: string, context: NodeContext): Promise<void> {
  const { clock, runtime, addresses } = context;
  const kills = runtime.containersOf(podUid).map((run) => clock.run(() => stopProcess(run, SHORTEST_GRACE * 1_000, clock)));
  for (const kill of kills) await clock.join(kill);
  const sandbox = runtime.sandbox(podUid);
  if (sandbox !== undefined) {
    if (sandbox.address !== undefined) addresses.release(sandbox.address);
    context.detach(sandbox);
  }
  context.volumes.unmount(podUid);
  runtime.forgetPod(podUid);
}

function ownGrace(pod: Pod, container: Container, failedProbe: ProbeType | undefined): number {
  const ofPod = pod.metadata.deletionGracePeriodSeconds;
  if (ofPod !== undefined) return ofPod;
  const probe =
    failedProbe === 'Liveness' ? container.livenessProbe : failedProbe === 'Startup' ? container.startupProbe : undefined;
  return probe?.terminationGracePeriodSeconds ?? pod.spec?.terminationGracePeriodSeconds ?? 30;
}

async function stopProcess(run: RuntimeContainer, grace: number, clock: Clock): Promise<void> {
  const process = run.process;
  if (run.state !== 'running' || process === undefined) return;
  const exited = clock.block<boolean>((wake) => {
    const cancelExit = process.onExit(() => wake(true));
    const cancelTimer = clock.after(grace, () => wake(false));
    process.kill(run.config.image.image.stopSignal ?? 'SIGTERM');
    return () => {
      cancelExit();
      cancelTimer();
    };
  });
  if (!(await exited)) process.kill('SIGKILL');
}

/** Waits for a promise of other activities, but no longer than this many milliseconds. */
async function atMost(clock: Clock, milliseconds: number, promise: Promise<unknown>): Promise<void> {
  await clock.block<void>((wake) => {
    const done = (): void => wake(undefined);
    promise.then(done, done);
    return clock.after(milliseconds, done);
  });
}
