import { nearest } from '../../course/pack/problems.ts';
import { addedPacks, removePack } from '../../platform/packs.ts';
import { CommandError, defineCommand, jsonOption, printJson } from '../define-command.ts';

export const packRemove = defineCommand({
  name: 'pack remove',
  summary: 'Remove a pack that was added; what was passed in it is kept',
  usage: 'NAME',
  least: 1,
  most: 1,
  options: { ...jsonOption },
  examples: [{ line: 'kubetutor pack remove kubetutor-pack-shop', does: 'the opposite of `pack add`' }],
  async run({ console, options, positionals, packsFolder }) {
    const [name = ''] = positionals;
    const names = addedPacks(packsFolder).map((pack) => pack.name);
    if (!names.includes(name)) {
      const near = nearest(name, names);
      throw new CommandError(`no pack ${name} was added${near === undefined ? '' : `; did you mean ${near}?`}`);
    }
    await removePack(name, packsFolder);
    if (options['json'] === true) printJson(console, { removed: name });
    else console.out(`${name} is removed.\n`);
    return 0;
  },
});
