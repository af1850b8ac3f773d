import type { ComponentContext } from '../api/component.ts';
import type { Container, Pod, PodStatus, Probe } from '../schema/types/core-v1.ts';
import { containerFieldPath } from './container-field-path.ts';
import { runProbe, type ProbeHandlerContext, type ProbeOutcome } from './probe-handlers.ts';
import { ProbeWorker, type ProbeResult, type ProbeType } from './probe-worker.ts';
import type { ProbeVerdicts } from './pod-status.ts';
import { isSidecar } from './restart-policy.ts';
import type { RuntimeContainer } from './runtime.ts';

/** How often a probe that could not be made is tried. */
const TRIES = 3;

export interface ProbesOptions extends ProbeHandlerContext {
  readonly events: ComponentContext['events'];
  pod(uid: string): Pod | undefined;
  status(uid: string): PodStatus | undefined;
  /** Called when a result is another one than before. */
  onResult(podUid: string, type: ProbeType): void;
}

/** The probes of a node's Pods. Models pkg/kubelet/prober. */
export class Probes implements ProbeVerdicts {
  private readonly workers = new Map<string, ProbeWorker>();
  private readonly results = new Map<string, ProbeResult>();

  constructor(private readonly options: ProbesOptions) {}

  /** Starts a worker for each probe of the Pod that has none yet. */
  add(pod: Pod): void {
    const sidecars = (pod.spec?.initContainers ?? []).filter(isSidecar);
    for (const container of [...(pod.spec?.containers ?? []), ...sidecars]) {
      this.start(pod, container, 'Startup', container.startupProbe);
      this.start(pod, container, 'Readiness', container.readinessProbe);
      this.start(pod, container, 'Liveness', container.livenessProbe);
    }
  }

  /** Ends the probes of a Pod, all of them or those of these types. */
  remove(podUid: string, types: readonly ProbeType[] = ['Startup', 'Readiness', 'Liveness']): void {
    for (const [key, worker] of this.workers) {
      const [uid, , type] = key.split('/');
      if (uid === podUid && types.some((candidate) => candidate === type)) worker.stop();
    }
  }

  stop(): void {
    for (const worker of this.workers.values()) worker.stop();
  }

  /** Probes at once where a container runs and is not ready, so that its Pod gets ready without waiting for a tick. */
  hurry(pod: Pod, status: PodStatus): void {
    for (const own of [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])]) {
      if (own.started && !own.ready) this.workers.get(keyOf(pod.metadata.uid, own.name, 'Readiness'))?.trigger();
    }
  }

  result(run: RuntimeContainer, type: ProbeType): ProbeResult | undefined {
    return this.results.get(`${type}/containerd://${run.id}`);
  }

  isStarted(run: RuntimeContainer): boolean {
    const result = this.result(run, 'Startup');
    if (result !== undefined) return result === 'success';
    return !this.workers.has(keyOf(run.config.podUid, run.config.name, 'Startup'));
  }

  isReady(run: RuntimeContainer): boolean {
    const result = this.result(run, 'Readiness');
    return result === 'success' || !this.workers.has(keyOf(run.config.podUid, run.config.name, 'Readiness'));
  }

  private start(pod: Pod, container: Container, type: ProbeType, probe: Probe | undefined): void {
    const { uid } = pod.metadata;
    const key = keyOf(uid, container.name, type);
    if (probe === undefined || this.workers.has(key)) return;
    const worker = new ProbeWorker({
      clock: this.options.clock,
      type,
      probe,
      container,
      pod: () => this.options.pod(uid) ?? pod,
      status: () => this.options.status(uid),
      perform: () => this.perform(this.options.pod(uid) ?? pod, container, type, probe),
      setResult: (id, result, isInitial) => {
        const before = this.results.get(`${type}/${id}`);
        this.results.set(`${type}/${id}`, result);
        if (before !== result && !isInitial) this.options.onResult(uid, type);
      },
      forgetResult: (id) => this.results.delete(`${type}/${id}`),
    });
    this.workers.set(key, worker);
    void this.options.clock.run(async () => {
      await worker.work();
      this.workers.delete(key);
    });
  }

  private async perform(pod: Pod, container: Container, type: ProbeType, probe: Probe): Promise<ProbeOutcome> {
    const { runtime, status, events } = this.options;
    const { uid } = pod.metadata;
    const record = (reason: string, message: string): void =>
      events.event(pod, 'Warning', reason, message, { fieldPath: containerFieldPath(pod, container.name) });
    let outcome: ProbeOutcome = { result: 'error', output: '' };
    for (let attempt = 0; attempt < TRIES && outcome.result === 'error'; attempt++) {
      const run = runtime.container(uid, container.name);
      if (run?.state !== 'running') return { result: 'error', output: '' };
      outcome = await runProbe(probe, container, run, status(uid)?.podIP ?? '', this.options);
    }
    if (outcome.result === 'error') record('Unhealthy', `${type} probe errored and resulted in unknown state: ${outcome.output}`);
    else if (outcome.result === 'warning') record('ProbeWarning', `${type} probe warning: ${outcome.output}`);
    else if (outcome.result === 'failure') record('Unhealthy', `${type} probe failed: ${outcome.output}`);
    return outcome;
  }
}

function keyOf(podUid: string, container: string, type: ProbeType): string {
  return `${podUid}/${container}/${type}`;
}
