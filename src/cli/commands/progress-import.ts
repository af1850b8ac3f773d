import { merged } from '../../course/progress/merge.ts';
import { readProgress } from '../../course/progress/record.ts';
import { CommandError, defineCommand, jsonOption, printJson } from '../define-command.ts';

export const progressImport = defineCommand({
  name: 'progress import',
  summary: 'Add what was exported on another machine; nothing passed here is lost',
  usage: 'FILE|-',
  least: 1,
  most: 1,
  options: { ...jsonOption },
  examples: [{ line: 'kubetutor progress import progress.json', does: 'what `progress export` printed' }],
  async run(context) {
    const { console, options, positionals } = context;
    const [file = '-'] = positionals;
    let value: unknown;
    try {
      value = JSON.parse(file === '-' ? await console.readInput() : console.readFile(file));
    } catch (error) {
      throw new CommandError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
    }
    const record = readProgress(value);
    if (record === undefined) throw new CommandError(`${file}: expected what \`kubetutor progress export\` printed`);
    const store = await context.progress();
    store.update((own) => merged(own, record));
    const lessons = Object.values(store.read().packs).flatMap((kept) => Object.values(kept));
    const passed = lessons.filter(({ passedAt }) => passedAt !== undefined).length;
    if (options['json'] === true) printJson(console, { lessons: lessons.length, passed });
    else console.out(`Now ${passed} of ${lessons.length} lessons begun are passed.\n`);
    return 0;
  },
});
