import { AttemptError, readAttempt, type Attempt } from '../../course/session/attempt.ts';
import { LessonSession } from '../../course/session/lesson-session.ts';
import { CommandError, defineCommand, jsonOption, packOption, printJson, type CommandContext } from '../define-command.ts';
import { lessonFor, packFor } from '../packs.ts';
import { taskLines } from '../task-lines.ts';

export const replay = defineCommand({
  name: 'replay',
  summary: 'Play an attempt again and say whether it ends as it did',
  usage: 'FILE',
  least: 1,
  most: 1,
  options: { ...packOption, ...jsonOption },
  examples: [{ line: 'kubetutor replay attempt.json', does: 'what was typed, what came of it, which tasks passed' }],
  async run(context) {
    const { console, options } = context;
    const attempt = attemptIn(context);
    const pack = packFor(context);
    if (attempt.pack.id !== pack.id)
      throw new CommandError(`the attempt is at the pack ${attempt.pack.id}, not ${pack.id}; name it with --pack`);
    const lesson = lessonFor(pack, attempt.lesson);
    const session = LessonSession.open({ pack, lesson, seed: attempt.seed, createCluster: await context.cluster(), attempt });
    await session.ready();
    const state = session.state();
    if (state.phase === 'failed') throw new CommandError(state.failure ?? 'the attempt cannot be played');
    const fingerprint = session.fingerprint();
    const same = attempt.fingerprint === undefined || attempt.fingerprint === fingerprint;
    if (options['json'] === true) {
      printJson(console, { lesson: lesson.id, tasks: state.tasks, transcript: state.transcript, fingerprint, same });
      return same ? 0 : 1;
    }
    console.out(`${lesson.title}\n\n${state.transcript.map(({ text }) => `${text}\n`).join('')}\n${taskLines(state.tasks)}`);
    if (attempt.pack.version !== pack.version)
      console.error(`The attempt was made with version ${attempt.pack.version} of the pack; this is ${pack.version}.\n`);
    if (!same) console.error('The cluster does not end as it did then.\n');
    return same ? 0 : 1;
  },
});

function attemptIn({ console, positionals }: CommandContext): Attempt {
  try {
    return readAttempt(console.readFile(positionals[0] ?? ''));
  } catch (error) {
    if (error instanceof AttemptError) throw new CommandError(`${positionals[0] ?? ''}: ${error.message}`);
    throw new CommandError(error instanceof Error ? error.message : String(error));
  }
}
