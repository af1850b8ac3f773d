import { lessonsOf } from '../../course/lesson/model.ts';
import { addPack, removePack } from '../../platform/packs.ts';
import { CommandError, defineCommand, jsonOption, printJson } from '../define-command.ts';
import { countOf, packFor } from '../packs.ts';

export const packAdd = defineCommand({
  name: 'pack add',
  summary: 'Add a pack, so that `--pack NAME` finds it',
  usage: 'PATH|TARBALL|GIT-URL|NPM-NAME',
  least: 1,
  most: 1,
  options: { ...jsonOption },
  examples: [
    { line: 'kubetutor pack add ./my-pack-1.0.0.tgz', does: 'a pack that was built' },
    { line: 'kubetutor pack add git+https://example.org/packs/shop.git', does: 'a pack from git' },
  ],
  async run(context) {
    const { console, options, positionals, packsFolder } = context;
    const added = await fetched(positionals[0] ?? '', packsFolder);
    try {
      const pack = packFor({ ...context, options: { pack: added.folder } });
      const [first] = lessonsOf(pack);
      if (options['json'] === true) printJson(console, { name: added.name, pack: pack.id, version: pack.version });
      else
        console.out(
          `${pack.title} ${pack.version}, ${countOf(lessonsOf(pack).length, 'lesson')}\nOpen it with: kubetutor ${first?.id ?? ''} --pack ${added.name}\n`,
        );
      return 0;
    } catch (error) {
      // What cannot be played does not stay.
      await removePack(added.name, packsFolder);
      throw error;
    }
  },
});

async function fetched(specification: string, folder: string): ReturnType<typeof addPack> {
  try {
    return await addPack(specification, folder);
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error));
  }
}
