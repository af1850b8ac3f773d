import { CommandError, defineCommand, jsonOption, packOption, printJson } from '../define-command.ts';
import { lessonFor, packFor } from '../packs.ts';

export const progressReset = defineCommand({
  name: 'progress reset',
  summary: 'Forget what you have passed: of a lesson, or of a whole pack with --all',
  usage: '[LESSON]',
  most: 1,
  options: { ...packOption, all: { type: 'boolean', summary: 'every lesson of the pack' }, ...jsonOption },
  examples: [
    { line: 'kubetutor progress reset start/tour', does: 'one lesson as if it had never been opened' },
    { line: 'kubetutor progress reset --all', does: 'all of the pack; `progress export` keeps a copy before' },
  ],
  async run(context) {
    const { console, options, positionals } = context;
    const pack = packFor(context);
    const [id] = positionals;
    if ((id === undefined) === (options['all'] !== true)) throw new CommandError('name a lesson, or give --all', 2);
    const lessons = pack.modules.flatMap((module) => module.lessons.map((lesson) => lesson.id));
    const forgotten = id === undefined ? lessons : [lessonFor(pack, id).id];
    const store = await context.progress();
    store.update((record) => {
      const keep = <T>(kept: { readonly [key: string]: T } = {}): { readonly [key: string]: T } =>
        Object.fromEntries(Object.entries(kept).filter(([key]) => !forgotten.includes(key.split('#')[0] ?? '')));
      const reviews =
        record.reviews === undefined ? {} : { reviews: { ...record.reviews, [pack.id]: keep(record.reviews[pack.id]) } };
      return { ...record, packs: { ...record.packs, [pack.id]: keep(record.packs[pack.id]) }, ...reviews };
    });
    for (const lesson of forgotten) store.forgetAttempt(pack.id, lesson);
    if (options['json'] === true) printJson(console, { pack: pack.id, forgotten });
    else console.out(`Forgotten: ${id ?? `all lessons of ${pack.title}`}.\n`);
    return 0;
  },
});
