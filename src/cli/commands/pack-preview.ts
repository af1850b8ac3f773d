import { CommandError, defineCommand, langOption } from '../define-command.ts';
import { lessonFor, packFor } from '../packs.ts';

export const packPreview = defineCommand({
  name: 'pack preview',
  summary: 'Open the course on a pack, as a learner will see it',
  usage: '[PATH] [LESSON]',
  most: 2,
  options: { ...langOption },
  examples: [{ line: 'kubetutor pack preview ./my-pack', does: 'the pack in the full screen' }],
  async run(context) {
    const { console, options, positionals } = context;
    const [name = '.', lesson] = positionals;
    const pack = packFor({ ...context, options: { ...options, pack: name } });
    if (lesson !== undefined) lessonFor(pack, lesson);
    if (!console.isTerminal) {
      const first = lesson ?? pack.modules[0]?.lessons[0]?.id ?? 'LESSON';
      throw new CommandError(`This needs a terminal. Line by line: kubetutor run ${first} --pack ${name}`, 2);
    }
    const { openFullScreen } = await import('../full-screen.ts');
    return openFullScreen({ console, pack: name, ...(lesson === undefined ? {} : { lesson }) });
  },
});
