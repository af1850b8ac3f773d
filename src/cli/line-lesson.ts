import { answerOf, questionLines } from './answer-text.ts';
import type { LinePrinter } from './line-printer.ts';
import { taskLines } from './task-lines.ts';
import type { LessonSession } from '../course/session/lesson-session.ts';
import type { Console } from '../platform/console.ts';

export const help = `Type commands as in a shell. Lines that begin with a colon speak to the course:
  :tasks        the tasks          :hint       the next hint      :undo    take back the last command
  :answer WORDS answer a question  :solution   type the solution  :reset   begin the lesson again
  :wait SECONDS let time pass      :edit FILE  write a file, up to a line with a dot alone
  :help         this               :quit       leave
`;

/** How long the cluster is given after a command, in virtual time. */
const PATIENCE = 30_000;

/** Words that `converse` gives to the course instead of the shell, by what comes after the colon. */
export interface ConverseOptions {
  readonly console: Console;
  readonly session: LessonSession;
  readonly printer: LinePrinter;
  /** Prints nothing itself. */
  readonly silent: boolean;
  /** Whether hints and solutions may be asked for. */
  readonly help: boolean;
  /** Asked before every line: the conversation ends when it says so. */
  over?(): boolean;
}

/** Talks with the learner line by line until the input ends or `:quit`, or `:next` in an exam. Returns whether to leave altogether. */
export async function converse({
  console,
  session,
  printer,
  silent: json,
  help: helps,
  over,
}: ConverseOptions): Promise<boolean> {
  let text = '';
  let file: { readonly path: string; readonly lines: string[] } | undefined;
  const prompt = (): string => (file !== undefined ? '' : text === '' ? session.state().prompt : '> ');
  for await (const line of console.lines({ prompt, onInterrupt: () => void session.interrupt() })) {
    if (over?.() === true) return true;
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
      if (word === 'quit' || word === 'q') return true;
      if (word === 'next' && !helps) return false;
      if (word === 'edit') {
        file = { path: rest[0] ?? 'file.yaml', lines: [] };
        continue;
      }
      const say = (said: string): void => void (json || console.out(said));
      if (!helps && (word === 'hint' || word === 'solution')) say('There is no help in an exam.\n');
      else await speak(session, word, rest.join(' '), say);
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
  return true;
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
