import { formatGoDuration } from '../core/duration.ts';
import type { Clock } from '../core/clock.ts';
import type { Network } from '../core/traffic.ts';
import type { Machine } from '../host/machine-types.ts';
import type { Container, HTTPGetAction, Probe } from '../schema/types/core-v1.ts';
import { dialFailure, httpGet, resolvePort, unknownPort } from './http-get.ts';
import { expand } from './expansion.ts';
import { runInContainer } from './run-in-container.ts';
import type { Runtime, RuntimeContainer } from './runtime.ts';

export type ProbeOutcome =
  | { readonly result: 'success' | 'failure' | 'warning'; readonly output: string }
  /** The probe itself could not be made; the result before it stays. */
  | { readonly result: 'error'; readonly output: string };

export interface ProbeHandlerContext {
  readonly clock: Clock;
  readonly network: Network;
  readonly machine: Machine;
  readonly runtime: Runtime;
}

/** Makes one probe. Models pkg/probe, in its words. Belongs inside an activity. */
export async function runProbe(
  probe: Probe,
  container: Container,
  run: RuntimeContainer,
  address: string,
  context: ProbeHandlerContext,
): Promise<ProbeOutcome> {
  const timeout = (probe.timeoutSeconds ?? 1) * 1_000;
  if (probe.exec) return execProbe(probe.exec.command ?? [], timeout, container, run, context);
  if (probe.httpGet) return httpProbe(probe.httpGet, timeout, container, address, context);
  if (probe.tcpSocket) {
    const port = resolvePort(probe.tcpSocket.port, container);
    if (port === undefined) return { result: 'error', output: unknownPort(probe.tcpSocket.port) };
    const host = probe.tcpSocket.host || address;
    const outcome = await context.network.connect(context.machine.networkNamespace, host, port, timeout);
    return outcome.ok
      ? { result: 'success', output: '' }
      : { result: 'failure', output: dialFailure(outcome.failure, host, port) };
  }
  if (probe.grpc) return grpcProbe(probe.grpc.port, probe.grpc.service ?? '', timeout, run, address, context);
  return { result: 'error', output: `missing probe handler for ${container.name}` };
}

async function execProbe(
  command: readonly string[],
  timeout: number,
  container: Container,
  run: RuntimeContainer,
  context: ProbeHandlerContext,
): Promise<ProbeOutcome> {
  const fixed = new Map((container.env ?? []).map((variable) => [variable.name, variable.value ?? '']));
  const argv = command.map((word) => expand(word, (name) => fixed.get(name)));
  const outcome = await runInContainer(run, argv, context, timeout);
  if (outcome.ended === 'not started') return { result: 'error', output: outcome.message };
  if (outcome.ended === 'timed out') return { result: 'failure', output: `command ${JSON.stringify(argv.join(' '))} timed out` };
  return { result: outcome.exitCode === 0 ? 'success' : 'failure', output: outcome.output };
}

async function httpProbe(
  action: HTTPGetAction,
  timeout: number,
  container: Container,
  address: string,
  context: ProbeHandlerContext,
): Promise<ProbeOutcome> {
  if (resolvePort(action.port, container) === undefined) return { result: 'error', output: unknownPort(action.port) };
  const answer = await httpGet(action, { timeout, container, address, staysOnHost: true }, context);
  if ('error' in answer) return { result: 'failure', output: answer.error };
  if (answer.status >= 200 && answer.status < 300) return { result: 'success', output: answer.body };
  if (answer.status >= 300 && answer.status < 400) {
    return { result: 'warning', output: `Probe terminated redirects, Response body: ${answer.body}` };
  }
  return { result: 'failure', output: `HTTP probe failed with statuscode: ${answer.status}` };
}

async function grpcProbe(
  port: number,
  service: string,
  timeout: number,
  run: RuntimeContainer,
  address: string,
  context: ProbeHandlerContext,
): Promise<ProbeOutcome> {
  const outcome = await context.network.connect(context.machine.networkNamespace, address, port, timeout);
  if (!outcome.ok) {
    const target = JSON.stringify(`${address}:${port}`);
    const output = `timeout: failed to connect service ${target} within ${formatGoDuration(timeout)}: context deadline exceeded`;
    return { result: 'failure', output };
  }
  const listener = context.runtime.sandbox(run.config.podUid)?.networkNamespace.listener(port, 'TCP');
  const health = listener?.grpcHealth?.(service);
  if (health === undefined) {
    const output =
      'error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unknown service grpc.health.v1.Health';
    return { result: 'failure', output };
  }
  if (health === 'SERVING') return { result: 'success', output: 'service healthy' };
  return { result: 'failure', output: `service unhealthy (responded with ${JSON.stringify(health)})` };
}
