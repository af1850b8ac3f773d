import type { IncomingMessage } from 'node:http';
import type { Client, ClientRequest, WatchStream } from '../api/client.ts';
import type { UserInfo, WatchEvent } from '../api/request.ts';
import type { Clock } from '../core/clock.ts';
import { isObject, type JsonValue } from '../core/json.ts';
import type { ClusterAccess } from './client/access.ts';
import { openChannels, openLog } from './client/connect.ts';
import { Queue } from './client/queue.ts';
import { jsonOf, readResponse, refusalOf, textOf } from './client/read-response.ts';
import { createTransport } from './client/transport.ts';
import { acceptOf, methodOf, urlOf } from './client/url.ts';

export { accessFromKubeconfig } from './client/access.ts';
export type { ClusterAccess } from './client/access.ts';
export { NoAnswer } from './client/transport.ts';

export interface HttpClient extends Client {
  /** Ends idle connections. */
  dispose(): void;
}

/** Whom the server takes the client for is the server's to say; these words stand for it where a name is shown. */
const someone: UserInfo = { username: '', groups: [] };

/** A Client that speaks HTTP to any API server. Its calls reject with NoAnswer when there is no server, or none that speaks the Kubernetes API. */
export function createHttpClient(access: ClusterAccess): HttpClient {
  const transport = createTransport(access);
  const open = (request: ClientRequest): Promise<IncomingMessage> => {
    const { body, contentType = 'application/json' } = request;
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    return transport.send({
      method: methodOf(request),
      path: urlOf(request),
      headers: { accept: acceptOf(request), ...(text === undefined ? {} : { 'content-type': contentType }) },
      ...(text === undefined ? {} : { body: text }),
    });
  };
  return {
    user: someone,
    request: async (request) => readResponse(await open(request), access.server),
    async watch(request) {
      const response = await open({ ...request, verb: 'watch' });
      if (response.statusCode !== 200) throw await refusalOf(response);
      return watchStream(response);
    },
    connect(request) {
      const wanted: ClientRequest = { ...request, verb: 'get' };
      return request.subresource === 'log' ? openLog(transport, wanted) : openChannels(transport, wanted);
    },
    async raw(path): Promise<JsonValue> {
      const response = await transport.send({ method: 'GET', path, headers: { accept: 'application/json, */*' } });
      if (response.statusCode !== 200) throw await refusalOf(response);
      const text = await textOf(response);
      return jsonOf(text) ?? text;
    },
    dispose: () => transport.close(),
  };
}

/** Events, one in each line of the answer. */
function watchStream(response: IncomingMessage): WatchStream {
  const events = new Queue<WatchEvent>();
  let rest = '';
  response.setEncoding('utf8');
  response.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const event = jsonOf(line);
      if (isObject(event)) events.push(event as unknown as WatchEvent);
    }
  });
  response.on('error', () => undefined);
  response.on('close', () => events.end());
  const close = (): void => {
    response.destroy();
    events.end();
  };
  const closing = async function* (reading: AsyncIterable<WatchEvent>): AsyncGenerator<WatchEvent> {
    try {
      yield* reading;
    } finally {
      close();
    }
  };
  return {
    close,
    [Symbol.asyncIterator]: () => closing(events.read()),
    through: (clock: Pick<Clock, 'block'>) =>
      closing(
        events.read((register) =>
          clock.block<void>((wake) => {
            register(() => wake(undefined));
            return undefined;
          }),
        ),
      ),
  };
}
