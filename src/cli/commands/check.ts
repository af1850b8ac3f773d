import { isObject } from '../../../sandbox/index.ts';
import { questionOf } from '../../course/checks/answer.ts';
import { lessonOpened, lessonSeen } from '../../course/progress/record.ts';
import type { Answer, Lesson, Pack } from '../../course/lesson/model.ts';
import { inputLines } from '../../course/session/input-lines.ts';
import { LessonSession } from '../../course/session/lesson-session.ts';
import { readWorkspace, writeMissing } from '../../platform/workspace.ts';
import { watchFolder } from '../../platform/watch-files.ts';
import { parseDocument } from 'yaml';
import { resolve } from '../../platform/paths.ts';
import {
  CommandError,
  defineCommand,
  jsonOption,
  langOption,
  packOption,
  printJson,
  type CommandContext,
} from '../define-command.ts';
import { lessonFor, packFor } from '../packs.ts';
import { taskLines } from '../task-lines.ts';

const SCRIPT = 'commands.sh';
const ANSWERS = 'answers.yaml';
/** How long the cluster is given after the last command, in virtual time. */
const PATIENCE = 120_000;

export const check = defineCommand({
  name: 'check',
  summary: 'Check a lesson that you solve in your own editor and folder',
  usage: 'LESSON --workspace DIR',
  least: 1,
  most: 1,
  options: {
    workspace: { type: 'string', value: 'DIR', summary: 'your folder; the files of the lesson are put there first' },
    watch: { type: 'boolean', summary: 'again at every save, until Ctrl-C' },
    ...packOption,
    ...langOption,
    ...jsonOption,
  },
  examples: [
    {
      line: 'kubetutor check start/first-deploy --workspace ./work --watch',
      does: `plays ${SCRIPT} of the folder against a fresh cluster (without one, applies its manifests) and looks at the tasks; answers stand in ${ANSWERS} as \`task: answer\``,
    },
  ],
  async run(context) {
    const { console, options, positionals } = context;
    const pack = packFor(context);
    const lesson = lessonFor(pack, positionals[0] ?? '');
    if (typeof options['workspace'] !== 'string') throw new CommandError('name your folder with --workspace', 2);
    const folder = resolve(options['workspace']);
    const written = writeMissing(folder, lesson.files);
    if (written.length > 0 && options['json'] !== true) console.out(`Put into ${folder}: ${written.join(', ')}\n`);
    if (options['watch'] !== true) return checkOnce(context, pack, lesson, folder);
    let wake: () => void = () => undefined;
    let changed = true;
    let stopped = false;
    const unwatch = watchFolder(folder, () => {
      changed = true;
      wake();
    });
    void console.untilStopped().then(() => {
      stopped = true;
      wake();
    });
    let code = 1;
    while (!stopped) {
      if (changed) {
        changed = false;
        code = await checkOnce(context, pack, lesson, folder);
        if (code === 0) break;
      } else await new Promise<void>((resolve) => (wake = resolve));
    }
    unwatch();
    return code;
  },
});

async function checkOnce(context: CommandContext, pack: Pack, lesson: Lesson, folder: string): Promise<number> {
  const { console, options } = context;
  const files = readFiles(folder);
  // The same folder gives the same cluster.
  const session = LessonSession.open({ pack, lesson, seed: `check ${lesson.id}`, createCluster: await context.cluster() });
  await session.ready();
  const { phase, failure } = session.state();
  if (phase === 'failed') throw new CommandError(`The lesson cannot begin: ${failure ?? ''}`);
  for (const [file, text] of Object.entries(files))
    if (file !== SCRIPT && file !== ANSWERS && lesson.files[file] !== text) await session.writeFile(file, text);
  const commands =
    files[SCRIPT] ??
    manifestsIn(files, lesson)
      .map((file) => `kubectl apply -f ${file}\n`)
      .join('');
  for (const line of inputLines(commands, (text) => session.isUnfinished(text))) {
    if (line.trimStart().startsWith('#')) continue;
    void session.run(line);
    await session.finish();
    if (session.state().phase === 'running') {
      await session.interrupt();
      await session.finish();
    }
  }
  await session.settle(PATIENCE);
  await waitForTasks(session);
  // An answer may open the next question.
  for (const [task, answer] of Object.entries(answersIn(files[ANSWERS], lesson))) await session.answer(task, answer);
  await waitForTasks(session);
  const { tasks, transcript } = session.state();
  const passed = tasks.every(({ status }) => status === 'passed');
  const now = console.now().toISOString();
  (await context.progress()).update((record) =>
    lessonSeen(lessonOpened(record, pack.id, lesson.id, now, false), pack.id, lesson.id, {
      now,
      milliseconds: 0,
      tasks: tasks.map(({ id, status }) => ({ id, passed: status === 'passed', hints: 0 })),
    }),
  );
  if (options['json'] === true) printJson(console, { lesson: lesson.id, passed, tasks, transcript });
  else console.out(`\n${transcript.map(({ text }) => `${text}\n`).join('')}\n${taskLines(tasks)}`);
  session.dispose();
  return passed ? 0 : 1;
}

/** Gives every task the time that its checks allow for what may still come by itself. One that passes may let the next begin. */
async function waitForTasks(session: LessonSession): Promise<void> {
  await session.settle(PATIENCE);
  const tried = new Set<string>();
  for (;;) {
    const waiting = session
      .state()
      .tasks.find(({ id, status, waitsUntil }) => status === 'open' && waitsUntil !== undefined && !tried.has(id));
    if (waiting === undefined) return;
    tried.add(waiting.id);
    await session.waitForTask(waiting.id, PATIENCE);
  }
}

function readFiles(folder: string): { readonly [path: string]: string } {
  try {
    return readWorkspace(folder);
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error));
  }
}

/** Files that hold an object and were changed or added. */
function manifestsIn(files: { readonly [path: string]: string }, lesson: Lesson): readonly string[] {
  return Object.entries(files)
    .filter(([file, text]) => /\.ya?ml$/.test(file) && file !== ANSWERS && lesson.files[file] !== text)
    .filter(([, text]) => /^apiVersion:/m.test(text) && /^kind:/m.test(text))
    .map(([file]) => file);
}

function answersIn(text: string | undefined, lesson: Lesson): { readonly [task: string]: Answer } {
  if (text === undefined) return {};
  const document = parseDocument(text, { logLevel: 'silent' });
  if (document.errors.length > 0) throw new CommandError(`${ANSWERS}: ${document.errors[0]?.message ?? ''}`);
  const value: unknown = document.toJS({ maxAliasCount: 10 });
  if (!isObject(value)) throw new CommandError(`${ANSWERS}: expected a mapping of task ids to answers`);
  const asked = lesson.tasks.filter(({ checks }) => checks.some((one) => questionOf(one) !== undefined)).map(({ id }) => id);
  const strange = Object.keys(value).find((task) => !asked.includes(task));
  if (strange !== undefined)
    throw new CommandError(
      `${ANSWERS}: ${strange} is no task that asks something (${asked.length === 0 ? 'none does' : asked.join(', ')})`,
    );
  return Object.fromEntries(
    Object.entries(value).map(([task, given]) => [task, Array.isArray(given) ? given.map(String) : String(given)]),
  );
}
