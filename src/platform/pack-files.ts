import { closeSync, lstatSync, openSync, readdirSync, readSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { PackFiles } from '../course/pack/load.ts';
import { limits } from '../course/pack-limits.ts';

/** A pack larger than this many files is not looked through further. */
const MOST_FILES = 20_000;

/** The files of a pack in a folder on disk. Symbolic links are left out, so nothing outside the folder can be reached. */
export function packFilesIn(folder: string): PackFiles {
  const root = realpathSync(folder);
  return {
    list: (below) => plainFiles(root, below),
    read(file) {
      const full = path.join(root, file);
      if (!isInside(root, full)) return undefined;
      try {
        const stat = realpathSync(full) === full ? lstatSync(full) : undefined;
        return stat?.isFile() ? beginningOf(full, Math.min(stat.size, limits.fileBytes + 1)) : undefined;
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
  };
}

/** As much of a file as shows whether it is too large: a pack must not fill the memory before anybody looks at it. */
function beginningOf(full: string, most: number): string {
  const file = openSync(full, 'r');
  try {
    const bytes = Buffer.alloc(most);
    let length = 0;
    for (let read = -1; read !== 0; length += read) read = readSync(file, bytes, length, bytes.length - length, null);
    return bytes.toString('utf8', 0, length);
  } finally {
    closeSync(file);
  }
}

function plainFiles(root: string, below: string): readonly string[] {
  const found: string[] = [];
  const pending = [below];
  while (pending.length > 0 && found.length < MOST_FILES) {
    const folder = pending.pop() ?? '';
    const full = path.join(root, folder);
    if (!isInside(root, full)) continue;
    for (const entry of entriesOf(full)) {
      const name = `${folder}/${entry.name}`;
      if (entry.isDirectory()) pending.push(name);
      else if (entry.isFile()) found.push(name);
    }
  }
  return found.sort();
}

function entriesOf(folder: string): readonly { readonly name: string; isDirectory(): boolean; isFile(): boolean }[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function isInside(root: string, full: string): boolean {
  return full === root || full.startsWith(root + path.sep);
}

/** Whether a file operation failed because there is nothing of that name. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
