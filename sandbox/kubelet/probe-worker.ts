import type { Clock } from '../core/clock.ts';
import { parseTime } from '../core/time-text.ts';
import type { Container, Pod, PodStatus, Probe } from '../schema/types/core-v1.ts';
import { isSidecar, restartsAfterExit } from './restart-policy.ts';
import type { ProbeOutcome } from './probe-handlers.ts';

export type ProbeType = 'Startup' | 'Readiness' | 'Liveness';
export type ProbeResult = 'success' | 'failure' | 'unknown';

const initialResult: { readonly [type in ProbeType]: ProbeResult } = {
  Startup: 'unknown',
  Readiness: 'failure',
  Liveness: 'success',
};

export interface ProbeWorkerOptions {
  readonly clock: Clock;
  readonly type: ProbeType;
  readonly probe: Probe;
  readonly container: Container;
  /** The Pod as it is now. */
  pod(): Pod;
  /** Its status as it was last set. */
  status(): PodStatus | undefined;
  /** Makes the probe and records Events about it. */
  perform(containerId: string): Promise<ProbeOutcome>;
  /** `isInitial` for the value that stands until there is a result; it tells nobody anything new. */
  setResult(containerId: string, result: ProbeResult, isInitial?: boolean): void;
  forgetResult(containerId: string): void;
}

/** Probes one container in one way for as long as its Pod lives. Models pkg/kubelet/prober/worker.go, ticks and all. */
export class ProbeWorker {
  private stopped = false;
  private triggered = false;
  private wake: (() => void) | undefined;
  private containerId = '';
  private lastResult: ProbeResult | undefined;
  private run = 0;
  /** Until there is another container nothing is probed. */
  private onHold = false;

  constructor(private readonly options: ProbeWorkerOptions) {}

  /** The worker's activity; it ends when the worker is stopped or the container will not run again. */
  async work(): Promise<void> {
    const { clock } = this.options;
    const period = (this.options.probe.periodSeconds ?? 10) * 1_000;
    let next = clock.now() + period;
    while (!this.stopped && (await this.probeOnce())) {
      if (this.stopped) break;
      if (!this.triggered) await this.waitUntil(next);
      if (this.triggered) {
        this.triggered = false;
        next = clock.now() + period;
      } else {
        // A tick that came during a long probe is made up for at once, but only one.
        while (next <= clock.now()) next += period;
      }
    }
    if (this.containerId !== '') this.options.forgetResult(this.containerId);
  }

  /** Probes now instead of at the next tick, which is then one period away. */
  trigger(): void {
    this.triggered = true;
    this.wake?.();
  }

  stop(): void {
    this.stopped = true;
    this.wake?.();
  }

  private async waitUntil(time: number): Promise<void> {
    const { clock } = this.options;
    if (time <= clock.now()) return;
    await clock.block<void>((wake) => {
      this.wake = () => wake(undefined);
      return clock.after(time - clock.now(), () => wake(undefined), { background: true });
    });
    this.wake = undefined;
  }

  /** Returns whether to go on. */
  private async probeOnce(): Promise<boolean> {
    const { options } = this;
    const { clock, type, probe, container } = options;
    const pod = options.pod();
    const status = options.status();
    if (status === undefined) return true;
    if (status.phase === 'Failed' || status.phase === 'Succeeded') return false;
    const own = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])].find(
      (candidate) => candidate.name === container.name,
    );
    if (own?.containerID === undefined) return true;
    if (this.containerId !== own.containerID) {
      if (this.containerId !== '') options.forgetResult(this.containerId);
      this.containerId = own.containerID;
      options.setResult(this.containerId, initialResult[type], true);
      this.onHold = false;
    }
    if (this.onHold) return true;
    const running = own.state?.running;
    if (running === undefined) {
      options.setResult(this.containerId, 'failure');
      const ended = own.state?.terminated;
      return ended === undefined || isSidecar(container) || restartsAfterExit(container, pod.spec, ended.exitCode);
    }
    if (pod.metadata.deletionTimestamp !== undefined && type !== 'Readiness') {
      options.setResult(this.containerId, 'success');
      return false;
    }
    const seconds = Math.floor((clock.now() - (parseTime(running.startedAt ?? '') ?? clock.now())) / 1_000);
    if (seconds < (probe.initialDelaySeconds ?? 0)) return true;
    // A startup probe holds the others until it has succeeded, and is then done.
    if ((own.started === true) === (type === 'Startup')) return true;

    const outcome = await options.perform(this.containerId);
    if (outcome.result === 'error' || this.stopped) return true;
    const result: ProbeResult = outcome.result === 'failure' ? 'failure' : 'success';
    this.run = this.lastResult === result ? this.run + 1 : 1;
    this.lastResult = result;
    const threshold = result === 'failure' ? (probe.failureThreshold ?? 3) : (probe.successThreshold ?? 1);
    if (this.run < threshold) return true;
    options.setResult(this.containerId, result);
    if (type === 'Startup' || (type === 'Liveness' && result === 'failure')) {
      this.onHold = true;
      this.run = 0;
    }
    return true;
  }
}
