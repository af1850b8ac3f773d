import { answerOf, questionLines } from '../answer-text.ts';
import { defineCommand, jsonOption, packOption, printJson, type CommandContext } from '../define-command.ts';
import { keepSession } from '../kept-session.ts';
import { LinePrinter } from '../line-printer.ts';
import { lessonFor, packFor } from '../packs.ts';
import { taskLines } from '../task-lines.ts';
import type { LessonSession } from '../../course/session/lesson-session.ts';

const help = `Type commands as in a shell. Lines that begin with a colon speak to the course:
  :tasks        the tasks          :hint       the next hint      :undo    take back the last command
  :answer WORDS answer a question  :solution   type the solution  :reset   begin the lesson again
  :wait SECONDS let time pass      :edit FILE  write a file, up to a line with a dot alone
  :help         this               :quit       leave
`;

/** How long the cluster is given after a command, in virtual time. */
const PATIENCE = 30_000;

export const run = defineCommand({
  name: 'run',
  summary: 'A lesson line by line: over ssh, in pipes, for screen readers',
  usage: 'LESSON',
  least: 1,
  most: 1,
  options: {
    ...packOption,
    fresh: { type: 'boolean', summary: 'begin anew instead of where you left' },
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
    const { session, close } = keepSession({
      pack,
      lesson,
      createCluster: await context.cluster(),
      store: await context.progress(),
      newSeed: () => console.newSeed(),
      now: console.now,
      fresh: options['fresh'] === true,
    });
    const json = options['json'] === true;
    const printer = new LinePrinter(json ? () => undefined : (text) => console.out(text));
    try {
      await session.ready();
      const { phase, failure } = session.state();
      if (phase === 'failed') {
        console.error(`The lesson cannot begin: ${failure ?? ''}\n`);
        return 1;
      }
      if (!json) {
        for (const section of lesson.sections)
          console.out(`${section.title === '' ? '' : `## ${section.title}\n\n`}${section.markdown}\n\n`);
        console.out(`${help}\n`);
      }
      printer.show(session.state());
      printer.tasks(session.state());
      await converse(context, session, printer, json);
      const { tasks, transcript } = session.state();
      const passed = tasks.every(({ status }) => status === 'passed');
      if (json) printJson(console, { lesson: lesson.id, passed, tasks, transcript });
      else if (passed) console.out(`\nAll tasks have passed.\n\n${lesson.debrief}\n`);
      return passed ? 0 : 1;
    } finally {
      close();
    }
  },
});

async function converse(context: CommandContext, session: LessonSession, printer: LinePrinter, json: boolean): Promise<void> {
  const { console } = context;
  let text = '';
  let file: { readonly path: string; readonly lines: string[] } | undefined;
  const prompt = (): string => (file !== undefined ? '' : text === '' ? session.state().prompt : '> ');
  for await (const line of console.lines({ prompt, onInterrupt: () => void session.interrupt() })) {
    const editing = session.state().editing;
    if (file !== undefined) {
      if (line !== '.') {
        file.lines.push(line);
        continue;
      }
      const content = `${file.lines.join('\n')}\n`;
      if (editing === undefined) await session.writeFile(file.path, content);
      else await session.edited(content);
      file = undefined;
    } else if (text === '' && line.startsWith(':')) {
      const [word = '', ...rest] = line.slice(1).trim().split(/\s+/);
      if (word === 'quit' || word === 'q') return;
      if (word === 'edit') {
        file = { path: rest[0] ?? 'file.yaml', lines: [] };
        continue;
      }
      await speak(session, word, rest.join(' '), (said) => (json ? undefined : console.out(said)));
    } else {
      text = text === '' ? line : `${text}\n${line}`;
      if (session.isUnfinished(text)) continue;
      const input = text;
      text = '';
      if (input.trim() === '') continue;
      if (session.state().phase === 'running') await session.type(`${input}\n`);
      else void session.run(input, console.isTerminal ? { columns: console.columns, rows: console.rows } : undefined);
    }
    await follow(session, printer);
    if (session.state().editing !== undefined) {
      const { path = '', text: content = '' } = session.state().editing ?? {};
      if (!json) console.out(`${content}\n${path} is open. Type it anew, and a line with a dot alone at the end.\n`);
      file = { path, lines: [] };
    }
  }
}

/** Lets the command come to its end and the tasks follow from it, printing as it goes. */
async function follow(session: LessonSession, printer: LinePrinter): Promise<void> {
  const stop = session.subscribe(() => printer.show(session.state()));
  await session.finish();
  // What was asked for may still be on its way: the cluster gets a while to come to rest.
  if (session.state().phase === 'idle') await session.settle(PATIENCE);
  stop();
  printer.show(session.state());
  printer.tasks(session.state());
}

async function speak(session: LessonSession, word: string, rest: string, say: (text: string) => void): Promise<void> {
  const current = session.state().tasks.find(({ begun, status }) => begun && status !== 'passed');
  const words: { readonly [word: string]: () => Promise<void> } = {
    help: async () => say(help),
    tasks: async () => say(taskLines(session.state().tasks) + questionLines(current)),
    async hint() {
      await session.nextHint();
      const shown = session
        .state()
        .tasks.find(({ id }) => id === current?.id)
        ?.hintsShown.at(-1);
      say(shown === undefined ? 'There is no hint.\n' : `${shown}\n`);
    },
    async undo() {
      say((await session.undo()) ? 'Taken back.\n' : 'There is nothing to take back.\n');
    },
    async reset() {
      await session.reset();
      say('The lesson begins again.\n');
    },
    async solution() {
      if (current === undefined) return;
      while ((await session.typeSolution(current.id)) !== undefined) await session.finish();
    },
    async wait() {
      await session.pass(Math.min(86_400, Math.max(0, Number(rest) || 0)) * 1_000);
    },
    async answer() {
      const asked = session
        .state()
        .tasks.find(({ begun, status, question }) => begun && status !== 'passed' && question !== undefined);
      if (asked?.question === undefined) say('There is no question open.\n');
      else await session.answer(asked.id, answerOf(asked.question, rest));
    },
  };
  const known = Object.hasOwn(words, word) ? words[word] : undefined;
  if (known === undefined) say(`There is no :${word}.\n${help}`);
  else await known();
}
