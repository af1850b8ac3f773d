import { formatTime } from '../core/time-text.ts';
import type { FileSystem } from '../host/file-system.ts';
import { directoryNode, fileNode, linkNode, nodeAt, withNode, type DirectoryNode } from '../host/file-tree.ts';
import type { ProjectedFile } from './volumes.ts';

type Content = ReadonlyMap<string, ProjectedFile>;

/**
 * The files of a volume as they are written first: in a folder that a link points to, so that all of them change in one step later. Models
 * pkg/volume/util/atomic_writer.go, whose layout (`..data`, a folder with a time) is visible in containers.
 */
export function firstTree(content: Content, now: number): DirectoryNode {
  const folder = `${folderName(now)}.0000000000`;
  let root = withNode(directoryNode(now), [folder], directoryNode(now), now);
  for (const [path, { text, mode }] of content) {
    const names = [folder, ...path.split('/')];
    for (let depth = 2; depth < names.length; depth++) {
      const parent = names.slice(0, depth);
      if (nodeAt(root, parent) === undefined) root = withNode(root, parent, directoryNode(now), now);
    }
    root = withNode(root, names, fileNode(text, now, mode), now);
  }
  root = withNode(root, ['..data'], linkNode(folder, now), now);
  for (const name of topNames(content)) root = withNode(root, [name], linkNode(`..data/${name}`, now), now);
  return root;
}

export function sameFiles(left: Content | undefined, right: Content): boolean {
  if (left?.size !== right.size) return false;
  for (const [path, { text }] of right) if (left.get(path)?.text !== text) return false;
  return true;
}

/** Writes all files anew in one step, as a reader sees it: into a new folder that the link then points to. */
export function writeAtomically(files: FileSystem, content: Content, now: number): void {
  const old = files.readLink('/..data');
  const folder = freeName(files, folderName(now));
  files.makeDirectory(`/${folder}`, { recursive: true });
  for (const [path, { text, mode }] of content) {
    const parent = path.split('/').slice(0, -1).join('/');
    if (parent !== '') files.makeDirectory(`/${folder}/${parent}`, { recursive: true });
    files.write(`/${folder}/${path}`, text, { mode });
  }
  files.remove('/..data');
  files.link(folder, '/..data');
  const visible = topNames(content);
  for (const name of files.list('/')) if (!name.startsWith('..') && !visible.has(name)) files.remove(`/${name}`);
  for (const name of visible) {
    if (files.stat(`/${name}`, { followLinks: false }) === undefined) files.link(`..data/${name}`, `/${name}`);
  }
  files.remove(`/${old}`, { recursive: true });
}

function folderName(now: number): string {
  return `..${formatTime(now)
    .replaceAll(/[-:TZ]/g, '_')
    .replace(/_$/, '')}`;
}

const topNames = (content: Content): ReadonlySet<string> =>
  new Set([...content.keys()].map((path) => path.split('/')[0] ?? path));

function freeName(files: FileSystem, name: string): string {
  for (let number = 0; ; number++) {
    const candidate = `${name}.${String(number).padStart(10, '0')}`;
    if (files.stat(`/${candidate}`) === undefined) return candidate;
  }
}
