import type { Cancel, Clock } from '../core/clock.ts';
import { FileWatches } from './file-watches.ts';
import { isInside, join, namesIn, normalPath, split } from './file-paths.ts';
import { FileError, type FileErrorCode, type FileStat, type FileSystem } from './file-system.ts';
import {
  byteLength,
  bytesOf,
  concat,
  createFileTree,
  directoryNode,
  fileNode,
  linkNode,
  mergeTrees,
  nodeAt,
  sizeOf,
  statOf,
  textOf,
  withNode,
  type DirectoryNode,
  type FileNode,
  type TreeNode,
} from './file-tree.ts';

/** Another file system, or one folder or file of it, at a path of this one. */
export interface Mount {
  readonly path: string;
  readonly files: FileSystem;
  /** The folder or file of `files` that is shown; its root when absent. */
  readonly from?: string;
  readonly readOnly?: boolean;
  /** What the table of mounts says of it: the device, the kind and the options. */
  readonly source?: string;
  readonly type?: string;
  readonly options?: string;
  /** Not in the table of mounts. */
  readonly hidden?: boolean;
}

/** Files that can carry mounts: the root file system of a machine or a container. */
export interface MountedFileSystem extends FileSystem {
  readonly mounts: readonly Mount[];
  /** Mounts over the path; the folder (or file) is made when it is not there. Throws FileError. */
  mount(mount: Mount): void;
  /** Takes the topmost mount off the path. Throws FileError `EINVAL` when nothing is mounted there. */
  unmount(path: string): void;
  /** How the root itself stands in the table of mounts. */
  readonly rootMount: { readonly source: string; readonly type: string; readonly options: string };
  /** The same files with a table of mounts of its own: a new mount namespace. */
  clone(): MountedFileSystem;
  /** Puts a tree at a path, as it is: it is shared and never changed. The folder above must be there. Throws FileError. */
  graft(path: string, tree: DirectoryNode): void;
  /** The tree as it is now, without mounts; it can be the base of another file system. */
  snapshot(): DirectoryNode;
  /** Bytes of all files of its own, without mounts and without what still is as in the base. */
  readonly usedBytes: number;
}

export interface FileSystemOptions {
  readonly clock: { now(): number } | Clock;
  /** What is there to begin with; it is shared and never changed. */
  readonly base?: DirectoryNode;
  /** Files to begin with: absolute path → content. */
  readonly files?: { readonly [path: string]: string | Uint8Array };
  readonly mounts?: readonly Mount[];
  readonly readOnly?: boolean;
  /** Bytes that may be stored beyond the base; a write beyond fails with `ENOSPC`. */
  readonly capacity?: number;
  /** How the root stands in the table of mounts; a disk when absent. */
  readonly rootMount?: MountedFileSystem['rootMount'];
}

/** What is stored; file systems that are clones of each other share it. */
interface Store {
  root: DirectoryNode;
  usedBytes: number;
  readonly watches: FileWatches;
}

const DISK = { source: '/dev/sda1', type: 'ext4', options: 'rw,relatime' };

export function isMountedFileSystem(files: FileSystem): files is MountedFileSystem {
  return files instanceof MemoryFileSystem;
}

/** As Linux: more links on one path than this are a loop. */
const MAX_LINKS = 40;

export function createFileSystem(options: FileSystemOptions): MountedFileSystem {
  return new MemoryFileSystem(options);
}

type Place =
  | { readonly mount: undefined; readonly parts: readonly string[]; readonly path: string }
  | { readonly mount: Mount; readonly inner: string; readonly path: string };

class MemoryFileSystem implements MountedFileSystem {
  mounts: readonly Mount[] = [];
  readonly rootMount: MountedFileSystem['rootMount'];
  private readonly kept: Store;
  private readonly clock: { now(): number };
  private readonly readOnly: boolean;
  private readonly capacity: number;

  constructor(
    private readonly options: FileSystemOptions,
    store?: Store,
  ) {
    this.clock = options.clock;
    this.rootMount = options.rootMount ?? DISK;
    this.readOnly = options.readOnly ?? false;
    this.capacity = options.capacity ?? Infinity;
    if (store !== undefined) {
      this.kept = store;
      return;
    }
    const base = options.base ?? directoryNode(this.clock.now());
    const root =
      options.files === undefined ? base : mergeTrees(base, createFileTree(options.files, { modified: this.clock.now() }));
    this.kept = { root, usedBytes: 0, watches: new FileWatches() };
    // As a container runtime does it: folders before what is in them.
    const depth = ({ path }: Mount): number => split(path).length;
    for (const mount of (options.mounts ?? []).toSorted((one, other) => depth(one) - depth(other))) this.mount(mount);
  }

  get usedBytes(): number {
    return this.kept.usedBytes;
  }

  set usedBytes(bytes: number) {
    this.kept.usedBytes = bytes;
  }

  private get root(): DirectoryNode {
    return this.kept.root;
  }

  private set root(root: DirectoryNode) {
    this.kept.root = root;
    this.kept.watches.tell(root);
  }

  clone(): MountedFileSystem {
    const copy = new MemoryFileSystem(this.options, this.kept);
    copy.mounts = this.mounts;
    return copy;
  }

  graft(path: string, tree: DirectoryNode): void {
    const place = this.resolve(path, false);
    this.checkWritable(place, path);
    if (place.mount) {
      if (!isMountedFileSystem(place.mount.files)) throw new FileError('EINVAL', path);
      return place.mount.files.graft(place.inner, tree);
    }
    this.put(place.parts, tree, path);
  }

  snapshot(): DirectoryNode {
    return this.root;
  }

  mount(mount: Mount): void {
    const { path } = this.resolve(mount.path, true, true);
    const source = mount.files.stat(mount.from ?? '/');
    if (source === undefined) throw new FileError('ENOENT', mount.from ?? '/');
    if (this.stat(path) === undefined) {
      const parts = split(path);
      const folders = source.type === 'directory' ? parts : parts.slice(0, -1);
      this.ensureFolders(folders);
      if (source.type !== 'directory' && this.placeOf(path).mount === undefined)
        this.root = withNode(this.root, parts, fileNode('', this.clock.now()), this.clock.now());
    }
    // A tree bound into itself shows there what was mounted before: with itself below itself it would have no end.
    const files = mount.files === this ? this.clone() : mount.files;
    this.mounts = [...this.mounts, { ...mount, files, path }];
  }

  unmount(path: string): void {
    const full = normalPath(path);
    const index = this.mounts.findLastIndex((mount) => isInside(full, mount.path));
    if (this.mounts[index]?.path !== full) throw new FileError('EINVAL', path);
    this.mounts = this.mounts.toSpliced(index, 1);
  }

  stat(path: string, options: { readonly followLinks?: boolean } = {}): FileStat | undefined {
    const follow = options.followLinks ?? true;
    const place = this.find(path, follow);
    if (typeof place !== 'string') {
      const stat = this.lookUp(place);
      return stat?.isMagic && follow && place.mount ? place.mount.files.stat(place.inner) : stat;
    }
    if (place === 'ENOENT' || place === 'ENOTDIR') return undefined;
    throw new FileError(place, path);
  }

  readText(path: string): string {
    const place = this.resolve(path, true);
    return place.mount ? place.mount.files.readText(place.inner) : textOf(this.fileAt(place, path).content);
  }

  readBytes(path: string): Uint8Array {
    const place = this.resolve(path, true);
    return place.mount ? place.mount.files.readBytes(place.inner) : bytesOf(this.fileAt(place, path).content);
  }

  write(path: string, content: string | Uint8Array, options: { readonly mode?: number } = {}): void {
    const place = this.writable(path);
    if (place.mount) return place.mount.files.write(place.inner, content, options);
    this.store(place, path, content, options.mode);
  }

  append(path: string, content: string | Uint8Array): void {
    const place = this.writable(path);
    if (place.mount) return place.mount.files.append(place.inner, content);
    const old = nodeAt(this.root, place.parts);
    this.store(place, path, old?.type === 'file' ? concat(old.content, content) : content, undefined);
  }

  list(path: string): readonly string[] {
    const place = this.resolve(path, true);
    const names = new Set(place.mount ? place.mount.files.list(place.inner) : this.folderAt(place, path).entries.keys());
    for (const [index, mount] of this.mounts.entries()) {
      const parts = split(mount.path);
      const isHere = parts.length > 0 && join(parts.slice(0, -1)) === place.path;
      // What was mounted over a folder hides what was mounted in it before.
      if (
        isHere &&
        !this.mounts.some((later, other) => other > index && later.path !== mount.path && isInside(mount.path, later.path))
      )
        names.add(parts.at(-1) ?? '');
    }
    return [...names].sort();
  }

  makeDirectory(path: string, options: { readonly recursive?: boolean; readonly mode?: number } = {}): void {
    if (options.recursive) {
      const parts = split(path);
      for (let depth = 1; depth < parts.length; depth++) {
        const above = join(parts.slice(0, depth));
        const stat = this.stat(above);
        if (stat === undefined) this.makeDirectory(above);
        else if (stat.type !== 'directory') throw new FileError('ENOTDIR', path);
      }
      const stat = this.stat(path);
      if (stat?.type === 'directory') return;
    }
    const place = this.resolve(path, false);
    if (this.lookUp(place) !== undefined) throw new FileError('EEXIST', path);
    this.checkWritable(place, path);
    if (place.mount) return place.mount.files.makeDirectory(place.inner, options);
    this.put(place.parts, directoryNode(this.clock.now(), options.mode), path);
  }

  remove(path: string, options: { readonly recursive?: boolean; readonly force?: boolean } = {}): void {
    const place = this.resolve(path, false, options.force);
    const stat = this.lookUp(place);
    if (stat === undefined) {
      if (options.force) return;
      throw new FileError('ENOENT', path);
    }
    this.checkWritable(place, path);
    if (this.mounts.some((mount) => mount.path === place.path || mount.path.startsWith(`${place.path}/`)) || place.path === '/')
      throw new FileError('EBUSY', path);
    if (place.mount) return place.mount.files.remove(place.inner, options);
    const node = nodeAt(this.root, place.parts);
    if (node?.type === 'directory' && node.entries.size > 0 && !options.recursive) throw new FileError('ENOTEMPTY', path);
    this.usedBytes = Math.max(0, this.usedBytes - sizeOf(node));
    this.root = withNode(this.root, place.parts, undefined, this.clock.now());
  }

  rename(from: string, to: string): void {
    const source = this.resolve(from, false);
    const target = this.resolve(to, false);
    const stat = this.lookUp(source);
    if (stat === undefined) throw new FileError('ENOENT', from);
    this.checkWritable(source, from);
    this.checkWritable(target, to);
    if (source.path === target.path) return;
    if (source.mount !== target.mount) throw new FileError('EXDEV', from);
    if (target.path.startsWith(`${source.path}/`)) throw new FileError('EINVAL', from);
    if (this.mounts.some((mount) => mount.path === source.path || mount.path === target.path)) throw new FileError('EBUSY', from);
    if (source.mount && target.mount) return source.mount.files.rename(source.inner, target.inner);
    if (source.mount || target.mount) return;
    const node = nodeAt(this.root, source.parts);
    const old = nodeAt(this.root, target.parts);
    if (old?.type === 'directory') {
      if (node?.type !== 'directory') throw new FileError('EISDIR', to);
      if (old.entries.size > 0) throw new FileError('ENOTEMPTY', to);
    } else if (old !== undefined && node?.type === 'directory') throw new FileError('ENOTDIR', to);
    if (node === undefined) throw new FileError('ENOENT', from);
    this.folderAt({ mount: undefined, parts: target.parts.slice(0, -1), path: '' }, to);
    this.usedBytes = Math.max(0, this.usedBytes - sizeOf(old));
    this.root = withNode(this.root, source.parts, undefined, this.clock.now());
    this.root = withNode(this.root, target.parts, node, this.clock.now());
  }

  link(target: string, path: string): void {
    const place = this.resolve(path, false);
    if (this.lookUp(place) !== undefined) throw new FileError('EEXIST', path);
    this.checkWritable(place, path);
    if (place.mount) return place.mount.files.link(target, place.inner);
    this.put(place.parts, linkNode(target, this.clock.now()), path);
  }

  makeDevice(path: string, major: number, minor: number): void {
    const place = this.resolve(path, false);
    if (this.lookUp(place) !== undefined) throw new FileError('EEXIST', path);
    this.checkWritable(place, path);
    if (place.mount) return place.mount.files.makeDevice?.(place.inner, major, minor);
    this.put(place.parts, { ...fileNode('', this.clock.now(), 0), device: { major, minor } }, path);
  }

  markOpaque(path: string): void {
    this.change(
      path,
      (files, inner) => files.markOpaque?.(inner),
      (node) => (node.type === 'directory' ? { ...node, opaque: true } : node),
    );
  }

  watch(path: string, listener: () => void): Cancel {
    const place = this.resolve(path, true, true);
    if (place.mount) return place.mount.files.watch?.(place.inner, listener) ?? (() => undefined);
    return this.kept.watches.add(this.root, place.parts, listener);
  }

  readLink(path: string): string {
    const place = this.resolve(path, false);
    if (place.mount) return place.mount.files.readLink(place.inner);
    const node = nodeAt(this.root, place.parts);
    if (node === undefined) throw new FileError('ENOENT', path);
    if (node.type !== 'symlink') throw new FileError('EINVAL', path);
    return node.target;
  }

  changeMode(path: string, mode: number): void {
    this.change(
      path,
      (files, inner) => files.changeMode(inner, mode),
      (node) => ({ ...node, mode: mode & 0o7777 }),
    );
  }

  changeOwner(path: string, uid: number, gid: number): void {
    this.change(
      path,
      (files, inner) => files.changeOwner?.(inner, uid, gid),
      (node) => ({ ...node, uid, gid }),
    );
  }

  changeTime(path: string, modified: number): void {
    this.change(
      path,
      (files, inner) => files.changeTime(inner, modified),
      (node) => ({ ...node, modified }),
    );
  }

  private change(path: string, outside: (files: FileSystem, inner: string) => void, inside: (node: TreeNode) => TreeNode): void {
    const place = this.resolve(path, true);
    this.checkWritable(place, path);
    if (place.mount) return outside(place.mount.files, place.inner);
    const node = nodeAt(this.root, place.parts);
    if (node === undefined) throw new FileError('ENOENT', path);
    // The folder above keeps its time: its names have not changed.
    const above = nodeAt(this.root, place.parts.slice(0, -1));
    this.root = withNode(this.root, place.parts, inside(node), above?.modified ?? this.clock.now());
  }

  /** The place of a file to be written, which may be new. */
  private writable(path: string): Place {
    const place = this.resolve(path, true);
    const stat = this.lookUp(place);
    if (stat?.type === 'directory' || path.endsWith('/')) throw new FileError('EISDIR', path);
    this.checkWritable(place, path);
    return place;
  }

  private checkWritable(place: Place, path: string): void {
    if (place.mount ? place.mount.readOnly : this.readOnly) throw new FileError('EROFS', path);
  }

  private store(place: Place & { mount: undefined }, path: string, content: string | Uint8Array, mode: number | undefined): void {
    const old = nodeAt(this.root, place.parts);
    const grown = byteLength(content) - sizeOf(old);
    if (grown > 0 && this.usedBytes + grown > this.capacity) throw new FileError('ENOSPC', path);
    const now = this.clock.now();
    if (old?.type === 'file') {
      const above = nodeAt(this.root, place.parts.slice(0, -1));
      const node: FileNode = { ...old, content, size: byteLength(content), modified: now };
      this.root = withNode(this.root, place.parts, node, above?.modified ?? now);
    } else this.put(place.parts, fileNode(content, now, mode), path);
    this.usedBytes = Math.max(0, this.usedBytes + grown);
  }

  private put(parts: readonly string[], node: TreeNode, path: string): void {
    this.folderAt({ mount: undefined, parts: parts.slice(0, -1), path: '' }, path);
    this.root = withNode(this.root, parts, node, this.clock.now());
  }

  private ensureFolders(parts: readonly string[]): void {
    for (let depth = 1; depth <= parts.length; depth++) {
      const path = join(parts.slice(0, depth));
      if (this.stat(path) !== undefined) continue;
      const place = this.placeOf(path);
      if (place.mount) place.mount.files.makeDirectory(place.inner);
      else this.root = withNode(this.root, place.parts, directoryNode(this.clock.now()), this.clock.now());
    }
  }

  private fileAt(place: Place & { mount: undefined }, path: string): FileNode {
    const node = nodeAt(this.root, place.parts);
    if (node === undefined) throw new FileError('ENOENT', path);
    if (node.type === 'directory') throw new FileError('EISDIR', path);
    if (node.type === 'symlink') throw new FileError('ELOOP', path);
    return node;
  }

  private folderAt(place: Place & { mount: undefined }, path: string): DirectoryNode {
    const node = nodeAt(this.root, place.parts);
    if (node === undefined) throw new FileError('ENOENT', path);
    if (node.type !== 'directory') throw new FileError('ENOTDIR', path);
    return node;
  }

  private lookUp(place: Place): FileStat | undefined {
    if (place.mount) return place.mount.files.stat(place.inner, { followLinks: false });
    const node = nodeAt(this.root, place.parts);
    return node && statOf(node);
  }

  /** Which file system a path without links belongs to. */
  private placeOf(path: string): Place {
    // The last one: what was mounted deeper and before it is hidden.
    const best = this.mounts.findLast((mount) => isInside(path, mount.path));
    if (best === undefined) return { mount: undefined, parts: path === '/' ? [] : path.slice(1).split('/'), path };
    return { mount: best, inner: join([...split(best.from ?? '/'), ...split(path.slice(best.path.length))]), path };
  }

  /** Follows `.`, `..` and links; everything but the last name must be there (unless `lenient`). Throws FileError. */
  private resolve(path: string, followLast: boolean, lenient = false): Place {
    const place = this.find(path, followLast, lenient);
    if (typeof place === 'string') throw new FileError(place, path);
    return place;
  }

  private find(path: string, followLast: boolean, lenient = false): Place | FileErrorCode {
    let pending = namesIn(path);
    let done = '';
    let links = 0;
    for (let index = 0; index < pending.length; index++) {
      const part = pending[index] ?? '';
      if (part === '..') {
        done = done.slice(0, Math.max(0, done.lastIndexOf('/')));
        continue;
      }
      const here = `${done}/${part}`;
      const isLast = index === pending.length - 1;
      const place = this.placeOf(here);
      // What a name leads to matters on the way, and at the end only where a link is followed.
      if (isLast && !followLast) return place;
      const type = this.typeAt(place);
      if (type === 'symlink') {
        if (++links > MAX_LINKS) return 'ELOOP';
        const target = place.mount ? place.mount.files.readLink(place.inner) : this.readLink(place.path);
        pending = [...namesIn(target), ...pending.slice(index + 1)];
        index = -1;
        if (target.startsWith('/')) done = '';
        continue;
      }
      if (isLast) return place;
      if (!lenient) {
        const code: FileErrorCode | undefined = type === undefined ? 'ENOENT' : type === 'file' ? 'ENOTDIR' : undefined;
        if (code !== undefined && !(type === undefined && this.leadsToMount(here))) return code;
      }
      done = here;
    }
    return this.placeOf(done === '' ? '/' : done);
  }

  /** `magic` is a link that leads where its file system knows, not where its text says. */
  private typeAt(place: Place): FileStat['type'] | 'magic' | undefined {
    if (place.mount) {
      const stat = place.mount.files.stat(place.inner, { followLinks: false });
      return stat?.isMagic ? 'magic' : stat?.type;
    }
    return nodeAt(this.root, place.parts)?.type;
  }

  private leadsToMount(path: string): boolean {
    return this.mounts.some((mount) => mount.path !== path && isInside(mount.path, path));
  }
}
