import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/**
 * The licence texts of every package that a bundle holds, found through esbuild's metafile. Throws when a package has none:
 * we may not ship what we cannot name the licence of.
 */
export function licencesOf(metafile, root) {
  const folders = new Set();
  for (const input of Object.keys(metafile.inputs)) {
    const at = input.lastIndexOf('node_modules/');
    if (at < 0) continue;
    const [first, second] = input.slice(at + 'node_modules/'.length).split('/');
    folders.add(input.slice(0, at + 'node_modules/'.length) + (first.startsWith('@') ? `${first}/${second}` : first));
  }
  return [...folders]
    .sort()
    .map((folder) => describe(path.join(root, folder)))
    .join('\n\n');
}

function describe(folder) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file && !license) throw new Error(`${name} states no licence`);
  const text =
    file && existsSync(path.join(folder, file)) ? readFileSync(path.join(folder, file), 'utf8').trim() : `Licence: ${license}`;
  return `${'='.repeat(72)}\n${name} ${version} (${license})\n\n${text}`;
}
