import { textOfUtf8, utf8OfText } from '../core/utf8.ts';
import type { FileStat } from './file-system.ts';
import { normalPath, parentOf } from './file-paths.ts';

interface Inode {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly modified: number;
}

export interface FileNode extends Inode {
  readonly type: 'file';
  readonly content: string | Uint8Array;
  /** Bytes. */
  readonly size: number;
  /** A device and no plain file; 0, 0 hides a name of the layers below in an overlay. */
  readonly device?: { readonly major: number; readonly minor: number };
}

export interface DirectoryNode extends Inode {
  readonly type: 'directory';
  readonly entries: ReadonlyMap<string, TreeNode>;
  /** Hides the same folder in the layers below in an overlay. */
  readonly opaque?: boolean;
}

export interface LinkNode extends Inode {
  readonly type: 'symlink';
  readonly target: string;
}

/**
 * A tree of files that never changes: who writes gets a new root that shares everything else with the old one. So a thousand
 * containers of one image hold one tree, and a snapshot costs nothing.
 */
export type TreeNode = FileNode | DirectoryNode | LinkNode;

export function byteLength(content: string | Uint8Array): number {
  if (typeof content !== 'string') return content.length;
  let bytes = content.length;
  for (let index = 0; index < content.length; index++) {
    const code = content.charCodeAt(index);
    if (code < 0x80) continue;
    // Both halves of a surrogate pair together are four bytes; one alone stands for a byte of no character.
    if (code >= 0xdc00 && code <= 0xdfff) continue;
    bytes += code >= 0xd800 && code <= 0xdbff ? 2 : code < 0x800 ? 1 : 2;
  }
  return bytes;
}

export function textOf(content: string | Uint8Array): string {
  return typeof content === 'string' ? content : textOfUtf8(content);
}

export function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? utf8OfText(content) : content;
}

export function concat(left: string | Uint8Array, right: string | Uint8Array): string | Uint8Array {
  if (typeof left === 'string' && typeof right === 'string') return left + right;
  const [first, second] = [bytesOf(left), bytesOf(right)];
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}

export function fileNode(content: string | Uint8Array, modified: number, mode = 0o644): FileNode {
  return { type: 'file', content, size: byteLength(content), mode, uid: 0, gid: 0, modified };
}

export function directoryNode(modified: number, mode = 0o755): DirectoryNode {
  return { type: 'directory', entries: new Map(), mode, uid: 0, gid: 0, modified };
}

export function linkNode(target: string, modified: number): LinkNode {
  return { type: 'symlink', target, mode: 0o777, uid: 0, gid: 0, modified };
}

export function nodeAt(root: DirectoryNode, parts: readonly string[]): TreeNode | undefined {
  let node: TreeNode = root;
  for (const part of parts) {
    const next: TreeNode | undefined = node.type === 'directory' ? node.entries.get(part) : undefined;
    if (next === undefined) return undefined;
    node = next;
  }
  return node;
}

/** The tree with another node at the path, or none for undefined. The folder above must be there. */
export function withNode(
  root: DirectoryNode,
  parts: readonly string[],
  node: TreeNode | undefined,
  modified: number,
): DirectoryNode {
  const [name, ...rest] = parts;
  if (name === undefined) return node?.type === 'directory' ? node : root;
  const entries = new Map(root.entries);
  if (rest.length === 0) {
    if (node === undefined) entries.delete(name);
    else entries.set(name, node);
    return { ...root, entries, modified };
  }
  const child = entries.get(name);
  if (child?.type !== 'directory') return root;
  entries.set(name, withNode(child, rest, node, modified));
  return { ...root, entries };
}

/** A tree from paths and texts; folders come along. A path that ends in `/` is an empty folder. */
export function createFileTree(
  files: { readonly [path: string]: string | Uint8Array },
  options: { readonly modified?: number; readonly executable?: readonly string[] } = {},
): DirectoryNode {
  const modified = options.modified ?? 0;
  const executable = new Set(options.executable);
  const folders = new Map<string, Map<string, TreeNode>>();
  const entriesOf = (folder: string): Map<string, TreeNode> => {
    const known = folders.get(folder);
    if (known !== undefined) return known;
    const entries = new Map<string, TreeNode>();
    folders.set(folder, entries);
    if (folder !== '/') entriesOf(parentOf(folder)).set(nameOf(folder), { ...directoryNode(modified), entries });
    return entries;
  };
  for (const [path, content] of Object.entries(files)) {
    const full = normalPath(path);
    if (path.endsWith('/')) entriesOf(full);
    else entriesOf(parentOf(full)).set(nameOf(full), fileNode(content, modified, executable.has(path) ? 0o755 : 0o644));
  }
  return { ...directoryNode(modified), entries: entriesOf('/') };
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

export function statOf(node: TreeNode): FileStat {
  const size = node.type === 'file' ? node.size : node.type === 'symlink' ? byteLength(node.target) : 4096;
  const { type, mode, uid, gid, modified } = node;
  return {
    type,
    mode,
    uid,
    gid,
    size,
    modified,
    ...(node.type === 'file' && node.device !== undefined ? { device: node.device } : {}),
    ...(node.type === 'directory' && node.opaque ? { opaque: true } : {}),
  };
}

export function sizeOf(node: TreeNode | undefined): number {
  if (node === undefined || node.type === 'symlink') return 0;
  if (node.type === 'file') return node.size;
  let bytes = 0;
  for (const child of node.entries.values()) bytes += sizeOf(child);
  return bytes;
}

/** Both trees in one: of two nodes with one name that of `above`, but folders are put together. */
export function mergeTrees(below: DirectoryNode, above: DirectoryNode): DirectoryNode {
  const entries = new Map(below.entries);
  for (const [name, node] of above.entries) {
    const old = entries.get(name);
    entries.set(name, old?.type === 'directory' && node.type === 'directory' ? mergeTrees(old, node) : node);
  }
  return { ...below, entries };
}
