import {
  appendFileSync,
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';

/** Makes the error of a failed call, from the system's code and the path. */
export type FileFailure = (code: string, path: string) => Error;

/** The files of this machine, with the calls that programs of the sandbox make. All paths are absolute. Every call throws what `failure` makes. */
export function diskFiles(failure: FileFailure) {
  const at = <T>(path: string, work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('E'))
        throw failure(error.code, path);
      throw error;
    }
  };
  return {
    stat(path: string, options: { readonly followLinks?: boolean } = {}) {
      const found = at(path, () => (options.followLinks === false ? lstatSync : statSync)(path, { throwIfNoEntry: false }));
      if (found === undefined) return undefined;
      const type = found.isDirectory()
        ? ('directory' as const)
        : found.isSymbolicLink()
          ? ('symlink' as const)
          : ('file' as const);
      const { mode, uid, gid, size, mtimeMs } = found;
      return { type, mode: mode & 0o7777, uid, gid, size, modified: mtimeMs };
    },
    readText: (path: string): string => at(path, () => readFileSync(path, 'utf8')),
    readBytes: (path: string): Uint8Array => at(path, () => new Uint8Array(readFileSync(path))),
    write: (path: string, content: string | Uint8Array, options: { readonly mode?: number } = {}): void =>
      at(path, () => writeFileSync(path, content, options.mode === undefined ? {} : { mode: options.mode })),
    append: (path: string, content: string | Uint8Array): void => at(path, () => appendFileSync(path, content)),
    list: (path: string): readonly string[] => at(path, () => readdirSync(path).sort()),
    makeDirectory: (path: string, options: { readonly recursive?: boolean; readonly mode?: number } = {}): void =>
      void at(path, () => mkdirSync(path, options)),
    remove: (path: string, options: { readonly recursive?: boolean; readonly force?: boolean } = {}): void =>
      at(path, () => rmSync(path, options)),
    rename: (from: string, to: string): void => at(from, () => renameSync(from, to)),
    link: (target: string, path: string): void => at(path, () => symlinkSync(target, path)),
    readLink: (path: string): string => at(path, () => readlinkSync(path)),
    changeMode: (path: string, mode: number): void => at(path, () => chmodSync(path, mode)),
    changeTime: (path: string, modified: number): void => at(path, () => utimesSync(path, modified / 1_000, modified / 1_000)),
  };
}
