import type { IncomingMessage } from 'node:http';

/** The limit of the real server on a request's body, in bytes. */
const MAX_BODY = 3 * 1024 * 1024;

export class BodyTooLarge extends Error {}

/** The whole body, undefined when there is none. Rejects with BodyTooLarge, and with the socket's error when the sender went away. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > MAX_BODY) throw new BodyTooLarge(`Request entity too large: limit is ${MAX_BODY}`);
    pieces.push(piece);
  }
  return size === 0 ? undefined : Buffer.concat(pieces);
}
