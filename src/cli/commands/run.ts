import type { ProgressStore } from '../../platform/progress-store.ts';
import { resolve } from '../../platform/paths.ts';
import { CommandError, defineCommand, jsonOption, langOption, packOption, printJson } from '../define-command.ts';
import { keepSession } from '../kept-session.ts';
import { converse, help } from '../line-lesson.ts';
import { LinePrinter } from '../line-printer.ts';
import { lessonFor, packFor } from '../packs.ts';
import { proseText } from '../prose-text.ts';

export const run = defineCommand({
  name: 'run',
  summary: 'A lesson line by line: over ssh, in pipes, for screen readers',
  usage: 'LESSON',
  least: 1,
  most: 1,
  options: {
    ...packOption,
    ...langOption,
    fresh: { type: 'boolean', summary: 'begin anew instead of where you left' },
    reset: { type: 'boolean', summary: 'the same as --fresh' },
    attempt: { type: 'string', value: 'FILE', summary: 'go on with this attempt; the one before it is kept beside it' },
    ...jsonOption,
  },
  examples: [
    { line: 'kubetutor run start/tour', does: 'the lesson with a prompt' },
    {
      line: "printf 'kubectl get nodes\\n' | kubetutor run start/tour --fresh --json",
      does: 'play input from a pipe and print what came of it',
    },
  ],
  async run(context) {
    const { console, options, positionals } = context;
    const pack = packFor(context);
    const lesson = lessonFor(pack, positionals[0] ?? '');
    const store = await context.progress();
    const { attempt } = options;
    if (typeof attempt === 'string') adopt(store, { pack: pack.id, lesson: lesson.id, file: resolve(attempt) });
    const { session, close, resumed } = keepSession({
      pack,
      lesson,
      createCluster: await context.cluster(),
      store,
      notice: (text) => console.error(`${text}\n`),
      newSeed: () => console.newSeed(),
      now: console.now,
      fresh: options['fresh'] === true || options['reset'] === true,
    });
    const json = options['json'] === true;
    const printer = new LinePrinter(json ? () => undefined : (text) => console.out(text));
    try {
      const notice = await resumed();
      if (notice !== undefined) console.error(`${notice}\n`);
      const { phase, failure } = session.state();
      if (phase === 'failed') {
        console.error(`The lesson cannot begin: ${failure ?? ''}\n`);
        return 1;
      }
      if (!json) {
        for (const section of lesson.sections) console.out(`${proseText(console, section)}\n\n`);
        console.out(`${help}\n`);
      }
      printer.show(session.state());
      printer.tasks(session.state());
      await converse({ console, session, printer, silent: json, help: true });
      const { tasks, transcript } = session.state();
      const passed = tasks.every(({ status }) => status === 'passed');
      if (json) printJson(console, { lesson: lesson.id, passed, tasks, transcript });
      else if (passed)
        console.out(`\nAll tasks have passed.\n\n${proseText(console, { title: '', markdown: lesson.debrief })}\n`);
      return passed ? 0 : 1;
    } finally {
      close();
    }
  },
});

function adopt(
  store: ProgressStore,
  { pack, lesson, file }: { readonly pack: string; readonly lesson: string; readonly file: string },
): void {
  try {
    store.adoptAttempt(pack, lesson, file);
  } catch (error) {
    throw new CommandError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
