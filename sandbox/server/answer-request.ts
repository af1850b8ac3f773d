import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseHttpRequest, textOfPath, type HttpHeaders, type HttpTarget } from '../api/http-request.ts';
import type { ApiRequest, UserInfo } from '../api/request.ts';
import type { JsonObject } from '../core/json.ts';
import { StatusError } from '../api/status-error.ts';
import { sendBytes, sendForwarded, sendJson, sendLog, sendResponse, sendWatch } from './answer.ts';
import type { ApiEndpoint } from './endpoint.ts';
import { encodeOpenApiV2, openApiProtobufTypes } from './openapi-protobuf.ts';
import { decodeProtobuf, protobufType } from './protobuf/index.ts';
import { BodyTooLarge, readBody } from './read-body.ts';
import { connections } from './streams/upgrade.ts';

/** Answers a request that was let in. Rejects with StatusError. */
export async function answerRequest(
  endpoint: ApiEndpoint,
  user: UserInfo,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = 'GET', url = '/' } = request;
  const body = await bodyOf(request, response);
  // Patches are never protobuf, and are refused like any other text that is no patch.
  const isProtobuf = body !== undefined && method !== 'PATCH' && mediaTypeOf(request) === protobufType;
  const target = parseHttpRequest(method, url, headersOf(request), isProtobuf ? undefined : body?.toString('utf8'), user);
  if (target.what === 'path') {
    if (method !== 'GET') throw methodNotAllowed();
    await answerPath(endpoint, target, request, response);
    return;
  }
  if (target.what === 'proxy') {
    sendForwarded(response, await endpoint.proxy(target));
    return;
  }
  const wanted: ApiRequest = isProtobuf
    ? { ...target.request, body: decodeProtobuf(body), contentType: 'application/json' }
    : target.request;
  if (connections.has(wanted.subresource ?? '')) {
    const { subresource: _, ...pod } = wanted;
    const found = endpoint.handle({ ...pod, verb: 'get' });
    if (found.code >= 400) {
      sendResponse(response, found);
      return;
    }
    throw new StatusError({ code: 400, reason: 'BadRequest', message: 'Upgrade request required' });
  }
  if (wanted.verb === 'watch') sendWatch(response, wanted, endpoint.watch);
  else if (wanted.verb === 'get' && wanted.subresource === 'log') await sendLog(response, endpoint.connect(wanted));
  else {
    const answer = endpoint.handle(wanted);
    if (!readingVerbs.has(wanted.verb) && answer.code < 400) await endpoint.written?.();
    sendResponse(response, answer);
  }
}

const readingVerbs: ReadonlySet<string> = new Set(['get', 'list', 'watch']);

async function answerPath(
  endpoint: ApiEndpoint,
  target: Extract<HttpTarget, { readonly what: 'path' }>,
  { url = '/', headers }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { accept = '' } = headers;
  const answer = await endpoint.raw(url, accept, target);
  if (target.path === '/openapi/v2' && openApiProtobufTypes.some((type) => accept.includes(type)))
    sendBytes(response, 200, openApiProtobufTypes[1], encodeOpenApiV2(answer as JsonObject));
  else sendJson(response, 200, answer, [], textOfPath(url, answer));
}

const mediaTypeOf = ({ headers }: IncomingMessage): string => (headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';

export function headersOf({ headers }: IncomingMessage): HttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
  );
}

function methodNotAllowed(): StatusError {
  const message = 'the server does not allow this method on the requested resource';
  return new StatusError({ code: 405, reason: 'MethodNotAllowed', message, details: {} });
}

async function bodyOf(request: IncomingMessage, response: ServerResponse): Promise<Buffer | undefined> {
  try {
    return await readBody(request);
  } catch (error) {
    if (!(error instanceof BodyTooLarge)) throw error;
    // The rest of the body is still on its way, so nothing more can be asked on this connection.
    response.setHeader('Connection', 'close');
    response.on('finish', () => request.destroy());
    throw new StatusError({ code: 413, reason: 'RequestEntityTooLarge', message: error.message });
  }
}
