import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type { PackFiles } from '../course/pack/load.ts';
import { packageRoot } from './package-root.ts';
import { packFilesIn } from './pack-files.ts';
import { writeAtomically } from './atomic-file.ts';
import { progressFolder } from './progress-glance.ts';
import { runTool } from './run-tool.ts';

/** A pack that was added, as npm keeps it. */
export interface AddedPack {
  /** Name of the npm package. */
  readonly name: string;
  readonly folder: string;
}

/** Where added packs are kept when no other place is given. */
export function packsFolder(home: string | undefined = process.env['KUBETUTOR_HOME']): string {
  return path.join(home ?? progressFolder(), 'packs');
}

/** The folder of a pack: a path, the name of a package in `node_modules` here or among the added ones; the built-in pack when none is named. Throws Error with words for a person. */
export function findPack(name?: string, added: string = packsFolder()): string {
  if (name === undefined) return path.join(packageRoot(), 'lessons');
  const candidates = [path.resolve(name)];
  if (isPackageName(name)) candidates.push(path.resolve('node_modules', name), path.join(added, 'node_modules', name));
  const found = candidates.find((folder) => existsSync(path.join(folder, 'pack.yaml')));
  if (found !== undefined) return found;
  if (existsSync(path.resolve(name)) && statSync(path.resolve(name)).isDirectory())
    throw new Error(`there is no pack.yaml in ${path.resolve(name)}`);
  throw new Error(
    name.includes('/') && !name.startsWith('@')
      ? `there is no folder ${path.resolve(name)}`
      : `there is no folder and no pack ${name}; \`kubetutor pack list\` shows those that were added`,
  );
}

/** The files of the pack of that name or path. Throws Error with words for a person. */
export function openPack(name?: string, added?: string): PackFiles {
  return packFilesIn(findPack(name, added));
}

export function addedPacks(folder: string): readonly AddedPack[] {
  return Object.keys(dependenciesIn(folder)).map((name) => ({ name, folder: path.join(folder, 'node_modules', name) }));
}

/**
 * Adds a pack from a folder, a tarball, a git address or the npm registry; npm and git do the fetching, and nothing of the pack is
 * run. Returns what came. Throws Error in npm's words.
 */
export async function addPack(specification: string, folder: string): Promise<AddedPack> {
  mkdirSync(folder, { recursive: true });
  const manifest = path.join(folder, 'package.json');
  if (!existsSync(manifest)) writeAtomically(manifest, '{"name":"kubetutor-packs","private":true}\n');
  const before = dependenciesIn(folder);
  const local = existsSync(specification) ? path.resolve(specification) : specification;
  await runTool('npm', ['install', '--prefix', folder, ...quiet, '--install-links', '--', local], folder);
  const after = dependenciesIn(folder);
  // What was there already, under the same address, has been installed anew.
  const isSame = (address = ''): boolean =>
    address.startsWith('file:') ? path.resolve(folder, address.slice('file:'.length)) === local : address.includes(local);
  const name =
    Object.keys(after).find((one) => before[one] !== after[one]) ??
    Object.keys(after).find((one) => isSame(after[one]) || one === specification);
  if (name === undefined) throw new Error(`npm installed nothing for ${specification}`);
  return { name, folder: path.join(folder, 'node_modules', name) };
}

export async function removePack(name: string, folder: string): Promise<void> {
  await runTool('npm', ['uninstall', '--prefix', folder, ...quiet, '--', name], folder);
}

const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

function dependenciesIn(folder: string): { readonly [name: string]: string } {
  const manifest = path.join(folder, 'package.json');
  if (!existsSync(manifest)) return {};
  const { dependencies = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as { dependencies?: { [name: string]: string } };
  return dependencies;
}

function isPackageName(name: string): boolean {
  return /^(@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*$/.test(name);
}
