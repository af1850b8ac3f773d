import type { ServerResponse } from 'node:http';
import type { Connection } from '../api/client.ts';
import { mediaTypeOf, wireBody } from '../api/http-request.ts';
import type { ApiRequest, ApiResponse, WatchEvent } from '../api/request.ts';
import { StatusError } from '../api/status-error.ts';
import type { HttpResponse } from '../core/traffic.ts';
import type { Cancel } from '../core/clock.ts';
import type { JsonValue } from '../core/json.ts';

/** Bytes that may wait for a slow reader before its watch is ended; it will list again. */
const MAX_UNREAD = 16 * 1024 * 1024;

/** The longest that a watch stays open when the client names no time, in milliseconds. */
const LONGEST_WATCH = 60 * 60_000;

export function sendJson(
  response: ServerResponse,
  code: number,
  body: JsonValue,
  warnings: readonly string[] = [],
  text = typeof body === 'string' ? body : `${JSON.stringify(body)}\n`,
): void {
  if (warnings.length > 0)
    response.setHeader(
      'Warning',
      warnings.map((warning) => `299 - "${warning.replace(/["\\]/g, '\\$&')}"`),
    );
  response.writeHead(code, {
    'Content-Type': mediaTypeOf(body),
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-cache, private',
  });
  response.end(text);
}

export function sendBytes(response: ServerResponse, code: number, type: string, bytes: Uint8Array): void {
  response.writeHead(code, { 'Content-Type': type, 'Content-Length': bytes.length, 'Cache-Control': 'no-cache, private' });
  response.end(bytes);
}

/** What a server behind a proxy answered, without what belongs to the connection to it. */
export function sendForwarded(response: ServerResponse, { status, headers, body }: HttpResponse): void {
  for (const [name, value] of Object.entries(headers))
    if (!/^(connection|content-length|transfer-encoding|keep-alive|upgrade)$/i.test(name) && /^[\w-]+$/.test(name))
      response.setHeader(name, value.replace(/[^\t\x20-\x7e]/g, ' '));
  response.writeHead(Math.min(Math.max(status, 200), 599), { 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

export function sendResponse(response: ServerResponse, { code, body, text, warnings }: ApiResponse): void {
  sendJson(response, code, text ?? wireBody(body), warnings);
}

export function sendError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const status = statusOf(error);
  sendJson(response, status.code, status.status.text ?? status.toObject(), status.warnings);
}

/** What a client is told of an error of any kind. */
export function statusOf(error: unknown): StatusError {
  if (error instanceof StatusError) return error;
  const message = `Internal error occurred: ${error instanceof Error ? error.message : String(error)}`;
  return new StatusError({ code: 500, reason: 'InternalError', message });
}

/** Holds a watch open: one line of JSON for each event, until the client goes, its time is over, or it does not read what it is sent. */
export function sendWatch(
  response: ServerResponse,
  request: ApiRequest,
  watch: (request: ApiRequest, onEvent: (event: WatchEvent) => void) => Cancel,
): void {
  const early: WatchEvent[] = [];
  let open = false;
  const write = (event: WatchEvent): void => {
    if (!open) {
      early.push(event);
      return;
    }
    response.write(`${JSON.stringify(event)}\n`);
    if (response.writableLength > MAX_UNREAD) response.destroy();
  };
  const cancel = watch(request, write);
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-cache, private',
    'Transfer-Encoding': 'chunked',
  });
  response.flushHeaders();
  open = true;
  for (const event of early) write(event);
  const asked = (request.options?.timeoutSeconds ?? 0) * 1000;
  const timer = setTimeout(() => response.end(), asked > 0 ? Math.min(asked, LONGEST_WATCH) : LONGEST_WATCH);
  response.on('close', () => {
    clearTimeout(timer);
    cancel();
  });
}

/** Sends what a container has printed, and with `follow` what it goes on to print, no faster than the client reads. */
export async function sendLog(response: ServerResponse, connection: Connection): Promise<void> {
  response.on('close', () => connection.close());
  if (connection.empty) {
    response.writeHead(204, { 'Cache-Control': 'no-cache, private' });
    response.end();
    return;
  }
  response.writeHead(200, { 'Content-Type': 'text/plain', 'Cache-Control': 'no-cache, private', 'Transfer-Encoding': 'chunked' });
  response.flushHeaders();
  for await (const { text } of connection.output) {
    if (response.destroyed) return;
    if (!response.write(text)) await drained(response);
  }
  response.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}
