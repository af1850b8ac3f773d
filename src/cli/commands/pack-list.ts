import { lessonsOf } from '../../course/lesson/model.ts';
import { readPack } from '../../course/pack/load.ts';
import { addedPacks, findPack } from '../../platform/packs.ts';
import { packFilesIn } from '../../platform/pack-files.ts';
import { defineCommand, jsonOption, printJson } from '../define-command.ts';
import { countOf } from '../packs.ts';

export const packList = defineCommand({
  name: 'pack list',
  summary: 'List the built-in pack and those that were added',
  most: 0,
  options: { ...jsonOption },
  examples: [{ line: 'kubetutor pack list', does: 'names for `--pack`' }],
  async run({ console, options, packsFolder }) {
    const packs = [{ name: '(built in)', folder: findPack() }, ...addedPacks(packsFolder)].map(({ name, folder }) => {
      const { pack, problems } = readPack(packFilesIn(folder));
      return {
        name,
        id: pack?.id,
        version: pack?.version,
        title: pack?.title,
        lessons: pack === undefined ? 0 : lessonsOf(pack).length,
        problems: problems.length,
      };
    });
    if (options['json'] === true) {
      printJson(console, { packs });
      return 0;
    }
    const width = Math.max(...packs.map(({ name }) => name.length));
    for (const { name, version, title, lessons, problems } of packs) {
      const says = problems > 0 ? `cannot be played: ${countOf(problems, 'problem')}` : `${title ?? ''} ${version ?? ''}`;
      console.out(`  ${name.padEnd(width)}  ${says} (${countOf(lessons, 'lesson')})\n`);
    }
    return 0;
  },
});
