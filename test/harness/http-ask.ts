import http from 'node:http';
import https from 'node:https';
import type { RunningServer } from '../../sandbox/server/index.ts';

export interface Answer {
  readonly code: number;
  readonly text: string;
  readonly headers: http.IncomingHttpHeaders;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: { readonly [name: string]: string | readonly string[] };
  readonly body?: string | Buffer;
}

/** One plain request, without any library that would make it better than it was meant. */
export function ask(
  { port, certificate }: RunningServer,
  path: string,
  { method = 'GET', headers = {}, body }: Ask = {},
): Promise<Answer> {
  const secure = certificate === undefined ? {} : { ca: certificate };
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const sent = (certificate === undefined ? http : https).request(
      { host: '127.0.0.1', port, path, method, headers: { ...length, ...headers } as http.OutgoingHttpHeaders, ...secure },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (piece: string) => (text += piece));
        response.on('end', () => resolve({ code: response.statusCode ?? 0, text, headers: response.headers }));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
