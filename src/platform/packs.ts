import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { PackFiles } from '../course/pack/load.ts';
import { packageRoot } from './package-root.ts';
import { packFilesIn } from './pack-files.ts';

/** The files of the pack in a folder, of the built-in one when none is named. Throws Error with words for a person. */
export function openPack(folder?: string): PackFiles {
  const place = folder === undefined ? path.join(packageRoot(), 'lessons') : path.resolve(folder);
  if (!existsSync(place) || !statSync(place).isDirectory()) throw new Error(`there is no folder ${place}`);
  return packFilesIn(place);
}
