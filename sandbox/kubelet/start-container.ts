import { formatGoDuration } from '../core/duration.ts';
import { FileError } from '../host/file-system.ts';
import type { Container, Pod } from '../schema/types/core-v1.ts';
import { containerConfig } from './container-config.ts';
import { containerFieldPath } from './container-field-path.ts';
import { podDescription, runHook } from './hooks.ts';
import type { NodeContext } from './node-context.ts';
import { StartError, type Sandbox } from './runtime.ts';
import { SyncError } from './sync-error.ts';
import { killContainer } from './termination.ts';

/** Milliseconds that the runtime takes to make a container and to start it: at least, and how much more at most. */
const CREATE = { least: 40, spread: 60 };
const START = { least: 30, spread: 50 };

/**
 * Pulls, creates and starts one container, unless it crashed so lately that it has to wait. Throws SyncError. Models
 * startContainer and doBackOff of pkg/kubelet/kuberuntime. Belongs inside an activity.
 */
export async function startContainer(
  pod: Pod,
  container: Container,
  sandbox: Sandbox,
  credentials: readonly string[],
  context: NodeContext,
): Promise<void> {
  const { clock, random, events, runtime } = context;
  const fieldPath = containerFieldPath(pod, container.name);
  const record = (type: 'Normal' | 'Warning', reason: string, message: string): void =>
    events.event(pod, type, reason, message, { fieldPath });
  const failed = (message: string): void => record('Warning', 'Failed', `Error: ${message}`);
  const pause = (time: typeof CREATE): Promise<void> => clock.sleep(time.least + random.below(time.spread));

  backOff(pod, container, context, record);
  const image = await context.pulls.ensure(pod, container, fieldPath, credentials).catch((error: unknown) => {
    if (error instanceof SyncError) failed(error.reason);
    throw error;
  });
  const before = runtime.container(pod.metadata.uid, container.name);
  const attempt = before === undefined ? (restartsBefore(pod, container, context) ?? 0) : before.config.attempt + 1;
  let run;
  try {
    const config = containerConfig(pod, container, image, sandbox, attempt, context);
    await pause(CREATE);
    run = runtime.createContainer(config);
  } catch (thrown) {
    const error = thrown instanceof FileError ? mountFailure(thrown) : thrown;
    if (error instanceof SyncError) failed(error.message);
    throw error;
  }
  record('Normal', 'Created', 'Container created');
  await pause(START);
  try {
    runtime.start(run);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    failed(error.message);
    throw new SyncError('RunContainerError', error.message);
  }
  record('Normal', 'Started', 'Container started');
  runtime.prune(pod.metadata.uid);

  const postStart = container.lifecycle?.postStart;
  if (postStart === undefined) return;
  const failure = await runHook(postStart, pod, container, run, context);
  if (failure === undefined) return;
  record('Warning', 'FailedPostStartHook', 'PostStartHook failed');
  await killContainer(pod, container, run, context, { message: 'FailedPostStartHook' });
  throw new SyncError('PostStartHookError', failure);
}

/** A mount that does not fit what is there. */
function mountFailure({ code, path }: FileError): SyncError {
  const why = `error mounting to rootfs at ${JSON.stringify(path)}: ${code}`;
  return new SyncError('CreateContainerError', `failed to create containerd container: ${why}`);
}

/** A run that the runtime no longer knows counts too. */
function restartsBefore(pod: Pod, container: Container, context: NodeContext): number | undefined {
  const status = context.statuses.get(pod.metadata.uid);
  const own = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])].find(
    (candidate) => candidate.name === container.name,
  );
  return own?.containerID === undefined ? undefined : own.restartCount + 1;
}

function backOff(
  pod: Pod,
  container: Container,
  context: NodeContext,
  record: (type: 'Normal' | 'Warning', reason: string, message: string) => void,
): void {
  const last = context.runtime.container(pod.metadata.uid, container.name);
  if (last?.state !== 'exited') return;
  const key = `${pod.metadata.uid}/${container.name}/${container.image ?? ''}`;
  const finished = last.finished ?? 0;
  if (!context.crashBackOff.holdsSince(key, finished)) {
    context.crashBackOff.next(key, finished);
    return;
  }
  const delay = context.crashBackOff.delay(key);
  record('Warning', 'BackOff', `Back-off restarting failed container ${container.name} in pod ${podDescription(pod)}`);
  throw new SyncError(
    'CrashLoopBackOff',
    `back-off ${formatGoDuration(delay)} restarting failed container=${container.name} pod=${podDescription(pod)}`,
    finished + delay,
  );
}
