import { newPack } from '../../course/pack/new-pack.ts';
import { slug } from '../../course/pack/prose.ts';
import { writeNewFolder } from '../../platform/pack-writing.ts';
import { version } from '../../platform/package-root.ts';
import { basename, join, resolve } from '../../platform/paths.ts';
import { CommandError, defineCommand, jsonOption, printJson } from '../define-command.ts';

export const packNew = defineCommand({
  name: 'pack new',
  summary: 'Begin a pack: a folder with one lesson that can be proved',
  usage: 'FOLDER',
  least: 1,
  most: 1,
  options: { ...jsonOption },
  examples: [{ line: 'kubetutor pack new my-pack', does: 'a pack with a lesson, a task, a fault to repair and a question' }],
  async run({ console, options, positionals }) {
    const [folder = ''] = positionals;
    const id = slug(basename(resolve(folder))).replaceAll(/[^a-z0-9-]/g, '');
    if (id === '') throw new CommandError(`expected a folder whose name has letters or digits, found ${folder}`, 2);
    const files = newPack({ id, version: version() });
    try {
      writeNewFolder(resolve(folder), files);
    } catch (error) {
      throw new CommandError(error instanceof Error ? error.message : String(error));
    }
    if (options['json'] === true) {
      printJson(console, { folder: resolve(folder), files: Object.keys(files) });
      return 0;
    }
    console.out(
      `${Object.keys(files)
        .map((file) => `${join(folder, file)}\n`)
        .join(
          '',
        )}\nNext:\n  kubetutor pack prove ${folder} --watch    play what must pass and what must fail, again at every save\n  kubetutor pack preview ${folder}          see it as a learner does\n`,
    );
    return 0;
  },
});
