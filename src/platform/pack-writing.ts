import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runTool } from './run-tool.ts';

/** Writes new files below a folder that is empty or not there yet. Throws Error with words for a person. */
export function writeNewFolder(folder: string, files: { readonly [path: string]: string }): void {
  if (existsSync(folder) && readdirSync(folder).length > 0) throw new Error(`the folder ${folder} is not empty`);
  for (const [file, text] of Object.entries(files)) {
    const full = path.join(folder, file);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, text);
  }
}

/** The package.json of a pack's folder as it is, undefined when there is none. */
export function packageManifest(folder: string): { readonly [key: string]: unknown } | undefined {
  const file = path.join(folder, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { readonly [key: string]: unknown }) : undefined;
}

/** Packs these files of a folder, with this package.json, into a tarball by npm. Returns its path. */
export async function packTarball(
  folder: string,
  files: readonly string[],
  manifest: { readonly [key: string]: unknown },
  into: string,
): Promise<string> {
  const stage = mkdtempSync(path.join(tmpdir(), 'kubetutor-pack-'));
  try {
    for (const file of files) cpSync(path.join(folder, file), path.join(stage, file), { recursive: true });
    writeFileSync(path.join(stage, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    mkdirSync(into, { recursive: true });
    const { stdout } = await runTool(
      'npm',
      ['pack', '--json', '--ignore-scripts', '--pack-destination', path.resolve(into)],
      stage,
    );
    const [packed] = JSON.parse(stdout) as readonly { readonly filename: string }[];
    return path.join(path.resolve(into), packed?.filename ?? '');
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}
