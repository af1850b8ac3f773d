import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket, WebSocketServer } from 'ws';
import type { Connection } from '../../api/client.ts';
import type { ApiRequest } from '../../api/request.ts';
import { StatusError } from '../../api/status-error.ts';
import type { JsonObject } from '../../core/json.ts';
import { portsOverSpdy } from './port-forward.ts';
import { commandOverSpdy, failureOf, gatherStreams, runRemoteCommand, type CommandInput } from './remote-command.ts';
import { createSpdySession, type SpdyHandlers } from './spdy-session.ts';
import { commandOverWebSocket, commandProtocols, finishCommand, portProtocol, portsOverWebSocket } from './web-socket-command.ts';

/** Subresources that are connections, not answers. */
export const connections: ReadonlySet<string> = new Set(['exec', 'attach', 'portforward']);

const SPDY = 'SPDY/3.1';
const TUNNEL = 'SPDY/3.1+portforward.k8s.io';
const spdyCommandProtocols = ['v4.channel.k8s.io', 'v3.channel.k8s.io', 'v2.channel.k8s.io', 'channel.k8s.io'];
const MAX_MESSAGE = 4 * 1024 * 1024;
const UPGRADE_FAILED = 'unable to upgrade connection: ';

type Connect = (request: ApiRequest) => Connection;

/** A client's wish to turn its request into a connection. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

let webSockets: Promise<WebSocketServer> | undefined;

/** Turns a request for exec, attach or portforward into a connection to the container, over WebSocket or SPDY. Throws StatusError before anything is answered. */
export async function connectUpgraded(upgrade: Upgrade, wanted: ApiRequest, connect: Connect): Promise<void> {
  const kind = (upgrade.request.headers.upgrade ?? '').toLowerCase();
  const way = { websocket: overWebSocket, [SPDY.toLowerCase()]: overSpdy }[kind];
  if (!connections.has(wanted.subresource ?? '') || way === undefined) throw badRequest('Upgrade request required');
  await way(upgrade, wanted, connect);
}

const isPorts = ({ subresource }: ApiRequest): boolean => subresource === 'portforward';

const isSet = ({ options }: ApiRequest, name: string): boolean => ['true', '1'].includes(options?.parameters?.[name]?.[0] ?? '');

/** The request for one port of those it speaks of; over SPDY the streams name them. */
const toPort = (wanted: ApiRequest, port: number): ApiRequest => ({
  ...wanted,
  options: { ...wanted.options, parameters: { ...wanted.options?.parameters, ports: [String(port)] } },
});

/** Throws what stands against forwarding any port at all (no such Pod, not allowed). */
function checkPorts(wanted: ApiRequest, connect: Connect): (port: number) => Connection {
  const open = (port: number): Connection => connect(toPort(wanted, port));
  open(1).close();
  return open;
}

async function overWebSocket(upgrade: Upgrade, wanted: ApiRequest, connect: Connect): Promise<void> {
  const offered = (upgrade.request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  const served: readonly string[] = isPorts(wanted) ? [TUNNEL, portProtocol] : commandProtocols;
  const protocol = served.find((name) => offered.includes(name));
  if (protocol === undefined) {
    throw badRequest(`requested protocol(s) are not supported: [${offered.join(' ')}]; supports [${served.join(' ')}]`);
  }
  if (isPorts(wanted)) {
    const open = checkPorts(wanted, connect);
    const ports = portsOf(wanted);
    if (protocol !== TUNNEL && ports.length === 0) throw badRequest('query parameter "ports" is required');
    const socket = await accept(upgrade, protocol);
    if (protocol !== TUNNEL) portsOverWebSocket(socket, ports, open);
    else tunnel(socket, portsOverSpdy(open));
    return;
  }
  const started = attempt(() => connect(wanted));
  const socket = await accept(upgrade, protocol);
  if (started instanceof StatusError) finishCommand(socket, failureOf(started));
  else commandOverWebSocket(socket, (channels) => runRemoteCommand(started, channels, isSet(wanted, 'tty')));
}

function portsOf({ options }: ApiRequest): readonly number[] {
  const texts = (options?.parameters?.['ports'] ?? []).flatMap((text) => text.split(','));
  return texts.map((text) => {
    const port = Number(text);
    if (!/^\d+$/.test(text) || port > 65_535) throw badRequest(`unable to parse "${text}" as a port`);
    if (port < 1) throw badRequest(`port "${text}" must be > 0`);
    return port;
  });
}

/** SPDY inside the messages of a WebSocket. */
function tunnel(socket: WebSocket, handlers: SpdyHandlers): void {
  const session = createSpdySession(
    {
      send: (bytes) => (socket.readyState === socket.OPEN ? socket.send(bytes) : undefined),
      end: () => socket.close(1000),
      get waiting() {
        return socket.bufferedAmount;
      },
    },
    handlers,
  );
  socket.on('message', (message: Buffer) => session.receive(message));
  socket.on('close', () => session.closed());
}

async function accept({ request, socket, head }: Upgrade, protocol: string): Promise<WebSocket> {
  webSockets ??= import('ws').then(
    ({ WebSocketServer }) =>
      new WebSocketServer({
        noServer: true,
        clientTracking: false,
        perMessageDeflate: false,
        maxPayload: MAX_MESSAGE,
        handleProtocols: (offered, { headers }) => chosen.get(headers) ?? [...offered][0] ?? false,
      }),
  );
  const server = await webSockets;
  chosen.set(request.headers, protocol);
  return new Promise((resolve) => {
    server.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('error', () => webSocket.terminate());
      resolve(webSocket);
    });
  });
}

/** Which protocol was settled on for a request. */
const chosen = new WeakMap<object, string>();

async function overSpdy({ request, socket, head }: Upgrade, wanted: ApiRequest, connect: Connect): Promise<void> {
  const offered = [request.headers['x-stream-protocol-version'] ?? []]
    .flat()
    .flatMap((text) => text.split(',').map((name) => name.trim()));
  const served = isPorts(wanted) ? ['portforward.k8s.io'] : spdyCommandProtocols;
  const protocol = offered.length === 0 ? served.at(-1) : served.find((name) => offered.includes(name));
  if (protocol === undefined) {
    throw new StatusError({
      code: 403,
      reason: 'Forbidden',
      message: `unable to upgrade: unable to negotiate protocol: client supports [${offered.join(' ')}], server accepts [${served.join(' ')}]`,
    });
  }
  if (isPorts(wanted)) {
    const open = checkPorts(wanted, connect);
    acceptSpdy(socket, head, protocol, () => portsOverSpdy(open));
    return;
  }
  const started = attempt(() => connect(wanted));
  if (started instanceof StatusError && started.message.startsWith(UPGRADE_FAILED)) {
    // The kubelet says so in plain text, and the client puts its own words in front.
    refuseUpgrade(socket, 500, `${started.message.slice(UPGRADE_FAILED.length)}\n`);
    return;
  }
  acceptSpdy(socket, head, protocol, (close) => {
    let input: CommandInput | undefined;
    const start = gatherStreams(streamsOf(wanted), (streams) => {
      if (!(started instanceof StatusError)) {
        input = commandOverSpdy(
          (channels) => runRemoteCommand(started, channels, isSet(wanted, 'tty')),
          streams,
          protocol,
          close,
        );
        return;
      }
      const failed = failureOf(started);
      commandOverSpdy((channels) => (channels.finish(failed), noInput), streams, protocol, close);
    });
    return {
      onStream: start,
      onClosed: () => (input === undefined && !(started instanceof StatusError) ? started.close() : input?.gone()),
    };
  });
}

const nothing = (): void => undefined;
const noInput: CommandInput = { stdin: nothing, stdinEnd: nothing, resize: nothing, gone: nothing };

/** The streams that a client opens for such a request. */
function streamsOf(wanted: ApiRequest): readonly string[] {
  const tty = isSet(wanted, 'tty');
  return [
    'error',
    ...['stdin', 'stdout'].filter((name) => isSet(wanted, name)),
    ...(isSet(wanted, 'stderr') && !tty ? ['stderr'] : []),
    ...(tty ? ['resize'] : []),
  ];
}

function acceptSpdy(socket: Duplex, head: Buffer, protocol: string, handlersFor: (close: () => void) => SpdyHandlers): void {
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${SPDY}\r\nX-Stream-Protocol-Version: ${protocol}\r\n\r\n`,
  );
  const session = createSpdySession(
    {
      send: (bytes) => socket.write(bytes),
      end: () => socket.end(),
      get waiting() {
        return socket.writableLength;
      },
    },
    handlersFor(() => session.close()),
  );
  socket.on('data', (bytes: Buffer) => session.receive(bytes));
  socket.on('close', () => session.closed());
  if (head.length > 0) session.receive(head);
}

/** Answers an upgrade with an ordinary response. */
export function refuseUpgrade(socket: Duplex, code: number, body: JsonObject | string): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json';
  socket.end(
    `HTTP/1.1 ${code} ${STATUS_CODES[code] ?? ''}\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
  );
}

/** A failure of the container's side is told once the connection is there; any other is thrown. */
function attempt(open: () => Connection): Connection | StatusError {
  try {
    return open();
  } catch (error) {
    if (error instanceof StatusError && error.code === 500) return error;
    throw error;
  }
}

function badRequest(message: string): StatusError {
  return new StatusError({ code: 400, reason: 'BadRequest', message });
}
