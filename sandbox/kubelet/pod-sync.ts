import { formatGoDuration } from '../core/duration.ts';
import type { Container, Pod, PodStatus } from '../schema/types/core-v1.ts';
import { fieldContext, sharedPidNamespace } from './container-config.ts';
import type { NodeContext } from './node-context.ts';
import { podActions, type PodActions } from './pod-actions.ts';
import { ensurePodCgroup } from './pod-cgroups.ts';
import { podHostname, podResolver } from './pod-network.ts';
import { podStatus, type PodVerdict } from './pod-status.ts';
import type { ProjectionContext } from './projected-files.ts';
import { pullCredentials } from './pull-secrets.ts';
import { resizeMessage } from './resizing/resize-message.ts';
import { isResizing } from './resizing/resize-of.ts';
import { resizePod } from './resizing/resize-pod.ts';
import { isSidecar } from './restart-policy.ts';
import type { Sandbox } from './runtime.ts';
import { startContainer } from './start-container.ts';
import { SyncError } from './sync-error.ts';
import { killContainer, killPodContainers } from './termination.ts';
import { VolumeError } from './volumes.ts';

/** Milliseconds that the runtime takes to make a sandbox and its network: at least, and how much more at most. */
const SANDBOX = { least: 300, spread: 400 };
/** Pauses between two tries to set up volumes, and how long they are tried before the sync is given up, in milliseconds. */
const MOUNT = { first: 500, longest: 122_000, patience: 123_000 };

/** Reasons for which containers could not be started, by name. */
export type Reasons = Map<string, { readonly reason: string; readonly message: string }>;

export interface SyncInput {
  readonly pod: Pod;
  readonly reasons: Reasons;
  readonly context: NodeContext;
  /** Waits, and resolves with false when the Pod shall end meanwhile. */
  readonly pause: (milliseconds: number) => Promise<boolean>;
}

export interface SyncOutcome {
  /** Whether all its containers have ended for good. */
  readonly isTerminal: boolean;
  /** Whether anything was done, so that there is news to report at once. */
  readonly didWork: boolean;
  /** Virtual time at which to try again what failed. */
  readonly retryAt?: number;
  /** Whether a container is held back after crashes. */
  readonly isBackingOff?: boolean;
}

/** Milliseconds until a failed sync is repeated. */
const RETRY = 10_000;
const NETWORK_RETRY = 1_000;

/** Computes the Pod's status and sets it. */
export function reportStatus(
  pod: Pod,
  reasons: Reasons,
  isTerminal: boolean,
  context: NodeContext,
  verdict?: PodVerdict,
): PodStatus {
  const { uid } = pod.metadata;
  const status = podStatus({
    pod,
    old: context.statuses.get(uid) ?? pod.status ?? {},
    sandbox: context.runtime.sandbox(uid),
    runs: context.runtime.containersOf(uid),
    reasons,
    verdicts: context.probes,
    hostAddress: context.address,
    isTerminal,
    verdict,
    resize: context.allocations.conditions(uid),
  });
  context.statuses.set(pod, status);
  context.probes.hurry(pod, status);
  return status;
}

/** Brings a Pod one step nearer to its spec. Models SyncPod of pkg/kubelet/kubelet.go. Belongs inside an activity. */
export async function syncPod(input: SyncInput): Promise<SyncOutcome> {
  const { pod, reasons, context } = input;
  const { clock, runtime, events } = context;
  noteResize(pod, context);
  const status = reportStatus(pod, reasons, false, context);
  if (status.phase === 'Succeeded' || status.phase === 'Failed') return { isTerminal: true, didWork: false };

  // Nothing can be learned of its containers, and nothing done to them.
  if (!context.runtimeIsUp()) return { isTerminal: false, didWork: false, retryAt: clock.now() + NETWORK_RETRY };
  if (context.podRange() === undefined && !pod.spec?.hostNetwork) {
    const message =
      'network is not ready: container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized';
    events.event(pod, 'Warning', 'NetworkNotReady', message);
    return { isTerminal: false, didWork: false, retryAt: clock.now() + NETWORK_RETRY };
  }
  context.mirrors.reconcile(pod);
  if (!(await mountVolumes(input))) return { isTerminal: false, didWork: false, retryAt: clock.now() + RETRY };
  const credentials = pullCredentials(pod, context);
  context.probes.add(pod);

  const { uid } = pod.metadata;
  const actions = podActions({
    pod,
    hasSandbox: runtime.sandbox(uid)?.ready ?? false,
    newest: (name) => runtime.container(uid, name),
    result: (run, type) => context.probes.result(run, type),
  });
  if (actions.killPod) {
    const former = runtime.sandbox(uid);
    if (actions.createSandbox && former !== undefined)
      events.event(pod, 'Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.');
    await killPodContainers(pod, context);
    if (!actions.createSandbox) return { isTerminal: false, didWork: true };
    if (former !== undefined) giveUp(former, pod, context);
  }
  await killUnwanted(pod, actions, context);
  const sandbox = actions.createSandbox ? await createSandbox(pod, context) : runtime.sandbox(uid);
  if (sandbox === undefined) return { isTerminal: false, didWork: false, retryAt: clock.now() + RETRY };
  if (actions.createSandbox) reportStatus(pod, reasons, false, context);
  const outcome = await startAll(input, actions, sandbox, credentials);
  // The news of what was changed is told at once, even when a container that was started keeps the sync waiting.
  if (actions.resize.length === 0) return outcome;
  if (resize(pod, actions, context)) return { ...outcome, didWork: true };
  return { ...outcome, retryAt: Math.min(outcome.retryAt ?? Infinity, clock.now() + RETRY) };
}

/** Says that a change of resources is under way, or that it is over. */
function noteResize(pod: Pod, { runtime, allocations, events }: NodeContext): void {
  const { uid } = pod.metadata;
  if (isResizing(pod, (name) => runtime.container(uid, name))) return allocations.progress(pod);
  const generation = allocations.done(uid);
  if (generation === undefined) return;
  events.event(pod, 'Normal', 'ResizeCompleted', resizeMessage('Pod resize completed', pod, '', generation));
  allocations.retry();
}

/** Returns whether the containers have their new limits. */
function resize(pod: Pod, actions: PodActions, context: NodeContext): boolean {
  const problem = resizePod(pod, actions.resize, context);
  if (problem === undefined) return true;
  if (context.allocations.failed(pod, problem))
    context.events.event(pod, 'Warning', 'ResizeError', resizeMessage('Pod resize error', pod, problem));
  return false;
}

async function killUnwanted(pod: Pod, actions: PodActions, context: NodeContext): Promise<void> {
  for (const { run, container, message, failedProbe } of actions.kill) {
    await killContainer(pod, container, run, context, { message, ...(failedProbe === undefined ? {} : { failedProbe }) });
  }
}

async function startAll(
  { pod, reasons, context }: SyncInput,
  actions: PodActions,
  sandbox: Sandbox,
  credentials: readonly string[],
): Promise<SyncOutcome> {
  const failures: SyncError[] = [];
  const attempt = async (container: Container): Promise<boolean> => {
    try {
      await startContainer(pod, container, sandbox, credentials, context);
      reasons.delete(container.name);
      return true;
    } catch (error) {
      if (!(error instanceof SyncError)) throw error;
      reasons.set(container.name, { reason: error.reason, message: error.message });
      failures.push(error);
      return false;
    }
  };
  for (const container of actions.startInit) {
    // Later init containers wait for this one; beside a sidecar they go on.
    if (!(await attempt(container)) && !isSidecar(container)) break;
  }
  for (const container of actions.start) await attempt(container);
  const count = actions.startInit.length + actions.start.length + actions.kill.length;
  if (failures.length === 0) return { isTerminal: false, didWork: count > 0 || actions.createSandbox };
  const { clock } = context;
  return {
    isTerminal: false,
    didWork: false,
    retryAt: Math.min(...failures.map((failure) => failure.retryAt ?? clock.now() + RETRY)),
    isBackingOff: failures.some((failure) => failure.retryAt !== undefined),
  };
}

/** What a sandbox held is free again; that its init containers have run counts no more. */
function giveUp(sandbox: Sandbox, pod: Pod, { runtime, addresses, detach }: NodeContext): void {
  runtime.stopSandbox(sandbox.podUid);
  if (sandbox.address !== undefined) addresses.release(sandbox.address);
  detach(sandbox);
  for (const { name } of pod.spec.initContainers ?? [])
    for (const run of runtime.containersOf(sandbox.podUid)) if (run.config.name === name) runtime.remove(run);
}

async function createSandbox(pod: Pod, context: NodeContext): Promise<Sandbox | undefined> {
  const { clock, random, runtime, addresses, events } = context;
  await clock.sleep(SANDBOX.least + random.below(SANDBOX.spread));
  const range = context.podRange();
  const address = pod.spec?.hostNetwork || range === undefined ? undefined : addresses.take(range);
  if (address === undefined && !pod.spec?.hostNetwork) {
    const why = `plugin type="bridge" failed (add): failed to allocate for range 0: no IP addresses available in range set: ${range ?? ''}`;
    events.event(
      pod,
      'Warning',
      'FailedCreatePodSandBox',
      `Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox: ${why}`,
    );
    return undefined;
  }
  const sandbox = runtime.createSandbox({
    podUid: pod.metadata.uid,
    pod: { name: pod.metadata.name, namespace: pod.metadata.namespace ?? '', labels: pod.metadata.labels ?? {} },
    name: `pod ${pod.metadata.namespace ?? ''}/${pod.metadata.name}`,
    hostname: podHostname(pod, context.nodeName),
    address,
    resolver: podResolver(pod, context),
    cgroup: ensurePodCgroup(context.machine.cgroups, pod),
    pidNamespace: pod.spec?.shareProcessNamespace ? sharedPidNamespace(pod.metadata.uid) : `sandbox ${pod.metadata.uid}`,
  });
  context.attach(sandbox, pod);
  return sandbox;
}

/** Resolves with whether all volumes are there; it tries again and again for a while. */
async function mountVolumes({ pod, context, pause }: SyncInput): Promise<boolean> {
  const { clock, events } = context;
  const projection: ProjectionContext = {
    fields: fieldContext(pod, context),
    sources: context.sources,
    token: (source) => context.tokens.tokenFor(pod, source),
  };
  const started = clock.now();
  for (let delay = MOUNT.first; ; delay = Math.min(delay * 2, MOUNT.longest)) {
    try {
      context.volumes.mount(pod, projection);
      return true;
    } catch (error) {
      if (!(error instanceof VolumeError)) throw error;
      events.event(pod, 'Warning', 'FailedMount', error.message);
      const left = started + MOUNT.patience - clock.now();
      if (!(await pause(Math.min(delay, Math.max(left, 0))))) return false;
      if (clock.now() - started >= MOUNT.patience) {
        const names = (pod.spec?.volumes ?? []).map((volume) => volume.name).join(' ');
        const waited = `timed out after ${formatGoDuration(MOUNT.patience)}`;
        context.onError(`pod ${pod.metadata.name}: volumes [${names}] ${waited}`, error);
        return false;
      }
    }
  }
}
