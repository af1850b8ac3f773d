import { AttemptError, readAttempt, type Attempt } from '../../course/session/attempt.ts';
import type { SessionInput } from '../../course/session/inputs.ts';
import { LessonSession } from '../../course/session/lesson-session.ts';
import {
  CommandError,
  defineCommand,
  jsonOption,
  langOption,
  packOption,
  printJson,
  type CommandContext,
} from '../define-command.ts';
import { LinePrinter } from '../line-printer.ts';
import { lessonFor, packFor } from '../packs.ts';
import { taskLines } from '../task-lines.ts';

/** Nobody waits longer than this between two inputs, in milliseconds. */
const LONGEST_PAUSE = 5_000;

export const replay = defineCommand({
  name: 'replay',
  summary: 'Play an attempt again and say whether it ends as it did',
  usage: 'FILE',
  least: 1,
  most: 1,
  options: {
    ...packOption,
    ...langOption,
    step: { type: 'boolean', summary: 'wait for Enter before each input' },
    speed: { type: 'string', value: 'X', summary: 'keep the pace of the attempt, X times as fast' },
    ...jsonOption,
  },
  examples: [
    { line: 'kubetutor replay attempt.json', does: 'what was typed, what came of it, which tasks passed' },
    { line: 'kubetutor replay attempt.json --step', does: 'one input after another' },
    { line: 'kubetutor replay attempt.json --speed 10', does: 'as it was, ten times as fast' },
  ],
  async run(context) {
    const { console, options } = context;
    const attempt = attemptIn(context);
    const pack = packFor(context);
    if (attempt.pack.id !== pack.id)
      throw new CommandError(`the attempt is at the pack ${attempt.pack.id}, not ${pack.id}; name it with --pack`);
    const lesson = lessonFor(pack, attempt.lesson);
    const createCluster = await context.cluster();
    const session = LessonSession.open({ pack, lesson, seed: attempt.seed, createCluster });
    await session.ready();
    const begun = session.state();
    if (begun.phase === 'failed') throw new CommandError(begun.failure ?? 'the attempt cannot be played');
    const json = options['json'] === true;
    if (!json) console.out(`${lesson.title}\n\n`);
    await play(context, session, attempt, json);
    const state = session.state();
    const fingerprint = session.fingerprint();
    const lost = (attempt.passed ?? []).filter((id) => !state.tasks.some((task) => task.id === id && task.status === 'passed'));
    const same = (attempt.fingerprint === undefined || attempt.fingerprint === fingerprint) && lost.length === 0;
    session.dispose();
    if (json) {
      printJson(console, { lesson: lesson.id, tasks: state.tasks, transcript: state.transcript, fingerprint, same });
      return same ? 0 : 1;
    }
    console.out(`\n${taskLines(state.tasks)}`);
    if (attempt.pack.version !== pack.version)
      console.error(`The attempt was made with version ${attempt.pack.version} of the pack; this is ${pack.version}.\n`);
    if (!same)
      console.error(
        `The cluster does not end as it did then.${lost.length > 0 ? ` Tasks that had passed and do not now: ${lost.join(', ')}.` : ''}\n`,
      );
    return same ? 0 : 1;
  },
});

async function play(context: CommandContext, session: LessonSession, attempt: Attempt, silent: boolean): Promise<void> {
  const { console, options } = context;
  const speed = options['speed'] === undefined ? undefined : Number(options['speed']);
  if (speed !== undefined && !(speed > 0))
    throw new CommandError(`expected a speed above 0, found ${String(options['speed'])}`, 2);
  const lines = options['step'] === true ? console.lines({ prompt: () => '(Enter) ' })[Symbol.asyncIterator]() : undefined;
  const printer = new LinePrinter(silent ? () => undefined : (text) => console.out(text));
  let before = 0;
  for (const input of attempt.inputs) {
    if (lines !== undefined && (await lines.next()).done === true) break;
    if (speed !== undefined) await console.sleep(Math.min(LONGEST_PAUSE, (input.at - before) / speed));
    before = input.at;
    await session.playTo(input.at);
    printer.show(session.state());
    if (!silent) console.out(`${clock(input.at)} ${inputText(input, session.state().prompt)}\n`);
    await session.play(input);
    printer.show(session.state());
  }
  await lines?.return?.();
  await session.playTo(attempt.end);
  printer.show(session.state());
}

function inputText(input: SessionInput, prompt: string): string {
  const words: { readonly [kind in SessionInput['kind']]: (given: SessionInput) => string } = {
    run: (given) => (given.kind === 'run' ? `${prompt}${given.line}` : ''),
    type: (given) => (given.kind === 'type' ? `(typed) ${given.text.trimEnd()}` : ''),
    'end-input': () => '(Ctrl-D)',
    interrupt: () => '(Ctrl-C)',
    write: (given) => (given.kind === 'write' ? `(wrote ${given.path})` : ''),
    edited: () => '(closed the editor)',
    answer: (given) => (given.kind === 'answer' ? `(answered ${given.task}: ${String(given.value)})` : ''),
    hint: (given) => (given.kind === 'hint' ? `(hint for ${given.task})` : ''),
  };
  return words[input.kind](input);
}

/** Minutes and seconds since the lesson began. */
function clock(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1_000);
  return `[${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}]`;
}

function attemptIn({ console, positionals }: CommandContext): Attempt {
  try {
    return readAttempt(console.readFile(positionals[0] ?? ''));
  } catch (error) {
    if (error instanceof AttemptError) throw new CommandError(`${positionals[0] ?? ''}: ${error.message}`);
    throw new CommandError(error instanceof Error ? error.message : String(error));
  }
}
