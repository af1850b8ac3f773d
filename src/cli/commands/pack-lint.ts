import { lessonsOf } from '../../course/lesson/model.ts';
import { readPack } from '../../course/pack/load.ts';
import { renderProblem } from '../../course/pack/problems.ts';
import { defineCommand, jsonOption, printJson } from '../define-command.ts';
import { countOf, filesOf } from '../packs.ts';

export const packLint = defineCommand({
  name: 'pack lint',
  summary: 'Check the form of a pack',
  usage: '[PATH]',
  most: 1,
  options: { ...jsonOption },
  examples: [{ line: 'kubetutor pack lint ./my-pack', does: 'all that is wrong, with file, line and column' }],
  async run({ console, options, positionals }) {
    const { pack, problems } = readPack(filesOf(positionals[0]));
    if (options['json'] === true) printJson(console, { problems });
    else if (problems.length > 0)
      console.out(`${problems.map(renderProblem).join('\n\n')}\n\n${countOf(problems.length, 'problem')}\n`);
    else
      console.out(`${pack?.title ?? ''}: ${countOf(pack === undefined ? 0 : lessonsOf(pack).length, 'lesson')}, nothing wrong\n`);
    return problems.length === 0 ? 0 : 1;
  },
});
