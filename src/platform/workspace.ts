import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What of the learner's folder is looked at. */
const most = { files: 500, bytes: 256 * 1024 };

/** Writes the files that are not there yet, and says which. */
export function writeMissing(folder: string, files: { readonly [path: string]: string }): readonly string[] {
  mkdirSync(folder, { recursive: true });
  const missing = Object.entries(files).filter(([file]) => !existsSync(path.join(folder, file)));
  for (const [file, text] of missing) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  return missing.map(([file]) => file);
}

/** The plain text files of a folder: path → text. Hidden ones, links and large ones are left out. Throws Error with words for a person. */
export function readWorkspace(folder: string): { readonly [path: string]: string } {
  const files: { [path: string]: string } = {};
  const pending = [''];
  while (pending.length > 0) {
    const below = pending.pop() ?? '';
    for (const entry of readdirSync(path.join(folder, below), { withFileTypes: true })) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) pending.push(name);
      else if (entry.isFile() && lstatSync(path.join(folder, name)).size <= most.bytes) {
        if (Object.keys(files).length >= most.files) throw new Error(`expected at most ${most.files} files in ${folder}`);
        files[name] = readFileSync(path.join(folder, name), 'utf8');
      }
    }
  }
  return files;
}
