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
  type CourseChoice,
  type CourseHome,
  type CourseOutline,
  type LibraryPort,
  type OpenLesson,
  type ProgressPort,
  type ReviewCard,
  type Settings,
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
  const store = once(async () => {
    const { openProgressStore } = await import('../platform/progress-store.ts');
    return openProgressStore(folder);
  });
  const platform = tuiPlatform(folder ?? progressFolder());
  const kept = keptProgress(folder ?? progressFolder(), store);
  const open = (choice: CourseChoice): Promise<CourseHome & { readonly id: string }> =>
    courseHome({ ...options, choice, store, kept, platform });
  const { locale } = (await kept).settings();
  const home = await open({
    ...(options.pack === undefined ? {} : { pack: options.pack }),
    ...(locale === undefined ? {} : { locale }),
  });
  if (options.reset === true && lesson !== undefined) (await store()).forgetAttempt(home.id, lesson);
  const code = await runApp({ ...home, platform, openCourse: open, ...(lesson === undefined ? {} : { lesson }) });
  await (await kept).written();
  return code;
}

interface HomeOptions extends FullScreenOptions {
  readonly choice: CourseChoice;
  readonly store: () => Promise<ProgressStore>;
  readonly kept: Promise<KeptProgress>;
  readonly platform: TuiPlatform;
}

/** A course as the screens need it. The built-in one in its own language is listed from the index that was written when this was built. */
async function courseHome(options: HomeOptions): Promise<CourseHome & { readonly id: string }> {
  const { choice, store, kept, platform } = options;
  const pack = once(() => loadPack(choice.pack, choice.locale));
  const own = builtInIndex?.outline.locales?.[0];
  const listed = choice.pack === undefined && (choice.locale === undefined || choice.locale === own) ? builtInIndex : undefined;
  const index = listed ?? courseIndexOf(await pack());
  const { locales = [] } = index.outline;
  const locale = choice.locale !== undefined && locales.includes(choice.locale) ? choice.locale : locales[0];
  const course = {
    ...index.outline,
    ...(locale === undefined ? {} : { locale }),
    ...(choice.pack === undefined ? {} : { pack: choice.pack }),
  };
  return {
    id: index.pack,
    course,
    progress: progressPort(await kept, index.pack, course),
    library: libraryPort(pack, store, options.console, choice.pack),
    exam: {
      async begin(asked) {
        const [{ examPort }, createCluster] = await Promise.all([import('./exam-port.ts'), clusters(options)]);
        const { console } = options;
        return examPort({ pack: await pack(), store: await store(), console, createCluster, platform }).begin(asked);
      },
    },
    startLesson: async (id) => startLesson(id, await pack(), await store(), options, platform),
  };
}

async function clusters({ createCluster }: FullScreenOptions): Promise<CreateCluster> {
  return createCluster ?? (await import('./sandbox.ts')).loadCreateCluster();
}

async function loadPack(folder: string | undefined, locale: string | undefined): Promise<Pack> {
  const { packFor } = await import('./packs.ts');
  const pack = packFor({ options: { pack: folder } });
  return locale !== undefined && pack.locales.includes(locale) ? packFor({ options: { pack: folder, lang: locale } }) : pack;
}

/** What is read from the pack itself: the prose to search in, and the cards to review. */
function libraryPort(
  pack: () => Promise<Pack>,
  store: () => Promise<ProgressStore>,
  console: Console,
  name: string | undefined,
): LibraryPort {
  const dueCards = async (): Promise<readonly ReviewCard[]> => {
    const cards = await import('../course/review/cards.ts');
    return cards
      .dueCards(await pack(), (await store()).read(), console.now())
      .map(({ key, lesson, card: { front, back } }) => ({ key, lesson, front, back }));
  };
  return {
    dueCards,
    async texts() {
      // Where links lead is not to be found: every lesson with a term in it would match `term`.
      const textOf = ({ sections }: Lesson): string =>
        sections.map(({ title, markdown }) => `${title}\n${markdown.replaceAll(/\]\([^)\n]{1,200}\)/g, ']')}`).join('\n');
      return Object.fromEntries(lessonsOf(await pack()).map((lesson) => [lesson.id, textOf(lesson)]));
    },
    terms: async () => (await pack()).terms,
    async packs() {
      const { packOutlines } = await import('./pack-outlines.ts');
      return packOutlines(name);
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
    clusters({ console, ...options }),
  ]);
  const lesson = lessonFor(pack, id);
  const notice = (text: string): void => kept.session.note(text);
  const kept = keepSession({ pack, lesson, createCluster, store, newSeed: () => console.newSeed(), now: console.now, notice });
  void kept.resumed().then((text) => (text === undefined ? undefined : notice(text)));
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
    otherWays: lesson.alternatives.map(({ name, solution }) => ({
      name,
      commands: solution.flatMap(({ steps }) => steps.flatMap((step) => (step.type === 'run' ? [step.commands.trim()] : []))),
    })),
    cards: lesson.cards.length,
    ...(next === undefined ? {} : { next: { id: next.id, title: next.title, minutes: next.minutes } }),
    session,
  };
}

/** The record on disk: read each time it may have changed, written by the store. */
interface KeptProgress {
  readonly notice?: string | undefined;
  read(): ProgressRecord;
  update(change: (record: ProgressRecord) => ProgressRecord): void;
  settings(): Settings;
  written(): Promise<void>;
}

async function keptProgress(folder: string, store: () => Promise<ProgressStore>): Promise<KeptProgress> {
  const glanced = glanceAtProgress(folder);
  // The store sets a damaged file aside and says so.
  const notice = glanced === undefined ? (await store()).notice : undefined;
  const read = (): ProgressRecord => glanceAtProgress(folder) ?? noProgress;
  let writing = Promise.resolve();
  return {
    notice,
    read,
    update(change) {
      writing = writing.then(async () => void (await store()).update(change));
    },
    settings() {
      const { theme, locale, speed, spoken } = read();
      const known = themeNames.find((name) => name === theme);
      return {
        ...(known === undefined ? {} : { theme: known }),
        ...(locale === undefined ? {} : { locale }),
        ...(speed === undefined ? {} : { speed }),
        ...(spoken === undefined ? {} : { spoken }),
      };
    },
    written: () => writing,
  };
}

/** The record as the screens of one course see it. */
function progressPort({ notice, read, update, settings }: KeptProgress, pack: string, course: CourseOutline): ProgressPort {
  const lessons = new Set(course.modules.flatMap((module) => module.lessons.map(({ id }) => id)));
  return {
    // Who came by way of a lesson's name knows already what this is.
    firstRun: read().welcomed !== true && read().last === undefined,
    get lastLesson() {
      const { last } = read();
      return last?.pack === pack && lessons.has(last.lesson) ? last.lesson : undefined;
    },
    ...(notice === undefined ? {} : { notice }),
    settings: settings(),
    of(lesson) {
      const kept = lessonRecord(read(), pack, lesson);
      return { status: statusOf(kept), tasksPassed: tasksPassed(kept) };
    },
    welcomed: () => update((record) => ({ ...record, welcomed: true })),
    keep: (chosen) => update((record) => ({ ...record, ...chosen })),
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
