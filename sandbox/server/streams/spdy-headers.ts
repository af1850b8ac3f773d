import { createInflate } from 'node:zlib';

/** Names and values that header blocks of SPDY/3 are compressed against, each with its length in four bytes; then text without lengths. */
const names =
  'options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges age allow authorization ' +
  'cache-control connection content-base content-encoding content-language content-length content-location content-md5 content-range ' +
  'content-type date etag expect expires from host if-match if-modified-since if-none-match if-range if-unmodified-since last-modified ' +
  'location max-forwards pragma proxy-authenticate proxy-authorization range referer retry-after server te trailer transfer-encoding ' +
  'upgrade user-agent vary via warning www-authenticate method get status';
const moreNames = ['version', 'HTTP/1.1', 'url', 'public', 'set-cookie', 'keep-alive', 'origin'];
const rest =
  '100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505203 Non-Authoritative Information' +
  '204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden404 Not Found500 Internal Server Error' +
  '501 Not Implemented503 Service UnavailableJan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, ' +
  'Sat, Sun, GMTchunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/javascript,' +
  'publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.';

/** The dictionary of the SPDY/3 specification. */
export const spdyDictionary = Buffer.concat([
  ...[...names.split(' '), '200 OK', ...moreNames].map((name) => Buffer.concat([lengthOf(name), Buffer.from(name)])),
  Buffer.from(rest),
]);

function lengthOf(text: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(text));
  return length;
}

const MAX_HEADERS = 100;

/** Reads header blocks, all of one compressed stream. Rejects when they are broken. */
export function createHeaderReader(): { read(block: Buffer): Promise<ReadonlyMap<string, string>>; close(): void } {
  const inflate = createInflate({ dictionary: spdyDictionary });
  // Each read listens for itself; this is for what goes wrong between two of them.
  inflate.on('error', () => undefined);
  const read = (block: Buffer): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      inflate.once('error', reject);
      inflate.write(block, () => {
        inflate.off('error', reject);
        const pieces: Buffer[] = [];
        for (let piece = inflate.read() as Buffer | null; piece !== null; piece = inflate.read() as Buffer | null)
          pieces.push(piece);
        resolve(Buffer.concat(pieces));
      });
    });
  return { read: async (block) => headersOf(await read(block)), close: () => inflate.destroy() };
}

function headersOf(block: Buffer): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  const count = block.readUInt32BE(0);
  if (count > MAX_HEADERS) throw new RangeError('too many headers');
  let at = 4;
  const text = (): string => {
    const start = at + 4;
    at = start + block.readUInt32BE(at);
    if (at > block.length) throw new RangeError('a header ends too early');
    return block.toString('utf8', start, at);
  };
  for (let index = 0; index < count; index++) headers.set(text().toLowerCase(), text());
  return headers;
}

/**
 * Writes header blocks without headers, which is all that a server's replies need: pieces of a zlib stream that begins with the sum of the
 * dictionary and holds the bytes uncompressed, each followed by an empty block, at which readers give out what they have.
 */
export function createEmptyHeaderWriter(): () => Buffer {
  let begun = false;
  return () => {
    const start = begun ? [] : [0x78, 0x20, 0xe3, 0xc6, 0xa7, 0xc2];
    begun = true;
    return Buffer.from([...start, 0x00, 0x04, 0x00, 0xfb, 0xff, 0, 0, 0, 0, 0x00, 0x00, 0x00, 0xff, 0xff]);
  };
}
