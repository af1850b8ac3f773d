import { isObject } from '../../../core/json.ts';
import type { HttpRequest, HttpResponse } from '../../../core/traffic.ts';
import type { Pod } from '../../../schema/types/core-v1.ts';
import type { AnyObject } from '../cluster-session.ts';
import { defineVerb } from '../define-verb.ts';
import { CommandError } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { isPod, objectFor, podsOf } from '../pods/find-pods.ts';
import { connectPod, received } from '../pods/streams.ts';

export const portForward = defineVerb({
  name: 'port-forward',
  usage: 'port-forward TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]',
  summary: 'Forward local ports to a Pod',
  description: 'Listens on ports of this machine and carries what comes there into a Pod, until interrupted (Ctrl-C).',
  arguments: 'pod',
  typed: true,
  attempts: 4,
  flags: [
    { name: 'address', type: 'list', default: 'localhost', help: 'Addresses to listen on' },
    { name: 'pod-running-timeout', type: 'duration', default: '1m0s', help: 'How long to wait for a Pod of the object' },
  ],
  examples: [
    { comment: 'Port 8080 here to port 80 of a Pod', command: 'kubectl port-forward pod/web 8080:80' },
    { comment: 'To one of the Pods behind a Service', command: 'kubectl port-forward service/web 8080:80' },
  ],
  async run(invocation) {
    const { args, process } = invocation;
    const [word, ...specs] = args;
    if (word === undefined || specs.length === 0)
      throw invocation.usageError('TYPE/NAME and list of ports are required for port-forward');
    const { mapping, object } = await objectFor(invocation, word);
    const pods = await podsOf(invocation, mapping, object);
    const [pod] = pods;
    if (pod === undefined) throw new CommandError('timed out waiting for the condition');
    const pairs = specs.map((spec) => portPair(spec, pod, isPod(mapping) ? undefined : object));
    if (pod.status?.phase !== 'Running') {
      throw new CommandError(`unable to forward port because pod is not running. Current status=${pod.status?.phase ?? ''}`);
    }
    const address = invocation.flags.list('address').includes('0.0.0.0') ? '0.0.0.0' : '127.0.0.1';
    const cancels: (() => void)[] = [];
    try {
      for (const { local, remote } of pairs) {
        const port = local === 0 ? 30_000 + process.random.below(20_000) : local;
        cancels.push(listen(invocation, pod, address, port, remote));
        invocation.line(`Forwarding from ${address}:${port} -> ${remote}`);
        if (address === '127.0.0.1') invocation.line(`Forwarding from [::1]:${port} -> ${remote}`);
      }
      await process.waitForSignal('SIGINT');
    } finally {
      for (const cancel of cancels) cancel();
    }
  },
});

interface PortPair {
  readonly local: number;
  readonly remote: number;
}

/** Reads `80`, `8080:80`, `:80` and names of ports. `service` translates its own ports into the Pod's. Throws CommandError. */
function portPair(spec: string, pod: Pod, service: AnyObject | undefined): PortPair {
  const parts = spec.split(':');
  const [first = ''] = parts;
  // Of more than two parts the real program looks at the first alone.
  const [second = first] = parts.length === 2 ? parts.slice(1) : [];
  if (second === '') throw new CommandError('remote port cannot be empty');
  const remote = remotePort(second, pod, service);
  const local = first === '' ? 0 : parts.length !== 2 ? (/^\d+$/.test(first) ? Number(first) : remote) : Number(first);
  if (!Number.isInteger(local) || local < 0 || local > 65_535)
    throw new CommandError(
      `error parsing local port '${first}': strconv.ParseUint: parsing ${JSON.stringify(first)}: invalid syntax`,
    );
  return { local, remote };
}

function remotePort(text: string, pod: Pod, service: AnyObject | undefined): number {
  const name = pod.metadata.name;
  const named = (port: string): number => {
    const found = pod.spec?.containers.flatMap(({ ports = [] }) => ports).find((candidate) => candidate.name === port);
    if (found === undefined) throw new CommandError(`Pod '${name}' does not have a named port '${port}'`);
    return found.containerPort;
  };
  const spec = isObject(service?.['spec']) ? service['spec'] : {};
  const servicePorts: readonly unknown[] = Array.isArray(spec['ports']) && spec['type'] !== undefined ? spec['ports'] : [];
  if (servicePorts.length > 0) {
    const entry = servicePorts.filter(isObject).find((port) => String(port['port']) === text || port['name'] === text);
    if (entry === undefined)
      throw new CommandError(`Service ${service?.metadata.name ?? ''} does not have a service port ${text}`);
    const target = entry['targetPort'] ?? entry['port'];
    return typeof target === 'string' ? named(target) : Number(target);
  }
  return /^\d+$/.test(text) ? Number(text) : named(text);
}

function listen(invocation: Invocation, pod: Pod, address: string, port: number, remote: number): () => void {
  try {
    return invocation.process.networkNamespace.listen({
      port,
      protocol: 'TCP',
      address,
      http: (request) => forward(invocation, pod, port, remote, request),
    });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    invocation.err(
      `Unable to listen on port ${port}: Listeners failed to create with the following errors: [unable to create listener: Error listen tcp4 ${address}:${port}: bind: address already in use]\n`,
    );
    throw new CommandError(`unable to listen on any of the requested ports: [{${port} ${remote}}]`);
  }
}

async function forward(
  invocation: Invocation,
  pod: Pod,
  port: number,
  remote: number,
  request: HttpRequest,
): Promise<HttpResponse> {
  invocation.line(`Handling connection for ${port}`);
  const connection = await connectPod(invocation, pod, 'portforward', { ports: [String(remote)] });
  connection.send(textOf(request));
  let text = '';
  for await (const piece of received(invocation, connection)) {
    if (piece.channel === 'stderr') {
      invocation.err(piece.text);
      continue;
    }
    text += piece.text;
    const response = readResponse(text);
    if (response === undefined) continue;
    connection.close();
    return response;
  }
  invocation.err('error: lost connection to pod\n');
  return { status: 502, headers: {}, body: '' };
}

const bytes = (text: string): number => new TextEncoder().encode(text).length;

function textOf({ method, path, headers, body }: HttpRequest): string {
  const { 'content-length': _, ...others } = headers;
  const lines = Object.entries({ ...others, 'content-length': String(body.length) }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

/** A whole response, or undefined while some of it is missing. */
function readResponse(text: string): HttpResponse | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const body = text.slice(end + 4);
  if (bytes(body) < Number(headers['content-length'] ?? '0')) return undefined;
  return { status: Number(first.split(' ')[1] ?? '502'), headers, body };
}
