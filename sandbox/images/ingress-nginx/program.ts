import type { ComponentClient } from '../../api/client.ts';
import { isReason } from '../../api/status-error.ts';
import { keyFrom, type Certificate } from '../../core/certificates.ts';
import type { Cancel } from '../../core/clock.ts';
import type { HttpRequest, HttpResponse, Listener } from '../../core/traffic.ts';
import { byteLength } from '../../host/file-tree.ts';
import { defineProgram, type ProcessContext, type Program } from '../../host/program.ts';
import type { ApiAccess } from '../api-access.ts';
import { accessLogTime, klogLine } from '../clock-text.ts';
import { readFlag } from '../flags.ts';
import { listenOrSay } from '../listen.ts';
import { hostFor } from './match.ts';
import type { Configuration } from './model.ts';
import { Router } from './serve.ts';
import { createSource, watched, type ControllerOptions } from './source.ts';
import { buildConfiguration } from './build.ts';
import { reportStatus } from './status.ts';

/** Milliseconds between a change of objects and the new configuration. */
const RELOAD = 100;
/** Milliseconds until a list that was refused is tried again. */
const RETRY = 5_000;
const STATUS_PERIOD = 60_000;
const DAY = 24 * 3_600_000;

export function controllerProgram(access: ApiAccess): Program {
  return defineProgram({
    name: 'nginx-ingress-controller',
    summary: 'ingress controller',
    run: (process) => runController(process, access),
  });
}

async function runController(process: ProcessContext, access: ApiAccess): Promise<number> {
  const log = (level: string, text: string): void => {
    process.stderr.write(klogLine(process.clock.now(), level, process.pid, 'controller.go', text));
  };
  const options = readOptions(process);
  process.stdout.write(
    '-------------------------------------------------------------------------------\nNGINX Ingress controller\n  Release:       v1.13.3\n  Build:         simulated\n  Repository:    https://github.com/kubernetes/ingress-nginx\n  nginx version: nginx/1.27.1\n\n-------------------------------------------------------------------------------\n\n',
  );
  let client: ComponentClient;
  try {
    client = access(process);
  } catch (error) {
    log(
      'F',
      `Error while initiating a connection to the Kubernetes API server. This could mean the cluster is misconfigured (e.g. it has invalid API server certificates or Service Accounts configuration). Reason: ${messageOf(error)}`,
    );
    return 255;
  }
  const state: { configuration: Configuration; isSynced: boolean } = {
    configuration: { hosts: new Map(), defaultUpstream: undefined },
    isSynced: false,
  };
  const listening = await listen(process, state, options, log);
  if (typeof listening === 'number') return listening;
  log('I', `Starting NGINX Ingress controller`);
  const cancels: Cancel[] = [listening];
  const stopped = { value: false };
  void process.clock.run(() => follow(process, client, options, state, stopped, cancels, log));
  const signal = await process.waitForSignal('SIGTERM', 'SIGINT', 'SIGQUIT');
  stopped.value = true;
  log('I', `Received ${signal}, shutting down`);
  for (const cancel of cancels) cancel();
  log('I', 'Exiting');
  return 0;
}

/** Waits until all objects may be read, then keeps the configuration up to date. */
async function follow(
  process: ProcessContext,
  client: ComponentClient,
  options: ControllerOptions,
  state: { configuration: Configuration; isSynced: boolean },
  stopped: { value: boolean },
  cancels: Cancel[],
  log: (level: string, text: string) => void,
): Promise<void> {
  for (const type of watched) {
    for (;;) {
      try {
        client.informer(type);
        break;
      } catch (error) {
        log('E', `Failed to watch: failed to list *v1.${type.kind}: ${messageOf(error)}`);
        await process.clock.sleep(RETRY);
      }
    }
  }
  const warned = new Set<string>();
  const source = createSource(client, options, (text) => {
    if (!warned.has(text)) log('W', text);
    warned.add(text);
  });
  let isDue = false;
  const events = new Map<string, string>();
  const rebuild = (): void => {
    isDue = false;
    if (stopped.value) return;
    const ingresses = source.ingresses();
    state.configuration = buildConfiguration({ ...source, ingresses });
    if (!state.isSynced) log('I', 'Configuration changes detected, backend reload required');
    state.isSynced = true;
    try {
      reportStatus(client, options, ingresses, events, process.clock.now(), process.hostname);
    } catch (error) {
      if (!isReason(error, 'Conflict', 'NotFound')) log('W', `Error updating ingress status: ${messageOf(error)}`);
    }
  };
  const changed = (): void => {
    if (isDue || stopped.value) return;
    isDue = true;
    cancels.push(process.clock.after(RELOAD, rebuild));
  };
  for (const type of watched) cancels.push(client.informer(type).onChange(changed));
  cancels.push(process.clock.every(STATUS_PERIOD, changed));
}

async function listen(
  process: ProcessContext,
  state: { readonly configuration: Configuration; readonly isSynced: boolean },
  options: ControllerOptions,
  log: (level: string, text: string) => void,
): Promise<Cancel | number> {
  const router = new Router(process);
  const fake = fakeCertificate(process.clock.now());
  const http = async (request: HttpRequest): Promise<HttpResponse> => {
    const started = process.clock.now();
    const { response, upstream, address, vain } = await router.answer(state.configuration, request);
    const seconds = ((process.clock.now() - started) / 1_000).toFixed(3);
    const agent = request.headers['user-agent'] ?? '-';
    process.stdout.write(
      `${request.from} - - [${accessLogTime(process.clock.now())}] "${request.method} ${request.path} HTTP/1.1" ${response.status} ${byteLength(response.body)} "-" "${agent}" ${request.path.length} ${seconds} [${upstream.replace(/[/:]/g, '-')}] [] ${attempts(address, vain, byteLength(response.body), seconds, response.status)}\n`,
    );
    return request.method === 'HEAD' ? { ...response, body: '' } : response;
  };
  const health = (request: HttpRequest): HttpResponse =>
    request.path.startsWith('/healthz')
      ? { status: state.isSynced ? 200 : 500, headers: {}, body: state.isSynced ? 'ok' : 'not synced' }
      : { status: 404, headers: {}, body: '' };
  const tls = (name: string): readonly Certificate[] =>
    (name === '' ? undefined : hostFor(state.configuration, name)?.certificates) ??
    state.configuration.defaultCertificates ?? [fake];
  const listeners: readonly Listener[] = [
    { port: options.httpPort, protocol: 'TCP', address: '0.0.0.0', http },
    { port: options.httpsPort, protocol: 'TCP', address: '0.0.0.0', http, tls },
    { port: options.healthPort, protocol: 'TCP', address: '0.0.0.0', http: health },
  ];
  const open: Cancel[] = [];
  for (const listener of listeners) {
    const onTaken = (): void => log('F', `Port ${listener.port} is already in use. Please check the flag --http-port`);
    const close = await listenOrSay(process, listener, { onTaken });
    if (close === undefined) {
      for (const other of open) other();
      return 255;
    }
    open.push(close);
  }
  return () => open.forEach((close) => close());
}

function readOptions(process: ProcessContext): ControllerOptions {
  const { args, env } = process;
  const text = (name: string): string | undefined =>
    readFlag(args, name)?.replace(/\$\(POD_NAMESPACE\)/g, env['POD_NAMESPACE'] ?? '');
  return {
    controller: text('controller-class') ?? 'k8s.io/ingress-nginx',
    className: text('ingress-class') ?? 'nginx',
    watchWithoutClass: text('watch-ingress-without-class') === 'true',
    watchNamespace: text('watch-namespace') || undefined,
    defaultBackend: text('default-backend-service'),
    publishService: text('publish-service'),
    publishAddresses: (text('publish-status-address') ?? '').split(',').filter((address) => address !== ''),
    httpPort: Number(text('http-port') ?? 80),
    httpsPort: Number(text('https-port') ?? 443),
    healthPort: Number(text('healthz-port') ?? 10_254),
    defaultCertificate: text('default-ssl-certificate'),
  };
}

/** What the access log says of those that were asked: addresses, bytes, seconds and status of each. */
function attempts(address: string, vain: readonly string[], bytes: number, seconds: string, status: number): string {
  if (vain.length === 0) return address === '-' ? '- - - -' : `${address} ${bytes} ${seconds} ${status}`;
  const answered = address === '-' ? [] : [address];
  const each = (failed: string, last: string): string => [...vain.map(() => failed), ...answered.map(() => last)].join(', ');
  const failure = answered.length > 0 ? '502' : `${status}`;
  return `${[...vain, ...answered].join(', ')} ${each('0', `${bytes}`)} ${each('0.000', seconds)} ${each(failure, `${status}`)}`;
}

/** What the controller shows where it has no certificate. */
function fakeCertificate(now: number): Certificate {
  const key = keyFrom('ingress-nginx');
  const name = 'O=Acme Co, CN=Kubernetes Ingress Controller Fake Certificate';
  return {
    subject: name,
    issuer: name,
    names: ['ingress.local'],
    notBefore: now - DAY,
    notAfter: now + 365 * DAY,
    serial: '4d65822107fcfd52',
    key,
    signedBy: key,
    isAuthority: false,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
