import { createUtf8Reader, utf8OfText } from '../../core/utf8.ts';
import type { IncomingMessage } from 'node:http';
import type { ClientRequest, Connection } from '../../api/client.ts';
import { StatusError } from '../../api/status-error.ts';
import { isObject } from '../../core/json.ts';
import { channel, commandProtocols, portProtocol } from '../streams/web-socket-command.ts';
import { Queue } from './queue.ts';
import { jsonOf, refusalOf } from './read-response.ts';
import { NoAnswer, whyNot, type HttpTransport } from './transport.ts';
import { urlOf } from './url.ts';

type Piece = { readonly channel: 'stdout' | 'stderr'; readonly text: string };

const nothing = (): void => undefined;

/** A log, as it comes in. Rejects with StatusError or NoAnswer. */
export async function openLog(transport: HttpTransport, request: ClientRequest): Promise<Connection> {
  const response = await transport.send({ method: 'GET', path: urlOf(request), headers: {} });
  if (response.statusCode !== 200) throw await refusalOf(response);
  const output = new Queue<Piece>();
  const exit = new Promise<number>((resolve) => response.on('close', () => (output.end(), resolve(0))));
  response.setEncoding('utf8');
  response.on('data', (text: string) => output.push({ channel: 'stdout', text }));
  response.on('error', nothing);
  return {
    output: output.read(),
    exit,
    send: nothing,
    closeInput: nothing,
    resize: nothing,
    close: () => response.destroy(),
  };
}

/** A command, terminal or port over WebSocket. Rejects with StatusError or NoAnswer. */
export async function openChannels(transport: HttpTransport, request: ClientRequest): Promise<Connection> {
  const { WebSocket } = await import('ws');
  const { url, headers, tls } = transport.connection;
  const isPort = request.subresource === 'portforward';
  const socket = new WebSocket(url + urlOf(request), isPort ? [portProtocol] : [...commandProtocols], {
    headers: { ...headers },
    perMessageDeflate: false,
    ...(url.startsWith('wss:') ? tls : {}),
  });
  const output = new Queue<Piece>();
  let exitCode: number | undefined;
  let failure = '';
  const exit = new Promise<number>((resolve) => {
    socket.on('close', () => {
      if (failure !== '') output.push({ channel: 'stderr', text: failure });
      output.end();
      resolve(exitCode ?? (failure === '' ? 0 : 1));
    });
  });
  const readers = { stdout: createUtf8Reader(), stderr: createUtf8Reader() };
  const announced = new Set<number>();
  socket.on('message', (message: Buffer) => {
    const number = message[0] ?? 0;
    const bytes = message.subarray(1);
    if (isPort) {
      // The first message of each channel is the port.
      if (announced.has(number)) output.push(piece(readers, number === 0 ? 'stdout' : 'stderr', bytes));
      announced.add(number);
    } else if (number === channel.stdout) output.push(piece(readers, 'stdout', bytes));
    else if (number === channel.stderr) output.push(piece(readers, 'stderr', bytes));
    else if (number === channel.error) ({ exitCode, failure } = endOf(bytes));
  });
  await opened(socket, url);
  const send = (number: number, bytes: Uint8Array): void => {
    if (socket.readyState === socket.OPEN) socket.send(Buffer.concat([Buffer.from([number]), bytes]));
  };
  return {
    output: output.read(),
    exit,
    send: (text) => send(channel.stdin, utf8OfText(text)),
    closeInput: () => (isPort ? socket.close(1000) : send(channel.close, Buffer.from([channel.stdin]))),
    resize: (Width, Height) => (isPort ? undefined : send(channel.resize, Buffer.from(JSON.stringify({ Width, Height })))),
    close: () => socket.close(1000),
  };
}

type Readers = { readonly [name in Piece['channel']]: (bytes: Uint8Array) => string };

const piece = (readers: Readers, name: Piece['channel'], bytes: Uint8Array): Piece => ({
  channel: name,
  text: readers[name](bytes),
});

/** What a Status says of a command's end: its exit code, or why there is none. */
function endOf(bytes: Uint8Array): { exitCode: number | undefined; failure: string } {
  const status = jsonOf(Buffer.from(bytes).toString('utf8'));
  if (!isObject(status)) return { exitCode: undefined, failure: `${Buffer.from(bytes).toString('utf8')}\n` };
  if (status['status'] === 'Success') return { exitCode: 0, failure: '' };
  const { causes } = (status['details'] ?? {}) as {
    readonly causes?: readonly { readonly reason?: string; readonly message?: string }[];
  };
  const code = causes?.find(({ reason }) => reason === 'ExitCode')?.message;
  if (code !== undefined) return { exitCode: Number(code), failure: '' };
  return { exitCode: undefined, failure: `error: ${String(status['message'])}\n` };
}

interface Opening {
  on(event: 'open', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'unexpected-response', listener: (request: unknown, response: IncomingMessage) => void): unknown;
}

function opened(socket: Opening, url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.on('open', resolve);
    socket.on('error', (error) => reject(new NoAnswer(whyNot(url, error))));
    socket.on('unexpected-response', (_request, response) => {
      refusalOf(response).then(reject, () => reject(new StatusError({ code: 500, reason: '', message: 'no answer' })));
    });
  });
}
