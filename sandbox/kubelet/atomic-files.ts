import { formatTime } from '../core/time-text.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { ProjectedFile } from './volumes.ts';

/**
 * Writes all files in one step, as a reader sees it: into a new folder that a link then points to. Models
 * pkg/volume/util/atomic_writer.go, whose layout (`..data`, a folder with a time) is visible in containers.
 */
export function writeAtomically(files: FileSystem, content: ReadonlyMap<string, ProjectedFile>, now: number): void {
  const old = files.stat('/..data', { followLinks: false }) === undefined ? undefined : files.readLink('/..data');
  if (old !== undefined && sameContent(files, content)) return;
  const folder = freeName(
    files,
    `..${formatTime(now)
      .replaceAll(/[-:TZ]/g, '_')
      .replace(/_$/, '')}`,
  );
  files.makeDirectory(`/${folder}`, { recursive: true });
  for (const [path, { text, mode }] of content) {
    const parent = path.split('/').slice(0, -1).join('/');
    if (parent !== '') files.makeDirectory(`/${folder}/${parent}`, { recursive: true });
    files.write(`/${folder}/${path}`, text, { mode });
  }
  if (old !== undefined) files.remove('/..data');
  files.link(folder, '/..data');
  const visible = new Set([...content.keys()].map((path) => path.split('/')[0] ?? path));
  for (const name of files.list('/')) if (!name.startsWith('..') && !visible.has(name)) files.remove(`/${name}`);
  for (const name of visible) {
    if (files.stat(`/${name}`, { followLinks: false }) === undefined) files.link(`..data/${name}`, `/${name}`);
  }
  if (old !== undefined) files.remove(`/${old}`, { recursive: true });
}

function freeName(files: FileSystem, name: string): string {
  for (let number = 0; ; number++) {
    const candidate = `${name}.${String(number).padStart(10, '0')}`;
    if (files.stat(`/${candidate}`) === undefined) return candidate;
  }
}

function sameContent(files: FileSystem, content: ReadonlyMap<string, ProjectedFile>): boolean {
  const paths = listFiles(files, '/..data', '');
  return paths.length === content.size && paths.every((path) => content.get(path)?.text === files.readText(`/..data/${path}`));
}

function listFiles(files: FileSystem, root: string, below: string): readonly string[] {
  return files.list(`${root}/${below}`).flatMap((name) => {
    const path = below === '' ? name : `${below}/${name}`;
    return files.stat(`${root}/${path}`)?.type === 'directory' ? listFiles(files, root, path) : [path];
  });
}
