import { textOfUtf8 } from '../../core/utf8.ts';
import { FileError, type FileErrorCode, type FileStat, type FileSystem } from '../../host/file-system.ts';
import { normalPath } from '../../host/file-paths.ts';
import { createFileSystem } from '../../host/memory-file-system.ts';
import { errorText } from '../linux/kernel-errors.ts';
import type { IFileSystem } from './just-bash.ts';
import { CHECK, SHELL_STDERR, SHELL_STDOUT } from './streams-in-scripts.ts';

/** What Node calls the kernel's codes: just-bash's tools know them by that. */
const reasons: { readonly [code in FileErrorCode]: string } = {
  ENOENT: 'no such file or directory',
  EEXIST: 'file already exists',
  ENOTDIR: 'not a directory',
  EISDIR: 'illegal operation on a directory',
  ENOTEMPTY: 'directory not empty',
  EACCES: 'permission denied',
  EROFS: 'read-only file system',
  ELOOP: 'too many levels of symbolic links',
  EINVAL: 'invalid argument',
  ENOSPC: 'no space left on device',
  EXDEV: 'cross-device link not permitted',
  EBUSY: 'resource busy or locked',
  EPERM: 'operation not permitted',
  ENODEV: 'no such device',
  ESRCH: 'no such process',
  EAGAIN: 'resource temporarily unavailable',
  ERANGE: 'numerical result out of range',
};

export interface AdapterOptions {
  readonly files: FileSystem;
  readonly now: () => number;
  writeOut(text: string): void;
  writeErr(text: string): void;
  /** Whether a command runs, which can handle what fails; otherwise it is the shell itself that writes. */
  inCommand(): boolean;
  /** Whether a program of this name is in the system's folders without a file of its own. */
  hasProgram(name: string): boolean;
}

export interface FileAdapter extends IFileSystem {
  /** The last failure of a file operation, for messages that leave out why. */
  lastError: FileError | undefined;
  /** Puts the files of `<(command)` that these words name where programs of the machine find them, until what is returned is called. */
  lend(words: readonly string[]): () => void;
}

function fromBinary(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index) & 0xff;
  return bytes;
}

function toBinary(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += 8192) text += String.fromCharCode(...bytes.subarray(start, start + 8192));
  return text;
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 127) return false;
  return true;
}

function contentOf(content: string | Uint8Array, encoding: string | undefined): string | Uint8Array {
  if (typeof content !== 'string') return content;
  return (encoding === 'binary' || encoding === 'latin1') && !isAscii(content) ? fromBinary(content) : content;
}

function textOf(content: string | Uint8Array, encoding: string | undefined): string {
  const plain = contentOf(content, encoding);
  return typeof plain === 'string' ? plain : textOfUtf8(plain);
}

type Encoding = string | { readonly encoding?: string | null } | undefined;

const encodingOf = (options: Encoding): string | undefined =>
  (typeof options === 'string' ? options : options?.encoding) ?? undefined;

const RECENT = 180 * 86_400_000;

/**
 * A file's time for tools that would look at the real machine's: its parts are those of UTC, and compared as a number with
 * anything it is later when it is recent in virtual time, which is what `ls -l` asks.
 */
class FileDate extends Date {
  constructor(
    time: number,
    private readonly now: number,
  ) {
    super(time);
  }
  override getMonth = (): number => this.getUTCMonth();
  override getDate = (): number => this.getUTCDate();
  override getHours = (): number => this.getUTCHours();
  override getMinutes = (): number => this.getUTCMinutes();
  override getFullYear = (): number => this.getUTCFullYear();
  override [Symbol.toPrimitive](hint: string): never {
    return (hint === 'number' ? (this.now - this.getTime() < RECENT ? Infinity : -Infinity) : this.toISOString()) as never;
  }
}

/** Our files as just-bash sees them. */
export function createFileAdapter(options: AdapterOptions): FileAdapter {
  const attempt = <T>(what: string, path: string, work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      adapter.lastError = error;
      throw Object.assign(new Error(`${error.code}: ${reasons[error.code]}, ${what} '${path}'`), { code: error.code });
    }
  };

  /** Files of `<(command)`, which are there only while a command runs. */
  const descriptors = createFileSystem({ clock: options, files: { '/dev/fd/': '' } });
  const { files: rooted } = options;
  const files: FileSystem = new Proxy(rooted, {
    get:
      (target, name: keyof FileSystem) =>
      (...args: unknown[]) => {
        const place = typeof args[0] === 'string' && args[0].startsWith('/dev/fd/') ? descriptors : target;
        return (place[name] as ((...given: unknown[]) => unknown) | undefined)?.apply(place, args);
      },
  });

  const programAt = (path: string): boolean => {
    const name = /^\/(?:usr\/)?bin\/([^/]+)$/.exec(path)?.[1];
    return name !== undefined && options.hasProgram(name);
  };

  const statOf = (path: string, followLinks: boolean): FileStat => {
    const found = files.stat(path, { followLinks });
    if (found !== undefined) return found;
    if (programAt(path)) return { type: 'file', mode: 0o755, uid: 0, gid: 0, size: 0, modified: 0 };
    if (path === '/dev/null') return { type: 'file', mode: 0o666, uid: 0, gid: 0, size: 0, modified: 0 };
    throw new FileError('ENOENT', path);
  };

  const describe = (stat: FileStat, identity: string): Awaited<ReturnType<IFileSystem['stat']>> => ({
    isFile: stat.type === 'file',
    isDirectory: stat.type === 'directory',
    isSymbolicLink: stat.type === 'symlink',
    mode: stat.mode,
    size: stat.size,
    mtime: new FileDate(stat.modified, options.now()),
    // By which cp and mv know one file under two names: there are no hard links, so the path without links is one.
    identity,
  });

  /** Devices and the shell's own streams take what is written and keep nothing. */
  const device = (path: string): ((text: string) => void) | undefined => {
    if (path === SHELL_STDOUT) return options.writeOut;
    if (path === SHELL_STDERR) return options.writeErr;
    if (path === '/dev/null') return () => undefined;
    // What the first process of a container writes to its own streams comes out with the others.
    if (path === '/proc/1/fd/1' || path === '/proc/self/fd/1') return options.writeOut;
    if (path === '/proc/1/fd/2' || path === '/proc/self/fd/2') return options.writeErr;
    return undefined;
  };

  /** Throws FileError when the path cannot be written. */
  const checkWritable = (path: string): void => {
    if (device(path) !== undefined || path.startsWith('/dev/')) return;
    if (files.stat(path)?.type === 'directory') throw new FileError('EISDIR', path);
    // An open for appending changes nothing but makes the file, as the redirection will.
    files.append(path, '');
  };

  const checks = (path: string): boolean => {
    if (!path.startsWith(CHECK)) return false;
    try {
      checkWritable(path.slice(CHECK.length - 1));
      return false;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      adapter.lastError = error;
      return true;
    }
  };

  const store = (path: string, content: string | Uint8Array, given: Encoding, work: () => void): void => {
    const encoding = encodingOf(given);
    if (path.startsWith(CHECK)) return;
    const sink = device(path);
    if (sink !== undefined) {
      if (content.length > 0) sink(textOf(content, encoding));
      return;
    }
    if (options.inCommand()) return attempt('open', path, work);
    try {
      work();
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      options.writeErr(`bash: write error: ${errorText(error)}\n`);
    }
  };

  const bytesAt = (path: string): Uint8Array => {
    if (path === '/dev/null') return new Uint8Array();
    if (path === '/dev/zero' || path === '/dev/urandom') return new Uint8Array(1024);
    return files.readBytes(path);
  };

  const copy = (from: string, to: string, recursive: boolean): void => {
    const stat = statOf(from, true);
    if (stat.type === 'directory') {
      if (!recursive) throw new FileError('EISDIR', from);
      if (files.stat(to) === undefined) files.makeDirectory(to, { mode: stat.mode });
      for (const name of files.list(from)) copy(`${from}/${name}`, `${to}/${name}`, true);
    } else files.write(to, device(from) === undefined ? files.readBytes(from) : '', { mode: stat.mode });
  };

  const realPath = (path: string): string => {
    let resolved = '';
    const pending = path.split('/').filter((part) => part !== '' && part !== '.');
    for (let links = 0; pending.length > 0;) {
      const part = pending.shift() ?? '';
      if (part === '..') {
        resolved = resolved.slice(0, Math.max(0, resolved.lastIndexOf('/')));
        continue;
      }
      const next = `${resolved}/${part}`;
      if (statOf(next, false).type !== 'symlink') {
        resolved = next;
        continue;
      }
      if (++links > 40) throw new FileError('ELOOP', path);
      const target = files.readLink(next);
      if (target.startsWith('/')) resolved = '';
      pending.unshift(...target.split('/').filter((name) => name !== '' && name !== '.'));
    }
    return resolved === '' ? '/' : resolved;
  };

  const adapter = {
    lastError: undefined as FileError | undefined,
    async readFile(path: string, given?: Encoding) {
      return attempt('open', path, () => {
        const encoding = encodingOf(given);
        const bytes = bytesAt(path);
        return encoding === 'binary' || encoding === 'latin1' ? toBinary(bytes) : textOfUtf8(bytes);
      });
    },
    async readFileBytes(path: string) {
      return attempt('open', path, () => toBinary(bytesAt(path)));
    },
    async readFileBuffer(path: string) {
      return attempt('open', path, () => bytesAt(path));
    },
    async writeFile(path: string, content: string | Uint8Array, given?: Encoding) {
      store(path, content, given, () => files.write(path, contentOf(content, encodingOf(given))));
    },
    async appendFile(path: string, content: string | Uint8Array, given?: Encoding) {
      store(path, content, given, () => files.append(path, contentOf(content, encodingOf(given))));
    },
    async exists(path: string) {
      return checks(path) || (path !== '' && (files.stat(path) !== undefined || programAt(path) || path === '/dev/null'));
    },
    async stat(path: string) {
      if (path.startsWith(CHECK)) throw new Error(`cannot write ${path}`);
      return attempt('stat', path, () => describe(statOf(path, true), files.stat(path) === undefined ? path : realPath(path)));
    },
    async lstat(path: string) {
      return attempt('lstat', path, () => describe(statOf(path, false), normalPath(path)));
    },
    async mkdir(path: string, given?: { readonly recursive?: boolean }) {
      attempt('mkdir', path, () => files.makeDirectory(path, { recursive: given?.recursive ?? false }));
    },
    async readdir(path: string) {
      return attempt('scandir', path, () => [...files.list(path)]);
    },
    async readdirWithFileTypes(path: string) {
      return attempt('scandir', path, () =>
        files.list(path).map((name) => {
          const stat = statOf(`${path === '/' ? '' : path}/${name}`, false);
          return {
            name,
            isFile: stat.type === 'file',
            isDirectory: stat.type === 'directory',
            isSymbolicLink: stat.type === 'symlink',
          };
        }),
      );
    },
    async rm(path: string, given?: { readonly recursive?: boolean; readonly force?: boolean }) {
      attempt('rm', path, () => files.remove(path, given ?? {}));
    },
    async cp(from: string, to: string, given?: { readonly recursive?: boolean }) {
      attempt('cp', from, () => copy(from, to, given?.recursive ?? false));
    },
    async mv(from: string, to: string) {
      attempt('mv', from, () => {
        try {
          files.rename(from, to);
        } catch (error) {
          if (!(error instanceof FileError) || error.code !== 'EXDEV') throw error;
          copy(from, to, true);
          files.remove(from, { recursive: true });
        }
      });
    },
    resolvePath(base: string, path: string): string {
      if (path.startsWith(CHECK)) return CHECK + adapter.resolvePath(base, path.slice(CHECK.length)).slice(1);
      return normalPath(path.startsWith('/') ? path : `${base}/${path}`);
    },
    lend(words: readonly string[]) {
      const lent = words
        .flatMap((word) => word.match(/\/dev\/fd\/\d+/g) ?? [])
        .filter((path) => descriptors.stat(path) !== undefined);
      for (const path of lent) {
        rooted.makeDirectory('/dev/fd', { recursive: true });
        rooted.write(path, descriptors.readBytes(path));
      }
      return () => lent.forEach((path) => rooted.remove(path));
    },
    getAllPaths: () => [],
    async chmod(path: string, mode: number) {
      attempt('chmod', path, () => files.changeMode(path, mode));
    },
    async symlink(target: string, path: string) {
      attempt('symlink', path, () => files.link(target, path));
    },
    async link(existing: string, path: string) {
      // There are no hard links; a copy is the nearest thing.
      attempt('link', path, () => {
        if (files.stat(path) !== undefined) throw new FileError('EEXIST', path);
        copy(existing, path, false);
      });
    },
    async readlink(path: string) {
      return attempt('readlink', path, () => files.readLink(path));
    },
    async realpath(path: string) {
      return attempt('realpath', path, () => realPath(path));
    },
    async utimes(path: string, _accessed: Date, modified: Date) {
      attempt('utimes', path, () => files.changeTime(path, modified.getTime()));
    },
  };
  return adapter as unknown as FileAdapter;
}
