import { FileError, type FileStat, type FileSystem } from './file-system.ts';

/** A folder of a file system. */
export interface Layer {
  readonly files: FileSystem;
  readonly path: string;
}

export interface OverlayOptions {
  /** The topmost first, as `lowerdir=` names them. They are never written. */
  readonly lower: readonly Layer[];
  /** What is written goes here; without it the union is read-only. */
  readonly upper?: Layer;
}

/** Whether a file in an upper layer stands for a name that was removed. */
export function isWhiteout(stat: FileStat | undefined): boolean {
  return stat?.device !== undefined && stat.device.major === 0 && stat.device.minor === 0;
}

/**
 * The union of folders: a name is taken from the topmost layer that has it, folders are put together. Writing copies a file up first;
 * removing one leaves a whiteout in the upper layer, a character device 0, 0. Models fs/overlayfs.
 */
export class Overlay implements FileSystem {
  private readonly layers: readonly Layer[];

  constructor(private readonly options: OverlayOptions) {
    this.layers = options.upper === undefined ? options.lower : [options.upper, ...options.lower];
  }

  stat(path: string): FileStat | undefined {
    const [top] = this.holders(path);
    return top === undefined ? undefined : top.stat;
  }

  readText(path: string): string {
    const { layer } = this.top(path);
    return layer.files.readText(inside(layer, path));
  }

  readBytes(path: string): Uint8Array {
    const { layer } = this.top(path);
    return layer.files.readBytes(inside(layer, path));
  }

  write(path: string, content: string | Uint8Array, options?: { readonly mode?: number }): void {
    const upper = this.writable(path);
    const [top] = this.holders(path);
    if (top?.stat.type === 'directory') throw new FileError('EISDIR', path);
    if (top === undefined) this.makeWay(path);
    else this.copyUp(path);
    upper.files.write(inside(upper, path), content, options);
  }

  append(path: string, content: string | Uint8Array): void {
    const upper = this.writable(path);
    const [top] = this.holders(path);
    if (top?.stat.type === 'directory') throw new FileError('EISDIR', path);
    if (top === undefined) this.makeWay(path);
    else if (content.length === 0) return;
    else this.copyUp(path);
    upper.files.append(inside(upper, path), content);
  }

  list(path: string): readonly string[] {
    const { stat } = this.top(path);
    if (stat.type !== 'directory') throw new FileError('ENOTDIR', path);
    const names = new Set<string>();
    const hidden = new Set<string>();
    for (const { layer } of this.holders(path))
      for (const name of layer.files.list(inside(layer, path))) {
        if (names.has(name) || hidden.has(name)) continue;
        const own = layer.files.stat(inside(layer, `${path}/${name}`), { followLinks: false });
        (isWhiteout(own) ? hidden : names).add(name);
      }
    return [...names].sort();
  }

  makeDirectory(path: string, options: { readonly recursive?: boolean; readonly mode?: number } = {}): void {
    const upper = this.writable(path);
    if (this.stat(path) !== undefined) {
      if (options.recursive && this.stat(path)?.type === 'directory') return;
      throw new FileError('EEXIST', path);
    }
    if (options.recursive && parentOf(path) !== '/') this.makeDirectory(parentOf(path), { recursive: true });
    const covered = this.makeWay(path);
    upper.files.makeDirectory(inside(upper, path), options.mode === undefined ? {} : { mode: options.mode });
    // What was removed here stays so, though a folder of this name is in the layers below.
    if (covered) upper.files.markOpaque?.(inside(upper, path));
  }

  remove(path: string, options: { readonly recursive?: boolean; readonly force?: boolean } = {}): void {
    const upper = this.writable(path);
    const found = this.stat(path);
    if (found === undefined) {
      if (options.force) return;
      throw new FileError('ENOENT', path);
    }
    if (found.type === 'directory' && !options.recursive && this.list(path).length > 0) throw new FileError('ENOTEMPTY', path);
    this.removeFrom(upper, path);
  }

  rename(from: string, to: string): void {
    const upper = this.writable(from);
    const source = this.stat(from);
    if (source === undefined) throw new FileError('ENOENT', from);
    if (from === to) return;
    const target = this.stat(to);
    // A folder that is in the layers below cannot be moved without copying all of it.
    if (source.type === 'directory' && this.holders(from).some(({ layer }) => layer !== upper))
      throw new FileError('EXDEV', from);
    if (target?.type === 'directory') {
      if (source.type !== 'directory') throw new FileError('EISDIR', to);
      if (this.list(to).length > 0) throw new FileError('ENOTEMPTY', to);
    } else if (target !== undefined && source.type === 'directory') throw new FileError('ENOTDIR', to);
    this.copyUp(from);
    if (target !== undefined) this.removeFrom(upper, to);
    const covered = this.makeWay(to);
    upper.files.rename(inside(upper, from), inside(upper, to));
    if (covered && source.type === 'directory') upper.files.markOpaque?.(inside(upper, to));
    if (this.isBelow(from)) upper.files.makeDevice?.(inside(upper, from), 0, 0);
  }

  link(target: string, path: string): void {
    const upper = this.writable(path);
    if (this.stat(path) !== undefined) throw new FileError('EEXIST', path);
    this.makeWay(path);
    upper.files.link(target, inside(upper, path));
  }

  readLink(path: string): string {
    const { layer } = this.top(path);
    return layer.files.readLink(inside(layer, path));
  }

  changeMode(path: string, mode: number): void {
    this.copyUp(path);
    const upper = this.writable(path);
    upper.files.changeMode(inside(upper, path), mode);
  }

  changeTime(path: string, modified: number): void {
    this.copyUp(path);
    const upper = this.writable(path);
    upper.files.changeTime(inside(upper, path), modified);
  }

  changeOwner(path: string, uid: number, gid: number): void {
    this.copyUp(path);
    const upper = this.writable(path);
    upper.files.changeOwner?.(inside(upper, path), uid, gid);
  }

  /** The layers that make up what is at the path, topmost first: several for a folder, one for a file. */
  private holders(path: string): readonly { readonly layer: Layer; readonly stat: FileStat }[] {
    let here: readonly Layer[] = this.layers;
    let found: { readonly layer: Layer; readonly stat: FileStat }[] = here
      .map((layer) => ({ layer, stat: layer.files.stat(layer.path) }))
      .filter((entry): entry is { layer: Layer; stat: FileStat } => entry.stat !== undefined);
    let at = '';
    for (const name of path.split('/').filter((part) => part !== '')) {
      at += `/${name}`;
      found = [];
      for (const layer of here) {
        const stat = layer.files.stat(inside(layer, at), { followLinks: false });
        if (stat === undefined) continue;
        if (isWhiteout(stat) || (stat.type !== 'directory' && found.length > 0)) break;
        found.push({ layer, stat });
        if (stat.type !== 'directory' || stat.opaque) break;
      }
      here = found.filter(({ stat }) => stat.type === 'directory').map(({ layer }) => layer);
    }
    return found;
  }

  private top(path: string): { readonly layer: Layer; readonly stat: FileStat } {
    const [top] = this.holders(path);
    if (top === undefined) throw new FileError('ENOENT', path);
    return top;
  }

  private writable(path: string): Layer {
    const { upper } = this.options;
    if (upper === undefined) throw new FileError('EROFS', path);
    return upper;
  }

  /** Whether a layer below the upper one would show something here. */
  private isBelow(path: string): boolean {
    // Only layers that the folders above are open down to.
    const open = this.holders(parentOf(path)).map(({ layer }) => layer);
    return new Overlay({ lower: this.options.lower.filter((layer) => open.includes(layer)) }).stat(path) !== undefined;
  }

  private removeFrom(upper: Layer, path: string): void {
    const own = inside(upper, path);
    const below = this.isBelow(path);
    if (upper.files.stat(own, { followLinks: false }) !== undefined) upper.files.remove(own, { recursive: true });
    if (!below) return;
    this.copyUp(parentOf(path));
    upper.files.makeDevice?.(own, 0, 0);
  }

  /** Makes the folders above in the upper layer and takes a whiteout away; returns whether there was one. */
  private makeWay(path: string): boolean {
    const upper = this.writable(path);
    const above = this.top(parentOf(path));
    if (above.stat.type !== 'directory') throw new FileError('ENOTDIR', path);
    this.copyUp(parentOf(path));
    const own = inside(upper, path);
    if (!isWhiteout(upper.files.stat(own, { followLinks: false }))) return false;
    upper.files.remove(own);
    return true;
  }

  private copyUp(path: string): void {
    const upper = this.writable(path);
    const { layer, stat } = this.top(path);
    if (layer === upper) return;
    if (path !== '/') this.copyUp(parentOf(path));
    const [from, to] = [inside(layer, path), inside(upper, path)];
    if (stat.type === 'directory') upper.files.makeDirectory(to, { mode: stat.mode });
    else if (stat.type === 'symlink') upper.files.link(layer.files.readLink(from), to);
    else upper.files.write(to, layer.files.readBytes(from), { mode: stat.mode });
    if (stat.type === 'symlink') return;
    if (stat.uid !== 0 || stat.gid !== 0) upper.files.changeOwner?.(to, stat.uid, stat.gid);
    upper.files.changeTime(to, stat.modified);
  }
}

function inside(layer: Layer, path: string): string {
  return path === '/' || path === ''
    ? layer.path
    : `${layer.path === '/' ? '' : layer.path}${path.startsWith('/') ? '' : '/'}${path}`;
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}
