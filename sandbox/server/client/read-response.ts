import type { IncomingMessage } from 'node:http';
import type { ApiResponse } from '../../api/request.ts';
import { statusErrorOf } from '../../api/client.ts';
import { StatusError } from '../../api/status-error.ts';
import { isObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { NoAnswer } from './transport.ts';

/** The whole text of an answer. */
export async function textOf(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of response as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

/** The answer of an API server. Rejects with NoAnswer when it is something else that answers. */
export async function readResponse(response: IncomingMessage, server: string): Promise<ApiResponse> {
  const text = await textOf(response);
  const code = response.statusCode ?? 0;
  const body = jsonOf(text);
  if (!isObject(body) || typeof body['kind'] !== 'string') {
    const type = response.headers['content-type'] ?? 'no type';
    throw new NoAnswer(`${server} answers, but not as an API server does (${code}, ${type}): is this its address?`);
  }
  return { code, body: withKinds(body as JsonObject), warnings: warningsOf(response) };
}

/** What a refused request for a stream or a path was answered. */
export async function refusalOf(response: IncomingMessage): Promise<StatusError> {
  const text = await textOf(response);
  const code = response.statusCode ?? 0;
  const body = jsonOf(text);
  if (isObject(body) && body['kind'] === 'Status') return statusErrorOf({ code, body: body as JsonObject, warnings: [] });
  return new StatusError({ code, reason: '', message: text.trim() === '' ? `the server answered ${code}` : text.trim() });
}

export function jsonOf(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** Over HTTP the items of a list say nothing of their kind; a client's caller may count on it. */
function withKinds(body: JsonObject): JsonObject {
  const { kind, apiVersion, items } = body;
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) return body;
  const own = { kind: kind.slice(0, -'List'.length), apiVersion: apiVersion ?? 'v1' };
  return { ...body, items: items.map((item) => (isObject(item) ? { ...own, ...item } : item)) as JsonValue };
}

function warningsOf({ headersDistinct }: IncomingMessage): string[] {
  return (headersDistinct['warning'] ?? []).flatMap((line) =>
    [...line.matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text.replace(/\\(.)/g, '$1')),
  );
}
