import { normalPath, parentOf } from './file-paths.ts';
import type { FileStat, FileSystem } from './file-system.ts';
import type { HostProcess } from './process.ts';

/**
 * Files as one process sees them: from its own root, which may change under it, and with its name on every call, so that /proc/self is
 * itself and the kernel's files know who writes.
 */
export class ProcessFiles implements FileSystem {
  constructor(private readonly process: HostProcess) {}

  private root(): FileSystem {
    return this.process.files;
  }

  private asCaller<T>(call: () => T): T {
    const { host } = this.process;
    const before = host.caller;
    host.caller = this.process;
    try {
      return call();
    } finally {
      host.caller = before;
    }
  }

  /** What a call makes belongs to the user of the process. */
  private making(path: string, call: () => void): void {
    const { user, files } = this.process;
    this.asCaller(() => {
      const made: string[] = [];
      if (user.uid !== 0)
        for (let at = normalPath(path); at !== '/' && files.stat(at, { followLinks: false }) === undefined; at = parentOf(at))
          made.push(at);
      call();
      for (const one of made) files.changeOwner?.(one, user.uid, user.gid);
    });
  }

  stat(path: string, options?: { readonly followLinks?: boolean }): FileStat | undefined {
    return this.asCaller(() => this.root().stat(path, options));
  }
  readText(path: string): string {
    return this.asCaller(() => this.root().readText(path));
  }
  readBytes(path: string): Uint8Array {
    return this.asCaller(() => this.root().readBytes(path));
  }
  write(path: string, content: string | Uint8Array, options?: { readonly mode?: number }): void {
    this.making(path, () => this.root().write(path, content, options));
  }
  append(path: string, content: string | Uint8Array): void {
    this.making(path, () => this.root().append(path, content));
  }
  list(path: string): readonly string[] {
    return this.asCaller(() => this.root().list(path));
  }
  makeDirectory(path: string, options?: { readonly recursive?: boolean; readonly mode?: number }): void {
    this.making(path, () => this.root().makeDirectory(path, options));
  }
  remove(path: string, options?: { readonly recursive?: boolean; readonly force?: boolean }): void {
    this.asCaller(() => this.root().remove(path, options));
  }
  rename(from: string, to: string): void {
    this.asCaller(() => this.root().rename(from, to));
  }
  link(target: string, path: string): void {
    this.asCaller(() => this.root().link(target, path));
  }
  readLink(path: string): string {
    return this.asCaller(() => this.root().readLink(path));
  }
  changeMode(path: string, mode: number): void {
    this.asCaller(() => this.root().changeMode(path, mode));
  }
  changeTime(path: string, modified: number): void {
    this.asCaller(() => this.root().changeTime(path, modified));
  }
  changeOwner(path: string, uid: number, gid: number): void {
    this.asCaller(() => this.root().changeOwner?.(path, uid, gid));
  }
  makeDevice(path: string, major: number, minor: number): void {
    this.asCaller(() => this.root().makeDevice?.(path, major, minor));
  }
  markOpaque(path: string): void {
    this.asCaller(() => this.root().markOpaque?.(path));
  }
}
