import { createUtf8Reader, utf8OfText } from '../../core/utf8.ts';
import type { Connection } from '../../api/client.ts';
import type { StatusError } from '../../api/status-error.ts';
import type { JsonObject } from '../../core/json.ts';
import type { SpdyStream } from './spdy-session.ts';
import { createTerminal } from './terminal.ts';

/** The client's side of a command or terminal, whatever carries it. */
export interface CommandChannels {
  write(channel: 'stdout' | 'stderr', bytes: Uint8Array): void;
  /** How it ended; then everything is closed. */
  finish(status: JsonObject): void;
}

/** What comes from the client, for the command. */
export interface CommandInput {
  stdin(bytes: Uint8Array): void;
  stdinEnd(): void;
  /** JSON with `Width` and `Height`. */
  resize(bytes: Uint8Array): void;
  gone(): void;
}

/**
 * Carries a command's output to the client and gives back where the client's input goes. `tty` says that the client's keys come as they are pressed.
 * Models k8s.io/cri-streaming/remotecommand.
 */
export function runRemoteCommand(connection: Connection, channels: CommandChannels, tty: boolean): CommandInput {
  const textOf = createUtf8Reader();
  const terminal = tty
    ? createTerminal(
        (text) => connection.send(text),
        (text) => channels.write('stdout', utf8OfText(text)),
      )
    : undefined;
  const pump = async (): Promise<void> => {
    for await (const { channel, text } of connection.output)
      channels.write(channel, utf8OfText(terminal === undefined ? text : terminal.output(text)));
    channels.finish(statusOf(await connection.exit));
  };
  pump().catch(() => connection.close());
  return {
    stdin(bytes) {
      const text = textOf(bytes);
      if (text === '') return;
      if (terminal === undefined) connection.send(text);
      else terminal.input(text);
    },
    stdinEnd: () => connection.closeInput(),
    resize(bytes) {
      const size = sizeOf(bytes);
      if (size !== undefined) connection.resize(...size);
    },
    gone: () => connection.close(),
  };
}

function sizeOf(bytes: Uint8Array): [number, number] | undefined {
  try {
    const { Width, Height } = JSON.parse(new TextDecoder().decode(bytes)) as {
      readonly Width?: unknown;
      readonly Height?: unknown;
    };
    const whole = (value: unknown): value is number => Number.isInteger(value) && Number(value) > 0 && Number(value) <= 65_535;
    return whole(Width) && whole(Height) ? [Width, Height] : undefined;
  } catch {
    return undefined;
  }
}

/** The Status that tells how a command ended. */
export function statusOf(exitCode: number): JsonObject {
  if (exitCode === 0) return { metadata: {}, status: 'Success' };
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${exitCode}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
  };
}

/** The Status of a command that could not be started. */
export function failureOf(error: StatusError): JsonObject {
  const prefix = 'Internal error occurred: ';
  const { message } = error.status;
  const cause = message.startsWith(prefix) ? message.slice(prefix.length) : message;
  return { ...error.toObject(), message: `${prefix}${cause}`, details: { causes: [{ message: cause }] } };
}

/** Gathers the streams of a command over SPDY, and starts when all are there that the request speaks of. */
export function gatherStreams(
  expected: readonly string[],
  start: (streams: ReadonlyMap<string, SpdyStream>) => void,
): (stream: SpdyStream) => void {
  const streams = new Map<string, SpdyStream>();
  let started = false;
  return (stream) => {
    streams.set(stream.headers.get('streamtype') ?? '', stream);
    if (started || !expected.every((type) => streams.has(type))) return;
    started = true;
    start(streams);
  };
}

/** A command over streams of SPDY, the protocols `channel.k8s.io` to `v4.channel.k8s.io`. */
export function commandOverSpdy(
  begin: (channels: CommandChannels) => CommandInput,
  streams: ReadonlyMap<string, SpdyStream>,
  protocol: string,
  close: () => void,
): CommandInput {
  const input = begin({
    write: (channel, bytes) => streams.get(channel)?.write(bytes),
    finish(status) {
      streams.get('error')?.write(Buffer.from(errorText(status, protocol)));
      for (const type of ['stdout', 'stderr', 'error']) streams.get(type)?.end();
      close();
    },
  });
  streams.get('stdin')?.onData(input.stdin);
  streams.get('stdin')?.onEnd(input.stdinEnd);
  streams.get('resize')?.onData(input.resize);
  return input;
}

/** Before version 4 the error was a text, and nothing when all went well. */
function errorText(status: JsonObject, protocol: string): string {
  if (protocol === 'v4.channel.k8s.io') return JSON.stringify(status);
  return status['status'] === 'Success' ? '' : String(status['message']);
}
