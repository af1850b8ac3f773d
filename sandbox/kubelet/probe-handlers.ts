import { formatGoDuration } from '../core/duration.ts';
import type { Clock } from '../core/clock.ts';
import type { ConnectionFailure, Network } from '../core/traffic.ts';
import type { Machine } from '../host/machine-types.ts';
import type { Container, HTTPGetAction, Probe } from '../schema/types/core-v1.ts';
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

/** The number of a port that is given by number or by name. */
export function resolvePort(port: number | string, container: Container): number | undefined {
  if (typeof port === 'number') return port;
  const named = container.ports?.find((candidate) => candidate.name === port)?.containerPort;
  if (named !== undefined) return named;
  return /^\d+$/.test(port) ? Number(port) : undefined;
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

const unknownPort = (port: number | string): string => `couldn't find port: ${JSON.stringify(String(port))} for container`;

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

/** A request as the kubelet makes it, for probes and hooks. */
export async function httpGet(
  action: HTTPGetAction,
  timeout: number,
  container: Container,
  address: string,
  context: ProbeHandlerContext,
): Promise<{ readonly status: number; readonly body: string } | { readonly error: string }> {
  const port = resolvePort(action.port, container);
  if (port === undefined) return { error: unknownPort(action.port) };
  const host = action.host || address;
  const scheme = (action.scheme ?? 'HTTP').toLowerCase() === 'https' ? 'https' : 'http';
  const path = action.path?.startsWith('/') ? action.path : `/${action.path ?? ''}`;
  const headers: { [name: string]: string } = { 'user-agent': 'kube-probe/1.36', accept: '*/*' };
  for (const header of action.httpHeaders ?? []) headers[header.name.toLowerCase()] = header.value;
  const outcome = await context.network.request(context.machine.networkNamespace, {
    scheme,
    host,
    port,
    method: 'GET',
    path,
    headers,
    timeout,
  });
  if (outcome.ok) return { status: outcome.response.status, body: outcome.response.body };
  const why =
    outcome.failure === 'timed out'
      ? 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
      : outcome.failure === 'connection reset'
        ? 'EOF'
        : dialFailure(outcome.failure, host, port);
  return { error: `Get "${scheme}://${host}:${port}${path}": ${why}` };
}

async function httpProbe(
  action: HTTPGetAction,
  timeout: number,
  container: Container,
  address: string,
  context: ProbeHandlerContext,
): Promise<ProbeOutcome> {
  if (resolvePort(action.port, container) === undefined) return { result: 'error', output: unknownPort(action.port) };
  const answer = await httpGet(action, timeout, container, address, context);
  if ('error' in answer) return { result: 'failure', output: answer.error };
  if (answer.status >= 200 && answer.status < 300) return { result: 'success', output: answer.body };
  if (answer.status >= 300 && answer.status < 400) {
    return { result: 'warning', output: `Probe terminated redirects, Response body: ${answer.body}` };
  }
  return { result: 'failure', output: `HTTP probe failed with statuscode: ${answer.status}` };
}

function dialFailure(failure: ConnectionFailure, host: string, port: number): string {
  if (failure === 'no such host') return `dial tcp: lookup ${host}: no such host`;
  if (failure === 'timed out') return `dial tcp ${host}:${port}: i/o timeout`;
  return `dial tcp ${host}:${port}: connect: ${failure}`;
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
