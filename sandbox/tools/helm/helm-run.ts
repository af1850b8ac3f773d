import { textOfUtf8 } from '../../core/utf8.ts';
import type { ProcessContext } from '../../host/program.ts';
import { FileError } from '../../host/file-system.ts';
import { ClusterConnection, type HelmEnvironment } from './cluster/connection.ts';
import { HelmError } from './errors.ts';
import type { Flags, ParsedWords } from '../kubectl/flags.ts';
import { cleanPath } from '../../charts/path.ts';
import { readSettings, type Settings } from './settings.ts';
import { Waiting } from './waiting.ts';
import { goTimeText } from './output/times.ts';

/** One run of a command: what was asked, where to write, files, and the cluster (reached only when it is asked for). */
export class HelmRun {
  readonly flags: Flags;
  readonly args: readonly string[];
  readonly settings: Settings;
  readonly waiting: Waiting;
  private connection: ClusterConnection | undefined;

  constructor(
    readonly process: ProcessContext,
    readonly environment: HelmEnvironment,
    /** `helm repo add`. */
    readonly path: string,
    words: ParsedWords,
  ) {
    this.flags = words.flags;
    this.args = words.args;
    this.settings = readSettings(this.flags, process.env);
    this.waiting = new Waiting(process);
  }

  out(text: string): void {
    if (text !== '') this.process.stdout.write(text);
  }

  err(text: string): void {
    if (text !== '') this.process.stderr.write(text);
  }

  line(text: string): void {
    this.out(`${text}\n`);
  }

  /** What helm prints through Go's log: a place in its source and a text. */
  readonly warn = (text: string): void => this.err(`${text}\n`);

  debug(place: string, text: string): void {
    if (this.settings.debug) this.err(`${place}: ${goTimeText(this.now)} m=+0.050000001 [debug] ${text}\n`);
  }

  get now(): number {
    return this.process.clock.now();
  }

  get cluster(): ClusterConnection {
    this.connection ??= new ClusterConnection(this);
    return this.connection;
  }

  /** The namespace of the flags, of the environment or of the context. */
  get namespace(): string {
    return this.cluster.namespace;
  }

  absolute(path: string): string {
    return cleanPath(path.startsWith('/') ? path : `${this.process.cwd}/${path}`);
  }

  /** Throws HelmError in the words of the system: `open x: no such file or directory`. */
  readBytes(path: string): Uint8Array {
    try {
      return this.process.files.readBytes(this.absolute(path));
    } catch (error) {
      throw systemError(error, path);
    }
  }

  readText(path: string): string {
    return textOfUtf8(this.readBytes(path));
  }

  /** Makes the folders that are missing. */
  writeFile(path: string, content: string | Uint8Array, mode = 0o644): void {
    const full = this.absolute(path);
    try {
      const folder = full.slice(0, full.lastIndexOf('/')) || '/';
      if (this.process.files.stat(folder) === undefined) this.process.files.makeDirectory(folder, { recursive: true });
      this.process.files.write(full, content, { mode });
    } catch (error) {
      throw systemError(error, path);
    }
  }

  typeOf(path: string): 'file' | 'directory' | undefined {
    const type = this.stat(path)?.type;
    return type === 'directory' ? type : type === undefined ? undefined : 'file';
  }

  stat(path: string): ReturnType<ProcessContext['files']['stat']> {
    try {
      return this.process.files.stat(this.absolute(path));
    } catch {
      return undefined;
    }
  }
}

const errnoTexts: { readonly [code: string]: string } = {
  ENOENT: 'no such file or directory',
  EISDIR: 'is a directory',
  ENOTDIR: 'not a directory',
  EACCES: 'permission denied',
  EEXIST: 'file exists',
  EROFS: 'read-only file system',
  ENOTEMPTY: 'directory not empty',
  ENOSPC: 'no space left on device',
};

export function systemError(error: unknown, path: string): unknown {
  if (!(error instanceof FileError)) return error;
  const operation = error.code === 'EISDIR' ? 'read' : 'open';
  return new HelmError(`${operation} ${path}: ${errnoTexts[error.code] ?? error.code}`);
}
