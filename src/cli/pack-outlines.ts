import { lessonsOf } from '../course/lesson/model.ts';
import { readPack } from '../course/pack/load.ts';
import { packFilesIn } from '../platform/pack-files.ts';
import { addedPacks, findPack, packsFolder } from '../platform/packs.ts';
import type { PackOutline } from '../tui/index.ts';

/** The built-in pack, those that were added, and the one that is open. */
export function packOutlines(open: string | undefined): readonly PackOutline[] {
  const added = addedPacks(packsFolder());
  const named = [
    { folder: findPack() },
    ...added,
    ...(open === undefined || added.some(({ name }) => name === open) ? [] : [{ name: open, folder: findPack(open) }]),
  ];
  return named.map((one): PackOutline => {
    const name = 'name' in one ? one.name : undefined;
    const { pack, problems } = readPack(packFilesIn(one.folder));
    return {
      ...(name === undefined ? {} : { name }),
      title: pack?.title ?? name ?? '',
      version: pack?.version ?? '',
      description: pack?.description ?? '',
      lessons: pack === undefined ? 0 : lessonsOf(pack).length,
      problems: problems.length,
      open: name === open,
    };
  });
}
