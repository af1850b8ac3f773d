import { findLesson, lessonsOf, type Lesson, type Pack } from '../course/lesson/model.ts';
import { lessonRecord, statusOf, tasksPassed, type ProgressRecord } from '../course/progress/record.ts';
import type { ProgressStore } from '../platform/progress-store.ts';
import { completeLine } from '../shell/complete-line.ts';
import type { CourseOutline, createSessionPort, OpenLesson, ProgressPort, TuiPlatform } from '../tui/index.ts';
import { run } from './commands/run.ts';
import { CommandError, packOption, type CommandContext } from './define-command.ts';
import { keepSession } from './kept-session.ts';
import { lessonFor, packFor } from './packs.ts';

export const openOptions = {
  ...packOption,
  plain: { type: 'boolean', summary: 'a lesson line by line' },
  reset: { type: 'boolean', summary: 'begin the lesson anew' },
  version: { type: 'boolean', summary: 'print the version' },
} as const;

/** Opens the full-screen course, or says what to use where there is no terminal. */
export async function openCourse(context: CommandContext): Promise<number> {
  const { console, options, positionals } = context;
  const [asked] = positionals;
  if (options['plain'] === true) {
    if (asked === undefined)
      throw new CommandError('name the lesson: `kubetutor --plain LESSON`; `kubetutor list` shows them all', 2);
    return run.run({ ...context, options: { ...options, fresh: options['reset'] } });
  }
  if (!console.isTerminal) {
    throw new CommandError(
      'The course needs a terminal. Without one, use `kubetutor list`, `kubetutor show LESSON` and `kubetutor run LESSON`; `kubetutor --help` shows all.',
      2,
    );
  }
  const pack = packFor(context);
  const lesson = asked === undefined ? undefined : lessonFor(pack, asked);
  const store = await context.progress();
  if (options['reset'] === true && lesson !== undefined) store.forgetAttempt(pack.id, lesson.id);
  const [tui, { tuiPlatform }] = await Promise.all([import('../tui/index.ts'), import('../platform/tui-platform.ts')]);
  const platform = tuiPlatform(store.folder);
  return tui.runApp({
    course: outlineOf(pack),
    progress: progressPort(store, pack),
    platform,
    ...(lesson === undefined ? {} : { lesson: lesson.id }),
    startLesson: async (id) => {
      const opened = lessonFor(pack, id);
      return openLesson(pack, opened, await startSession(context, pack, opened, store, platform, tui.createSessionPort));
    },
  });
}

async function startSession(
  context: CommandContext,
  pack: Pack,
  lesson: Lesson,
  store: ProgressStore,
  platform: TuiPlatform,
  makePort: typeof createSessionPort,
): Promise<OpenLesson['session']> {
  const { console } = context;
  const kept = keepSession({
    pack,
    lesson,
    createCluster: await context.cluster(),
    store,
    newSeed: () => console.newSeed(),
    now: console.now,
  });
  return makePort({
    session: kept.session,
    platform,
    history: store.attempt(pack.id, lesson.id)?.inputs.flatMap((input) => (input.kind === 'run' ? [input.line] : [])) ?? [],
    complete: completeLine,
    terminal: () => ({ columns: platform.stdout.columns || 80, rows: platform.stdout.rows || 24 }),
    closed: async () => kept.save(),
  });
}

function openLesson(pack: Pack, lesson: Lesson, session: OpenLesson['session']): OpenLesson {
  const lessons = lessonsOf(pack);
  const next = lessons[lessons.indexOf(lesson) + 1];
  const module = pack.modules.find((one) => one.lessons.includes(lesson));
  return {
    id: lesson.id,
    title: lesson.title,
    module: module?.title ?? '',
    minutes: lesson.minutes,
    prose: lesson.sections
      .map(({ id, title, markdown }) => (title === '' ? markdown : `## ${title} {#${id}}\n\n${markdown}`))
      .join('\n\n'),
    debrief: lesson.debrief,
    ...(next === undefined ? {} : { next: { id: next.id, title: next.title, minutes: next.minutes } }),
    session,
  };
}

function outlineOf(pack: Pack): CourseOutline {
  const words = ['', 'first steps', 'easy', 'medium', 'hard', 'very hard'];
  return {
    title: pack.title,
    modules: pack.modules.map(({ id, title, lessons }) => ({
      id,
      title,
      lessons: lessons.map((lesson) => ({
        id: lesson.id,
        title: lesson.title,
        minutes: lesson.minutes,
        difficulty: words[lesson.difficulty] ?? '',
        objectives: lesson.objectives,
        concepts: lesson.concepts,
        tasks: lesson.tasks.length,
      })),
    })),
  };
}

/** The record as the screens see it. It is read from disk each time it may have changed. */
function progressPort(store: ProgressStore, pack: Pack): ProgressPort {
  const read = (): ProgressRecord => store.read();
  const first = read();
  const { theme } = first;
  const { notice } = store;
  return {
    firstRun: first.welcomed !== true,
    get lastLesson() {
      const { last } = read();
      return last?.pack === pack.id && findLesson(pack, last.lesson) !== undefined ? last.lesson : undefined;
    },
    ...(notice === undefined ? {} : { notice }),
    theme: themes.find((name) => name === theme),
    of(lesson) {
      const kept = lessonRecord(read(), pack.id, lesson);
      return { status: statusOf(kept), tasksPassed: tasksPassed(kept) };
    },
    welcomed: () => store.update((record) => ({ ...record, welcomed: true })),
    chooseTheme: (name) => store.update((record) => ({ ...record, theme: name })),
  };
}

const themes = ['dark', 'light', 'contrast', 'mono'] as const;
