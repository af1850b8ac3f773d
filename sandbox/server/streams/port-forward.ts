import { createUtf8Reader, utf8OfText } from '../../core/utf8.ts';
import type { Connection } from '../../api/client.ts';
import { StatusError } from '../../api/status-error.ts';
import type { SpdyStream } from './spdy-session.ts';

/** Where the bytes of one forwarded connection go. */
export interface PortEnds {
  data(bytes: Uint8Array): void;
  error(text: string): void;
  end(): void;
}

/** What comes from the client's side of a forwarded connection. */
export interface PortInput {
  data(bytes: Uint8Array): void;
  end(): void;
  gone(): void;
}

/** Opens a connection to a port of the Pod and carries bytes both ways. */
export function forwardPort(open: (port: number) => Connection, port: number, ends: PortEnds): PortInput {
  let connection: Connection;
  try {
    connection = open(port);
  } catch (error) {
    ends.error(error instanceof StatusError ? error.message : String(error));
    ends.end();
    return { data: () => undefined, end: () => undefined, gone: () => undefined };
  }
  const textOf = createUtf8Reader();
  const pump = async (): Promise<void> => {
    for await (const { channel, text } of connection.output) {
      // The client puts the same words in front, with its own port.
      if (channel === 'stderr') ends.error(text.replace(/^an error occurred forwarding \d+ -> \d+: /, '').trimEnd());
      else ends.data(utf8OfText(text));
    }
    ends.end();
  };
  pump().catch(() => connection.close());
  return {
    data(bytes) {
      const text = textOf(bytes);
      if (text !== '') connection.send(text);
    },
    end: () => connection.closeInput(),
    gone: () => connection.close(),
  };
}

/** Pairs the data and error streams of forwarded connections by their request. Models k8s.io/cri-streaming/portforward. */
export function portsOverSpdy(open: (port: number) => Connection): { onStream(stream: SpdyStream): void; onClosed(): void } {
  const waiting = new Map<string, SpdyStream>();
  const inputs = new Set<PortInput>();
  return {
    onStream(stream) {
      const type = stream.headers.get('streamtype') ?? '';
      const request = stream.headers.get('requestid') ?? '';
      const other = waiting.get(`${request} ${type === 'data' ? 'error' : 'data'}`);
      if (other === undefined) {
        waiting.set(`${request} ${type}`, stream);
        return;
      }
      waiting.delete(`${request} ${type === 'data' ? 'error' : 'data'}`);
      const [data, error] = type === 'data' ? [stream, other] : [other, stream];
      let over = false;
      const input = forwardPort(open, Number(data.headers.get('port')), {
        data: (bytes) => data.write(bytes),
        error: (text) => error.write(Buffer.from(text)),
        end() {
          data.end();
          error.end();
          over = true;
          // A port that cannot be opened ends before there is an input.
          queueMicrotask(() => inputs.delete(input));
        },
      });
      if (!over) inputs.add(input);
      data.onData(input.data);
      data.onEnd(input.end);
    },
    onClosed() {
      for (const input of inputs) input.gone();
    },
  };
}
