import type { FileSystem } from '../host/file-system.ts';
import { FileError } from '../host/file-system.ts';

export type StaticAnswer =
  | { readonly found: 'file'; readonly content: string; readonly type: string; readonly path: string }
  | { readonly found: 'directory'; readonly path: string }
  | { readonly found: 'forbidden' | 'nothing'; readonly path: string };

const types: { readonly [extension: string]: string } = {
  html: 'text/html',
  htm: 'text/html',
  css: 'text/css',
  js: 'application/javascript',
  json: 'application/json',
  txt: 'text/plain',
  svg: 'image/svg+xml',
  xml: 'text/xml',
};

/** What a web server finds below `root` for the path of a URL. `..` never leads out of the root. */
export function findStatic(files: FileSystem, root: string, urlPath: string): StaticAnswer {
  const plain = decode(urlPath.split(/[?#]/)[0] ?? '/');
  const parts: string[] = [];
  for (const part of plain.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  const path = `${root}/${parts.join('/')}`.replace(/\/$/, '');
  const stat = files.stat(path);
  if (stat?.type === 'directory') {
    if (!plain.endsWith('/')) return { found: 'directory', path };
    const index = `${path}/index.html`;
    return files.stat(index) === undefined ? { found: 'forbidden', path: `${path}/` } : read(files, index);
  }
  return stat === undefined || plain.endsWith('/') ? { found: 'nothing', path } : read(files, path);
}

function read(files: FileSystem, path: string): StaticAnswer {
  try {
    const extension = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
    return { found: 'file', content: files.readText(path), type: types[extension] ?? 'application/octet-stream', path };
  } catch (error) {
    if (error instanceof FileError) return { found: 'forbidden', path };
    throw error;
  }
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
