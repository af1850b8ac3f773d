import { lessonsOf, type Lesson, type Pack } from '../course/lesson/model.ts';
import { lessonRecord, noProgress, statusOf, tasksPassed } from '../course/progress/record.ts';
import type { CreateCluster } from '../course/session/lesson-run.ts';
import type { Console } from '../platform/console.ts';
import { glanceAtProgress, progressFolder } from '../platform/progress-glance.ts';
import type { ProgressRecord } from '../course/progress/record.ts';
import type { ProgressStore } from '../platform/progress-store.ts';
import { tuiPlatform } from '../platform/tui-platform.ts';
import {
  runApp,
  themeNames,
  type CourseOutline,
  type LibraryPort,
  type OpenLesson,
  type ProgressPort,
  type ReviewCard,
  type TuiPlatform,
} from '../tui/index.ts';
import { builtInIndex, courseIndexOf } from './course-index.ts';

export interface FullScreenOptions {
  readonly console: Console;
  /** Folder of a pack; the built-in one when absent. */
  readonly pack?: string;
  /** Id of a lesson to go to at once. */
  readonly lesson?: string;
  /** Begins that lesson anew. */
  readonly reset?: boolean;
  /** Instead of the config folder of the platform. */
  readonly configFolder?: string;
  readonly createCluster?: CreateCluster;
}

/**
 * Runs the full-screen course and resolves with its exit code. Only what the first frame needs is loaded before it: the pack, the
 * sandbox and the store that writes progress come when they are asked for.
 */
export async function openFullScreen(options: FullScreenOptions): Promise<number> {
  const { lesson } = options;
  const folder = options.configFolder ?? options.console.environment['KUBETUTOR_HOME'];
  const pack = once(() => loadPack(options.pack));
  const store = once(async () => {
    const { openProgressStore } = await import('../platform/progress-store.ts');
    return openProgressStore(folder);
  });
  const index = (options.pack === undefined ? builtInIndex : undefined) ?? courseIndexOf(await pack());
  const platform = tuiPlatform(folder ?? progressFolder());
  if (options.reset === true && lesson !== undefined) (await store()).forgetAttempt(index.pack, lesson);
  const progress = await progressPort(folder ?? progressFolder(), store, index.pack, index.outline);
  const code = await runApp({
    course: index.outline,
    progress,
    platform,
    library: libraryPort(pack, store, options.console),
    ...(lesson === undefined ? {} : { lesson }),
    startLesson: async (id) => startLesson(id, await pack(), await store(), options, platform),
  });
  await progress.written();
  return code;
}

async function loadPack(folder: string | undefined): Promise<Pack> {
  const { packFor } = await import('./packs.ts');
  return packFor({ options: { pack: folder } });
}

/** What is read from the pack itself: the prose to search in, and the cards to review. */
function libraryPort(pack: () => Promise<Pack>, store: () => Promise<ProgressStore>, console: Console): LibraryPort {
  const dueCards = async (): Promise<readonly ReviewCard[]> => {
    const cards = await import('../course/review/cards.ts');
    return cards
      .dueCards(await pack(), (await store()).read(), console.now())
      .map(({ key, lesson, card: { front, back } }) => ({ key, lesson, front, back }));
  };
  return {
    dueCards,
    async texts() {
      const textOf = ({ sections }: Lesson): string => sections.map(({ title, markdown }) => `${title}\n${markdown}`).join('\n');
      return Object.fromEntries(lessonsOf(await pack()).map((lesson) => [lesson.id, textOf(lesson)]));
    },
    async grade(card, grade) {
      const { graded } = await import('../course/review/cards.ts');
      const { id } = await pack();
      (await store()).update((record) => graded(record, id, card, grade, console.now()));
      return dueCards();
    },
  };
}

async function startLesson(
  id: string,
  pack: Pack,
  store: ProgressStore,
  { console, ...options }: FullScreenOptions,
  platform: TuiPlatform,
): Promise<OpenLesson> {
  const [{ lessonFor }, { keepSession }, { createSessionPort }, { completeLine }, createCluster] = await Promise.all([
    import('./packs.ts'),
    import('./kept-session.ts'),
    import('../tui/lesson/session-port.ts'),
    import('../shell/complete-line.ts'),
    options.createCluster ?? import('./sandbox.ts').then(({ loadCreateCluster }) => loadCreateCluster()),
  ]);
  const lesson = lessonFor(pack, id);
  const kept = keepSession({ pack, lesson, createCluster, store, newSeed: () => console.newSeed(), now: console.now });
  const session = createSessionPort({
    session: kept.session,
    platform,
    history: store.attempt(pack.id, lesson.id)?.inputs.flatMap((input) => (input.kind === 'run' ? [input.line] : [])) ?? [],
    complete: completeLine,
    terminal: () => ({ columns: platform.stdout.columns || 80, rows: platform.stdout.rows || 24 }),
    closed: async () => kept.save(),
  });
  return openLesson(pack, lesson, session);
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

/** The record as the screens see it: read from disk each time it may have changed, written by the store. */
async function progressPort(
  folder: string,
  store: () => Promise<ProgressStore>,
  pack: string,
  course: CourseOutline,
): Promise<ProgressPort & { written(): Promise<void> }> {
  const glanced = glanceAtProgress(folder);
  // The store sets a damaged file aside and says so.
  const notice = glanced === undefined ? (await store()).notice : undefined;
  const read = (): ProgressRecord => glanceAtProgress(folder) ?? noProgress;
  const first = glanced ?? read();
  const lessons = new Set(course.modules.flatMap((module) => module.lessons.map(({ id }) => id)));
  let writing = Promise.resolve();
  const update = (change: (record: ProgressRecord) => ProgressRecord): void => {
    writing = writing.then(async () => (await store()).update(change));
  };
  return {
    firstRun: first.welcomed !== true,
    get lastLesson() {
      const { last } = read();
      return last?.pack === pack && lessons.has(last.lesson) ? last.lesson : undefined;
    },
    ...(notice === undefined ? {} : { notice }),
    theme: themeNames.find((name) => name === first.theme),
    of(lesson) {
      const kept = lessonRecord(read(), pack, lesson);
      return { status: statusOf(kept), tasksPassed: tasksPassed(kept) };
    },
    welcomed: () => update((record) => ({ ...record, welcomed: true })),
    chooseTheme: (name) => update((record) => ({ ...record, theme: name })),
    written: () => writing,
  };
}

/** Makes a value when it is first asked for; what failed is tried again the next time. */
function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
