import type { Cancel } from '../core/clock.ts';

/** What `stat` tells of a path. Times are virtual milliseconds since the epoch. */
export interface FileStat {
  readonly type: 'file' | 'directory' | 'symlink';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly modified: number;
  readonly device?: { readonly major: number; readonly minor: number };
  readonly opaque?: boolean;
  /** A link of /proc that its own file system follows: what it reads as is for people. */
  readonly isMagic?: boolean;
}

export type FileErrorCode =
  | 'ENOENT'
  | 'EEXIST'
  | 'ENOTDIR'
  | 'EISDIR'
  | 'ENOTEMPTY'
  | 'EACCES'
  | 'EROFS'
  | 'ELOOP'
  | 'EINVAL'
  | 'ENOSPC'
  | 'EXDEV'
  | 'EBUSY'
  | 'EPERM'
  | 'ENODEV'
  | 'ESRCH'
  | 'EAGAIN'
  | 'ERANGE';

/** Thrown by every file operation that failed, with the kernel's code. */
export class FileError extends Error {
  constructor(
    readonly code: FileErrorCode,
    readonly path: string,
  ) {
    super(`${code}: ${path}`);
    this.name = 'FileError';
  }
}

/**
 * Files as a process sees them: one tree with its mounts. All paths are absolute; `.`, `..` and symbolic links are followed.
 * Every call throws FileError.
 */
export interface FileSystem {
  stat(path: string, options?: { readonly followLinks?: boolean }): FileStat | undefined;
  readText(path: string): string;
  readBytes(path: string): Uint8Array;
  /** Makes the file or replaces what is in it. The folder must be there. */
  write(path: string, content: string | Uint8Array, options?: { readonly mode?: number }): void;
  append(path: string, content: string | Uint8Array): void;
  /** Names in the folder, sorted. */
  list(path: string): readonly string[];
  makeDirectory(path: string, options?: { readonly recursive?: boolean; readonly mode?: number }): void;
  remove(path: string, options?: { readonly recursive?: boolean; readonly force?: boolean }): void;
  rename(from: string, to: string): void;
  link(target: string, path: string): void;
  readLink(path: string): string;
  changeMode(path: string, mode: number): void;
  changeTime(path: string, modified: number): void;
  changeOwner?(path: string, uid: number, gid: number): void;
  /** As mknod(2) for a character device. */
  makeDevice?(path: string, major: number, minor: number): void;
  /** Sets trusted.overlay.opaque on a folder. */
  markOpaque?(path: string): void;
  /** As inotify(7): calls after each change of the file or of anything in the folder, also when it comes or goes. */
  watch?(path: string, listener: () => void): Cancel;
}
