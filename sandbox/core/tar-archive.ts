/** What is in a tar archive. Modes are Unix permissions, times virtual milliseconds since the epoch. */
export interface TarEntry {
  /** Without a slash at its end. */
  readonly name: string;
  readonly type: 'file' | 'directory' | 'symlink';
  readonly mode: number;
  readonly modified: number;
  readonly content: Uint8Array;
  /** Where a symbolic link leads. */
  readonly target: string;
}

const BLOCK = 512;
/** GNU tar fills its output up to twenty blocks. */
const RECORD = 20 * BLOCK;
const typeFlags = { file: '0', symlink: '2', directory: '5' } as const;

/** The bytes of an archive in the POSIX ustar format. Throws RangeError for a name that does not fit. */
export function writeTar(entries: readonly TarEntry[]): Uint8Array {
  const blocks = entries.flatMap((entry) => [header(entry), padded(entry.content)]);
  const length = blocks.reduce((sum, { length }) => sum + length, 0);
  const archive = new Uint8Array(Math.ceil((length + 2 * BLOCK) / RECORD) * RECORD);
  let at = 0;
  for (const block of blocks) {
    archive.set(block, at);
    at += block.length;
  }
  return archive;
}

function padded(content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(content.length / BLOCK) * BLOCK);
  bytes.set(content);
  return bytes;
}

function header({ name, type, mode, modified, content, target }: TarEntry): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const put = (text: string, at: number, size: number): void => {
    const bytes = new TextEncoder().encode(text);
    if (bytes.length > size) throw new RangeError(`${text}: file name is too long`);
    block.set(bytes, at);
  };
  const octal = (value: number, at: number, size: number): void => put(value.toString(8).padStart(size - 1, '0'), at, size);
  const path = type === 'directory' ? `${name}/` : name;
  // A long path is cut at a slash in two.
  const slash = path.length <= 100 ? -1 : path.indexOf('/', path.length - 101);
  put(path.slice(slash + 1), 0, 100);
  octal(mode & 0o7777, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(content.length, 124, 12);
  octal(Math.max(0, Math.floor(modified / 1000)), 136, 12);
  put(typeFlags[type], 156, 1);
  put(target, 157, 100);
  put('ustar', 257, 6);
  put('00', 263, 2);
  if (slash > 0) put(path.slice(0, slash), 345, 155);
  put('        ', 148, 8);
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  return block;
}

/** What an archive holds; what is neither file, folder nor symbolic link is left out. Throws RangeError when it is no tar archive. */
export function readTar(archive: Uint8Array): readonly TarEntry[] {
  const entries: TarEntry[] = [];
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= archive.length;) {
    const block = archive.subarray(at, at + BLOCK);
    if (block.every((byte) => byte === 0)) break;
    if (text(block, 257, 5) !== 'ustar') throw new RangeError('This does not look like a tar archive');
    const size = parseInt(text(block, 124, 12), 8) || 0;
    const content = archive.slice(at + BLOCK, at + BLOCK + size);
    if (content.length < size) throw new RangeError('Unexpected EOF in archive');
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const flag = text(block, 156, 1);
    if (flag === 'L') {
      longName = text(content, 0, size);
      continue;
    }
    const prefix = text(block, 345, 155);
    const name = longName ?? (prefix === '' ? '' : `${prefix}/`) + text(block, 0, 100);
    longName = undefined;
    const type = flag === '5' || name.endsWith('/') ? 'directory' : flag === '2' ? 'symlink' : 'file';
    if (!['', '0', '2', '5', '7'].includes(flag)) continue;
    entries.push({
      name: name.replace(/\/+$/, ''),
      type,
      mode: parseInt(text(block, 100, 8), 8) || 0,
      modified: (parseInt(text(block, 136, 12), 8) || 0) * 1000,
      content,
      target: text(block, 157, 100),
    });
  }
  return entries;
}

function text(bytes: Uint8Array, at: number, size: number): string {
  const field = bytes.subarray(at, at + size);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end)).trim();
}
