import type { Clock } from '../core/clock.ts';
import type { ConnectionFailure, HttpResponse, Network } from '../core/traffic.ts';
import type { Machine } from '../host/machine-types.ts';
import type { Container, HTTPGetAction } from '../schema/types/core-v1.ts';

export interface HttpGetOptions {
  /** Milliseconds for all of it, redirects too. */
  readonly timeout: number;
  readonly container: Container;
  /** Where to go when the action names no host. */
  readonly address: string;
  /** Whether a redirect to another host is not followed but is the answer itself. */
  readonly staysOnHost?: boolean;
}

export interface HttpGetContext {
  readonly clock: Clock;
  readonly network: Network;
  readonly machine: Machine;
}

type HttpAnswer = { readonly status: number; readonly body: string } | { readonly error: string };

const MAX_REDIRECTS = 10;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const defaultPorts: { readonly [protocol: string]: number } = { 'http:': 80, 'https:': 443 };

/** The number of a port that is given by number or by name. */
export function resolvePort(port: number | string, container: Container): number | undefined {
  if (typeof port === 'number') return port;
  const named = container.ports?.find((candidate) => candidate.name === port)?.containerPort;
  if (named !== undefined) return named;
  return /^\d+$/.test(port) ? Number(port) : undefined;
}

export const unknownPort = (port: number | string): string => `couldn't find port: ${JSON.stringify(String(port))} for container`;

export function dialFailure(failure: ConnectionFailure, host: string, port: number): string {
  if (failure === 'no such host') return `dial tcp: lookup ${host}: no such host`;
  if (failure === 'timed out') return `dial tcp ${host}:${port}: i/o timeout`;
  return `dial tcp ${host}:${port}: connect: ${failure}`;
}

/** A request as the kubelet makes it for probes and hooks, with the redirects that it follows. Models pkg/probe/http. */
export async function httpGet(action: HTTPGetAction, options: HttpGetOptions, context: HttpGetContext): Promise<HttpAnswer> {
  const { container, address, timeout } = options;
  const port = resolvePort(action.port, container);
  if (port === undefined) return { error: unknownPort(action.port) };
  const host = action.host || address;
  const scheme = (action.scheme ?? 'HTTP').toLowerCase() === 'https' ? 'https' : 'http';
  const path = action.path?.startsWith('/') ? action.path : `/${action.path ?? ''}`;
  const headers: { [name: string]: string } = { 'user-agent': 'kube-probe/1.36', accept: '*/*' };
  for (const header of action.httpHeaders ?? []) headers[header.name.toLowerCase()] = header.value;
  const end = context.clock.now() + timeout;
  let target: Target = { scheme, host, port, path, text: `${scheme}://${host}:${port}${path}` };
  for (let followed = 0; ; followed++) {
    const answer = await get(target, headers, end - context.clock.now(), context);
    if ('error' in answer) return answer;
    const next = redirects.has(answer.status) ? targetOf(answer.headers['location'], target) : undefined;
    if (next === undefined || (options.staysOnHost && next.host !== host)) return answer;
    if (followed + 1 >= MAX_REDIRECTS) return { error: `Get "${next.text}": stopped after ${MAX_REDIRECTS} redirects` };
    // The header was for the first host's sake.
    if (next.host !== target.host) delete headers['host'];
    target = next;
  }
}

interface Target {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** As errors show it. */
  readonly text: string;
}

function targetOf(location: string | undefined, from: Target): Target | undefined {
  if (location === undefined || location === '' || !URL.canParse(location, from.text)) return undefined;
  const url = new URL(location, from.text);
  const port = url.port === '' ? defaultPorts[url.protocol] : Number(url.port);
  if (port === undefined) return undefined;
  const scheme = url.protocol === 'https:' ? 'https' : 'http';
  return { scheme, host: url.hostname, port, path: `${url.pathname}${url.search}`, text: url.href };
}

async function get(
  { scheme, host, port, path, text }: Target,
  headers: { readonly [name: string]: string },
  timeout: number,
  { network, machine }: HttpGetContext,
): Promise<HttpResponse | { readonly error: string }> {
  const request = { scheme, host, port, method: 'GET', path, headers, timeout };
  const outcome = await network.request(machine.networkNamespace, request);
  if (outcome.ok) return outcome.response;
  const why =
    outcome.failure === 'timed out'
      ? 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
      : outcome.failure === 'connection reset'
        ? 'EOF'
        : dialFailure(outcome.failure, host, port);
  return { error: `Get "${text}": ${why}` };
}
