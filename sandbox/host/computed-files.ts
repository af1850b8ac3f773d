import { join, namesIn } from './file-paths.ts';
import { bytesOf, textOf } from './file-tree.ts';
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
  | { readonly type: 'symlink'; target(): string }
  /** A link that reads as a path and leads to files of its own, whatever the path would mean to whoever follows it. */
  | { readonly type: 'magic'; target(): string; place(): { readonly files: FileSystem; readonly path: string } };

export interface ComputedFilesOptions {
  readonly now: () => number;
  /** Whether whoever asks now may do what only root may. */
  readonly mayWrite: () => boolean;
}

/** A file system like proc or cgroup2: nothing is stored, all follows from the state of the machine. Its root is made when it is looked at. */
export function createComputedFiles(root: () => ComputedFolder, options: ComputedFilesOptions): FileSystem {
  return new LinkedFiles(new ComputedFiles(root, options));
}

export type ComputedFolder = Extract<ComputedNode, { type: 'directory' }>;

class ComputedFiles implements FileSystem {
  private made: ComputedFolder | undefined;

  constructor(
    private readonly makeRoot: () => ComputedFolder,
    private readonly options: ComputedFilesOptions,
  ) {}

  stat(path: string): FileStat | undefined {
    // Whoever mounts it asks for its root, and most never ask again.
    if (path === '/') return this.statOf({ type: 'directory' });
    const node = this.find(path);
    return node === undefined ? undefined : this.statOf(node);
  }

  readText(path: string): string {
    return this.fileAt(path).read();
  }

  readBytes(path: string): Uint8Array {
    return bytesOf(this.fileAt(path).read());
  }

  write(path: string, content: string | Uint8Array): void {
    const { mayWrite } = this.options;
    if (this.find(path) === undefined) throw new FileError(mayWrite() ? 'EPERM' : 'EACCES', path);
    const node = this.fileAt(path);
    if (node.write === undefined || !(mayWrite() || (node.mode ?? 0) & 0o002)) throw new FileError('EACCES', path);
    // Opening a file, and cutting it off, changes nothing here.
    if (content.length > 0) node.write(textOf(content));
  }

  append(path: string, content: string | Uint8Array): void {
    this.write(path, content);
  }

  list(path: string): readonly string[] {
    const node = this.at(path);
    if (node.type !== 'directory') throw new FileError('ENOTDIR', path);
    return [...node.list()].sort();
  }

  makeDirectory(path: string): void {
    const [folder, name] = this.above(path);
    if (folder.make === undefined) throw new FileError('EPERM', path);
    if (!this.options.mayWrite()) throw new FileError('EACCES', path);
    if (folder.child(name) !== undefined) throw new FileError('EEXIST', path);
    folder.make(name);
  }

  remove(path: string): void {
    const [folder, name] = this.above(path);
    const node = folder.child(name);
    if (node === undefined) throw new FileError('ENOENT', path);
    if (folder.remove === undefined || node.type !== 'directory') throw new FileError('EPERM', path);
    if (!this.options.mayWrite()) throw new FileError('EACCES', path);
    folder.remove(name);
  }

  rename(path: string): void {
    throw new FileError('EPERM', path);
  }

  link(_target: string, path: string): void {
    throw new FileError('EPERM', path);
  }

  readLink(path: string): string {
    const node = this.at(path);
    if (node.type !== 'symlink' && node.type !== 'magic') throw new FileError('EINVAL', path);
    return node.target();
  }

  /** Where a path leads that goes through a magic link: one at its end is passed only when it is followed. */
  leaving(path: string, follow: boolean): PlacedFile | undefined {
    let node: ComputedNode | undefined = path === '/' ? undefined : (this.made ??= this.makeRoot());
    const names = node === undefined ? [] : namesIn(path);
    for (const [index, name] of names.entries()) {
      node = node?.type === 'directory' ? node.child(name) : undefined;
      if (node?.type !== 'magic') continue;
      const rest = names.slice(index + 1);
      if (rest.length === 0 && !follow) return undefined;
      const { files, path: start } = node.place();
      return { files, path: join([...namesIn(start), ...rest]) };
    }
    return undefined;
  }

  changeMode(path: string): void {
    throw new FileError('EPERM', path);
  }

  changeTime(): void {
    // Times follow from the machine.
  }

  private find(path: string): ComputedNode | undefined {
    let node: ComputedNode | undefined = (this.made ??= this.makeRoot());
    for (const name of path.split('/').filter((part) => part !== ''))
      node = node?.type === 'directory' ? node.child(name) : undefined;
    return node;
  }

  private at(path: string): ComputedNode {
    const node = this.find(path);
    if (node === undefined) throw new FileError('ENOENT', path);
    return node;
  }

  private fileAt(path: string): Extract<ComputedNode, { type: 'file' }> {
    const node = this.at(path);
    if (node.type === 'directory') throw new FileError('EISDIR', path);
    if (node.type !== 'file') throw new FileError('ELOOP', path);
    return node;
  }

  private above(path: string): readonly [ComputedFolder, string] {
    const slash = path.replace(/\/+$/, '').lastIndexOf('/');
    const node = this.at(path.slice(0, slash) || '/');
    if (node.type !== 'directory') throw new FileError('ENOTDIR', path);
    return [node, path.replace(/\/+$/, '').slice(slash + 1)];
  }

  private statOf(node: ComputedNode | { readonly type: 'directory' }): FileStat {
    const owner = { uid: 0, gid: 0, modified: this.options.now(), size: 0 };
    if (node.type === 'directory') return { type: 'directory', mode: 0o555, ...owner };
    if (node.type === 'symlink') return { type: 'symlink', mode: 0o777, ...owner, size: 0 };
    if (node.type === 'magic') return { type: 'symlink', mode: 0o777, ...owner, isMagic: true };
    return { type: 'file', mode: node.mode ?? (node.write === undefined ? 0o444 : 0o644), ...owner };
  }
}

interface PlacedFile {
  readonly files: FileSystem;
  readonly path: string;
}

/** The same files, with what lies behind their magic links. */
class LinkedFiles implements FileSystem {
  constructor(private readonly own: ComputedFiles) {}

  stat(path: string, given: { readonly followLinks?: boolean } = {}): FileStat | undefined {
    const { files, path: there } = this.at(path, given.followLinks ?? true);
    return files.stat(there, given);
  }

  readText(path: string): string {
    const { files, path: there } = this.at(path);
    return files.readText(there);
  }

  readBytes(path: string): Uint8Array {
    const { files, path: there } = this.at(path);
    return files.readBytes(there);
  }

  write(path: string, content: string | Uint8Array, given?: Parameters<FileSystem['write']>[2]): void {
    const { files, path: there } = this.at(path);
    files.write(there, content, given);
  }

  append(path: string, content: string | Uint8Array): void {
    const { files, path: there } = this.at(path);
    files.append(there, content);
  }

  list(path: string): readonly string[] {
    const { files, path: there } = this.at(path);
    return files.list(there);
  }

  makeDirectory(path: string, given?: Parameters<FileSystem['makeDirectory']>[1]): void {
    const { files, path: there } = this.at(path, false);
    files.makeDirectory(there, given);
  }

  remove(path: string, given?: Parameters<FileSystem['remove']>[1]): void {
    const { files, path: there } = this.at(path, false);
    files.remove(there, given);
  }

  rename(from: string, to: string): void {
    const [source, target] = [this.at(from, false), this.at(to, false)];
    if (source.files !== target.files) throw new FileError('EXDEV', from);
    source.files.rename(source.path, target.path);
  }

  link(target: string, path: string): void {
    const { files, path: there } = this.at(path, false);
    files.link(target, there);
  }

  readLink(path: string): string {
    const { files, path: there } = this.at(path, false);
    return files.readLink(there);
  }

  changeMode(path: string, mode: number): void {
    const { files, path: there } = this.at(path);
    files.changeMode(there, mode);
  }

  changeTime(path: string, modified: number): void {
    const { files, path: there } = this.at(path);
    files.changeTime(there, modified);
  }

  // Files of the kernel have no owner to give away; those behind a link may.
  changeOwner(path: string, uid: number, gid: number): void {
    const { files, path: there } = this.at(path);
    if (files.changeOwner === undefined) throw new FileError('EPERM', path);
    files.changeOwner(there, uid, gid);
  }

  makeDevice(path: string, major: number, minor: number): void {
    const { files, path: there } = this.at(path, false);
    if (files.makeDevice === undefined) throw new FileError('EPERM', path);
    files.makeDevice(there, major, minor);
  }

  private at(path: string, follow = true): PlacedFile {
    return this.own.leaving(path, follow) ?? { files: this.own, path };
  }
}

/** A folder of fixed names. */
export function folder(entries: { readonly [name: string]: ComputedNode | undefined }): ComputedFolder {
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
