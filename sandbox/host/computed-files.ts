import { byteLength, bytesOf, textOf } from './file-tree.ts';
import { FileError, type FileStat, type FileSystem } from './file-system.ts';

/** A file whose content is made when it is read, a folder of such files, or a link. Calls may throw FileError. */
export type ComputedNode =
  | {
      readonly type: 'file';
      read(): string;
      /** Absent: nobody may write. */
      write?(text: string): void;
      readonly mode?: number;
    }
  | {
      readonly type: 'directory';
      list(): readonly string[];
      child(name: string): ComputedNode | undefined;
      make?(name: string): void;
      remove?(name: string): void;
    }
  | { readonly type: 'symlink'; target(): string };

export interface ComputedFilesOptions {
  readonly now: () => number;
  /** Whether whoever asks now may do what only root may. */
  readonly mayWrite: () => boolean;
}

/** A file system like proc or cgroup2: nothing is stored, all follows from the state of the machine. */
export function createComputedFiles(root: ComputedNode, options: ComputedFilesOptions): FileSystem {
  const find = (path: string): ComputedNode | undefined => {
    let node: ComputedNode | undefined = root;
    for (const name of path.split('/').filter((part) => part !== ''))
      node = node?.type === 'directory' ? node.child(name) : undefined;
    return node;
  };
  const at = (path: string): ComputedNode => {
    const node = find(path);
    if (node === undefined) throw new FileError('ENOENT', path);
    return node;
  };
  const fileAt = (path: string): Extract<ComputedNode, { type: 'file' }> => {
    const node = at(path);
    if (node.type === 'directory') throw new FileError('EISDIR', path);
    if (node.type === 'symlink') throw new FileError('ELOOP', path);
    return node;
  };
  const above = (path: string): readonly [Extract<ComputedNode, { type: 'directory' }>, string] => {
    const slash = path.replace(/\/+$/, '').lastIndexOf('/');
    const node = at(path.slice(0, slash) || '/');
    if (node.type !== 'directory') throw new FileError('ENOTDIR', path);
    return [node, path.replace(/\/+$/, '').slice(slash + 1)];
  };
  const statOf = (node: ComputedNode): FileStat => {
    const owner = { uid: 0, gid: 0, modified: options.now(), size: 0 };
    if (node.type === 'directory') return { type: 'directory', mode: 0o555, ...owner };
    if (node.type === 'symlink') return { type: 'symlink', mode: 0o777, ...owner, size: byteLength(node.target()) };
    return { type: 'file', mode: node.mode ?? (node.write === undefined ? 0o444 : 0o644), ...owner };
  };
  const write = (path: string, content: string | Uint8Array): void => {
    if (find(path) === undefined) throw new FileError(options.mayWrite() ? 'EPERM' : 'EACCES', path);
    const node = fileAt(path);
    if (node.write === undefined || !(options.mayWrite() || (node.mode ?? 0) & 0o002)) throw new FileError('EACCES', path);
    // Opening a file, and cutting it off, changes nothing here.
    if (content.length > 0) node.write(textOf(content));
  };
  const refuse = (path: string): never => {
    throw new FileError('EPERM', path);
  };
  return {
    stat(path) {
      const node = find(path);
      return node === undefined ? undefined : statOf(node);
    },
    readText: (path) => fileAt(path).read(),
    readBytes: (path) => bytesOf(fileAt(path).read()),
    write,
    append: write,
    list(path) {
      const node = at(path);
      if (node.type !== 'directory') throw new FileError('ENOTDIR', path);
      return [...node.list()].sort();
    },
    makeDirectory(path) {
      const [folder, name] = above(path);
      if (folder.make === undefined) throw new FileError('EPERM', path);
      if (!options.mayWrite()) throw new FileError('EACCES', path);
      if (folder.child(name) !== undefined) throw new FileError('EEXIST', path);
      folder.make(name);
    },
    remove(path) {
      const [folder, name] = above(path);
      const node = folder.child(name);
      if (node === undefined) throw new FileError('ENOENT', path);
      if (folder.remove === undefined || node.type !== 'directory') throw new FileError('EPERM', path);
      if (!options.mayWrite()) throw new FileError('EACCES', path);
      folder.remove(name);
    },
    rename: refuse,
    link: (_target, path) => refuse(path),
    readLink(path) {
      const node = at(path);
      if (node.type !== 'symlink') throw new FileError('EINVAL', path);
      return node.target();
    },
    changeMode: refuse,
    changeTime: () => undefined,
  };
}

/** A folder of fixed names. */
export function folder(entries: { readonly [name: string]: ComputedNode | undefined }): ComputedNode {
  const own = new Map(Object.entries(entries));
  return {
    type: 'directory',
    list: () => [...own].filter(([, node]) => node !== undefined).map(([name]) => name),
    child: (name) => own.get(name),
  };
}

export function file(read: () => string, write?: (text: string) => void): ComputedNode {
  return { type: 'file', read, ...(write === undefined ? {} : { write }) };
}
