import type { Connection } from '../api/client.ts';
import type { Clock } from '../core/clock.ts';
import type { HttpResponse } from '../core/traffic.ts';
import { createConnection } from './connection.ts';
import type { Sandbox } from './runtime.ts';

/** A request as it stands in the stream, and how many characters it took. */
interface StreamRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
  readonly length: number;
}

/** Carries HTTP/1.1 as text between the client and a port of the Pod. */
export function openPortForward(sandbox: Sandbox, port: number, clock: Clock): Connection {
  let received = '';
  let busy = false;
  const end = createConnection({
    onInput(text) {
      received += text;
      if (!busy) void clock.run(serve);
    },
    onInputEnd: () => {
      if (!busy) end.end(0);
    },
  });
  const serve = async (): Promise<void> => {
    busy = true;
    for (let request = readRequest(received); request !== undefined; request = readRequest(received)) {
      received = received.slice(request.length);
      const listener = sandbox.networkNamespace.listener(port, 'TCP');
      if (listener?.http === undefined) {
        end.write('stderr', refused(sandbox, port));
        end.end(1);
        return;
      }
      const { method, path, headers, body } = request;
      end.write('stdout', writeResponse(await listener.http({ method, path, headers, body, from: '127.0.0.1' })));
    }
    busy = false;
  };
  return end.connection;
}

function refused(sandbox: Sandbox, port: number): string {
  const namespace = `/var/run/netns/cni-${sandbox.id.slice(0, 8)}-${sandbox.id.slice(8, 12)}-${sandbox.id.slice(12, 16)}-${sandbox.id.slice(16, 20)}-${sandbox.id.slice(20, 32)}`;
  const dial = `dial tcp4 127.0.0.1:${port}: connect: connection refused IPv6 dial tcp6 [::1]:${port}: connect: connection refused`;
  return `an error occurred forwarding ${port} -> ${port}: error forwarding port ${port} to pod ${sandbox.id}, uid : failed to execute portforward in network namespace "${namespace}": failed to connect to localhost:${port} inside namespace "${sandbox.id}", IPv4: ${dial}\n`;
}

function readRequest(text: string): StreamRequest | undefined {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const [first = '', ...lines] = text.slice(0, headEnd).split('\r\n');
  const [method = 'GET', path = '/'] = first.split(' ');
  const headers: { [name: string]: string } = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const bodyLength = Number(headers['content-length'] ?? '0');
  const bodyStart = headEnd + 4;
  if (text.length < bodyStart + bodyLength) return undefined;
  return { method, path, headers, body: text.slice(bodyStart, bodyStart + bodyLength), length: bodyStart + bodyLength };
}

function writeResponse({ status, headers, body }: HttpResponse): string {
  const length = new TextEncoder().encode(body).length;
  const lines = Object.entries({ ...headers, 'content-length': String(length) }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} \r\n${lines.join('')}\r\n${body}`;
}
