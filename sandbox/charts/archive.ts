import { Gunzip, gzipSync } from 'fflate';
import { readTar, writeTar } from '../core/tar-archive.ts';
import { ChartError } from './chart-error.ts';
import type { ChartFile } from './chart.ts';
import { cleanPath } from './path.ts';

/** What helm unpacks at most, in bytes: of a whole chart, and of one file. */
export const MAX_CHART = 100 * 1024 * 1024;
export const MAX_FILE = 5 * 1024 * 1024;

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 0x08;

/** Unpacks gzip; what grows beyond `limit` is refused. Throws ChartError in the words of Go. */
export function gunzip(bytes: Uint8Array, limit = MAX_CHART): Uint8Array {
  if (!isGzip(bytes)) throw new ChartError('gzip: invalid header');
  const pieces: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  const stream = new Gunzip((piece, final) => {
    size += piece.length;
    if (size > limit) throw new ChartError(`decompressed chart is larger than the maximum file size ${limit}`);
    pieces.push(piece.slice());
    ended ||= final;
  });
  try {
    // In pieces, so that the limit is seen before all is unpacked.
    for (let at = 0; at < bytes.length; at += 65_536) {
      stream.push(bytes.subarray(at, at + 65_536), at + 65_536 >= bytes.length);
    }
  } catch (error) {
    if (error instanceof ChartError) throw error;
    throw new ChartError('unexpected EOF');
  }
  if (!ended) throw new ChartError('unexpected EOF');
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Packs with gzip; the header holds no time, so that the same content gives the same bytes. */
export function gzip(bytes: Uint8Array, header: { readonly extra?: string; readonly comment?: string } = {}): Uint8Array {
  const text = new TextEncoder();
  const extra = header.extra === undefined ? undefined : text.encode(header.extra);
  const comment = header.comment === undefined ? undefined : text.encode(`${header.comment}\0`);
  const flags = (extra === undefined ? 0 : 4) | (comment === undefined ? 0 : 16);
  const start = [0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 2, 255];
  if (extra !== undefined) start.push(extra.length & 0xff, extra.length >>> 8, ...extra);
  if (comment !== undefined) start.push(...comment);
  // The library's header says neither of the two; what follows its ten bytes is the content and its checksum.
  const body = gzipSync(bytes, { level: 9, mtime: 0 }).subarray(10);
  const packed = new Uint8Array(start.length + body.length);
  packed.set(start);
  packed.set(body, start.length);
  return packed;
}

/** The files of a packed chart, without the folder that holds them. Throws ChartError for what leads out of it or is too big. */
export function readArchive(bytes: Uint8Array): ChartFile[] {
  let entries;
  const content = gunzip(bytes);
  try {
    entries = readTar(content);
  } catch (error) {
    throw new ChartError(
      error instanceof RangeError && /Unexpected EOF/.test(error.message) ? 'unexpected EOF' : 'archive/tar: invalid tar header',
    );
  }
  const files: ChartFile[] = [];
  let left = MAX_CHART;
  for (const entry of entries) {
    if (entry.type === 'directory') continue;
    const separator = entry.name.includes('\\') ? '\\' : '/';
    const [top, ...parts] = entry.name.split(separator);
    const inner = parts.join('/');
    if (inner.startsWith('/')) throw new ChartError('chart illegally contains absolute paths');
    const name = cleanPath(inner);
    if (name === '.')
      throw new ChartError(`chart illegally contains content outside the base directory: ${JSON.stringify(entry.name)}`);
    if (name.startsWith('..')) throw new ChartError('chart illegally references parent directory');
    if (/^[a-zA-Z]:\//.test(name)) throw new ChartError('chart contains illegally named files');
    if (top === 'Chart.yaml') throw new ChartError('chart yaml not in base directory');
    if (entry.content.length > MAX_FILE)
      throw new ChartError(
        `decompressed chart file ${JSON.stringify(entry.name)} is larger than the maximum file size ${MAX_FILE}`,
      );
    left -= entry.content.length;
    if (left <= 0) throw new ChartError(`decompressed chart is larger than the maximum file size ${MAX_CHART}`);
    files.push({ name, data: withoutByteOrderMark(entry.content) });
  }
  if (files.length === 0) throw new ChartError('no files in chart archive');
  return files;
}

export function withoutByteOrderMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

/** Packs files into a `.tgz` as `helm package` does. `modified`: milliseconds since the epoch. */
export function writeArchive(files: readonly ChartFile[], modified: number): Uint8Array {
  const entries = files.map(({ name, data }) => ({
    name,
    type: 'file' as const,
    mode: 0o644,
    modified,
    content: data,
    target: '',
  }));
  return gzip(writeTar(entries), { extra: '+aHR0cHM6Ly95b3V0dS5iZS96OVV6MWljandyTQo=', comment: 'Helm' });
}
