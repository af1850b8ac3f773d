import type { CourseChoice, CourseHome, CourseOutline, OpenLesson, ProgressPort, Settings, Stop, TuiPlatform } from '../ports.ts';
import { pauseTimer } from '../screens/editor/pause.ts';
import { screens } from '../screens/index.ts';
import { openLoading } from '../screens/loading/screen.ts';
import type { Destination, Effect } from './effect.ts';
import { createExamRunner } from './exam-runner.ts';
import { frameOf, type Frame } from './frame.ts';
import type { Message } from './message.ts';
import type { World } from './screen.ts';
import { navigate, updateApp, type AppState } from './update.ts';
import { callSession } from './session-calls.ts';

export interface RuntimeOptions extends CourseHome {
  readonly platform: TuiPlatform;
  readonly first: AppState;
  /** Another course, or the same in another language. Rejects with an error whose message a learner can read. */
  openCourse?(choice: CourseChoice): Promise<CourseHome>;
  /** Gives the terminal to another program for as long as it runs. */
  suspend(run: () => Promise<void>): Promise<void>;
}

/** Holds the state, feeds it messages in order, and is the only place where anything is done about them. */
export interface Runtime {
  readonly state: () => AppState;
  /** What is to be seen now: the same value until something changes. A view that throws becomes the crash screen. */
  readonly frame: () => Frame;
  subscribe(listener: () => void): Stop;
  dispatch(message: Message): void;
  go(to: Destination, how: 'push' | 'replace'): void;
  /** Resolves with the exit code once the app has ended and its lesson is closed. */
  readonly done: Promise<number>;
  quit(code: number): void;
}

export function createRuntime(options: RuntimeOptions): Runtime {
  const { platform } = options;
  let home: CourseHome = options;
  let state = options.first;
  let draining = false;
  let ended = false;
  let lesson: OpenLesson | undefined;
  let lessonStops: readonly Stop[] = [];
  const queue: Message[] = [];
  const listeners = new Set<() => void>();
  const timers = new Map<string, Stop>();
  let finish: (code: number) => void = () => {};
  const done = new Promise<number>((resolve) => {
    finish = resolve;
  });

  const dispatch = (message: Message): void => {
    if (ended) return;
    queue.push(message);
    if (draining) return;
    draining = true;
    const before = state;
    try {
      for (let next = queue.shift(); next; next = queue.shift()) apply(next);
    } finally {
      draining = false;
    }
    if (state !== before) for (const listener of listeners) listener();
  };

  const apply = (message: Message): void => {
    try {
      const step = updateApp(state, message);
      state = step.state;
      for (const effect of step.effects) {
        const moved = navigate(state, effect);
        if (moved) state = moved;
        else perform(effect);
      }
    } catch (error) {
      if (message.type === 'crashed') throw error;
      queue.push({ type: 'crashed', error });
    }
  };

  let drawn: { readonly of: AppState; readonly frame: Frame } | undefined;
  const frame = (): Frame => {
    if (drawn?.of === state) return drawn.frame;
    let made: Frame;
    try {
      made = frameOf(state);
    } catch (error) {
      apply({ type: 'crashed', error });
      made = frameOf(state);
    }
    drawn = { of: state, frame: made };
    return made;
  };

  const refuse = (error: unknown): void => {
    dispatch({ type: 'notice', text: error instanceof Error ? error.message : String(error), tone: 'bad' });
  };

  const refreshProgress = (): void => {
    dispatch({ type: 'progress', progress: progressOf(home.course, home.progress), lastLesson: home.progress.lastLesson });
  };

  const closeLesson = async (): Promise<void> => {
    for (const stop of lessonStops) stop();
    lessonStops = [];
    const closing = lesson;
    lesson = undefined;
    await closing?.session.close();
    if (closing && !ended) {
      dispatch({ type: 'lesson', lesson: undefined });
      refreshProgress();
      home.library.dueCards().then((cards) => dispatch({ type: 'cards', cards }), refuse);
    }
  };

  const enterLesson = async (id: string): Promise<void> => {
    if (lesson?.id === id) return;
    await closeLesson();
    await take(await home.startLesson(id));
  };

  const take = async (opened: OpenLesson): Promise<void> => {
    if (ended) return void (await opened.session.close());
    lesson = opened;
    const { speed } = state.world.settings;
    if (speed !== undefined) opened.session.setSpeed(speed);
    dispatch({ type: 'lesson', lesson: opened });
    lessonStops = [
      opened.session.subscribe((session) => dispatch({ type: 'session', state: session })),
      opened.session.watchTrace((trace) => dispatch({ type: 'trace', trace })),
      opened.session.watchCluster((facts) => dispatch({ type: 'cluster', facts })),
    ];
  };

  const go = (to: Destination, how: 'push' | 'replace'): void => {
    const loading = to.name === 'lesson' ? openLoading(lessonTitle(home.course, to.id)) : undefined;
    if (loading) dispatch({ type: 'opened', screen: loading, how });
    const open = async (): Promise<void> => {
      const [screen] = await Promise.all([screens[to.name](), to.name === 'lesson' ? enterLesson(to.id) : undefined]);
      dispatch({ type: 'opened', screen: screen.open(to, state.world), how: loading ? 'replace' : how });
      if (to.name === 'difference')
        lesson?.session.difference(to.text).then((rows) => dispatch({ type: 'difference', rows }), refuse);
      if (to.name === 'editor') {
        listFiles();
        // What a command hands over to be edited is tried at once.
        dispatch({ type: 'timer', name: pauseTimer });
      }
    };
    open().catch((error: unknown) => {
      if (loading) leave();
      refuse(error);
    });
  };

  const leave = (): void => {
    const left = navigate(state, { type: 'back' });
    if (!left) return;
    state = left;
    for (const listener of listeners) listener();
  };

  const keepSettings = (settings: Settings): void => {
    home.progress.keep(settings);
    queue.push({ type: 'settings', settings });
    const { course } = home;
    if (settings.locale !== undefined && settings.locale !== course.locale)
      openCourse({ locale: settings.locale, ...(course.pack === undefined ? {} : { pack: course.pack }) }, false);
  };

  const openCourse = (choice: CourseChoice, leaves = true): void => {
    if (!options.openCourse) return;
    options.openCourse(choice).then((opened) => {
      home = opened;
      dispatch({ type: 'course', course: opened.course });
      refreshProgress();
      if (leaves) leave();
      dispatch({ type: 'notice', text: `This is ${opened.course.title}.`, tone: 'good' });
    }, refuse);
  };

  const listFiles = (): void => {
    lesson?.session.files.list().then((paths) => dispatch({ type: 'files', paths }), refuse);
  };

  const exam = createExamRunner({
    platform,
    begin: (asked) => home.exam?.begin(asked) ?? Promise.reject(new Error('There is no exam here.')),
    tasks: () => lesson?.session.state.tasks ?? [],
    close: () => closeLesson(),
    take,
    async show(how) {
      const { open } = await screens.lesson();
      dispatch({ type: 'opened', screen: open({ name: 'lesson', id: lesson?.id ?? '' }, state.world), how });
    },
    leave: () => leave(),
    dispatch,
    refuse,
  });

  const quit = (code: number): void => {
    if (ended) return;
    ended = true;
    for (const stop of timers.values()) stop();
    // The lesson is kept also when the result of an exam cannot be.
    exam
      .stop()
      .finally(closeLesson)
      .then(
        () => finish(code),
        () => finish(code === 0 ? 1 : code),
      );
  };

  const perform = (effect: Effect): void => {
    switch (effect.type) {
      case 'quit':
        return quit(effect.code);
      case 'go':
        return go(effect.to, effect.how);
      case 'send':
        return void queue.push(effect.message);
      case 'session':
        if (effect.call === 'typeSolution') return typeSolution(effect.task);
        return lesson ? callSession(lesson.session, effect) : undefined;
      case 'beginExam':
        return exam.begin(effect);
      case 'nextLab':
        return exam.next();
      case 'endExam':
        return exam.end();
      case 'closeLesson':
        return void closeLesson().catch(refuse);
      case 'complete':
        return void lesson?.session
          .complete(effect.text, effect.cursor)
          .then((completion) => dispatch({ type: 'completion', text: effect.text, completion }), refuse);
      case 'listFiles':
        return listFiles();
      case 'readFile':
        return readFile(effect.path);
      case 'writeFile':
        return writeFile(effect.path, effect.text);
      case 'checkText':
        return checkText(effect.path, effect.text);
      case 'askField':
        return askField(effect.rows, effect.row, effect.column);
      case 'externalEditor':
        return editOutside(effect.path, effect.text);
      case 'timer':
        return startTimer(effect.name, effect.milliseconds);
      case 'keepSettings':
        return keepSettings(effect.settings);
      case 'openCourse':
        return openCourse(effect);
      case 'loadTerms':
        return void home.library.terms().then((terms) => dispatch({ type: 'terms', terms }), refuse);
      case 'loadPacks':
        return void home.library.packs().then((packs) => dispatch({ type: 'packs', packs }), refuse);
      case 'loadTexts':
        return void home.library.texts().then((texts) => dispatch({ type: 'texts', texts }), refuse);
      case 'loadCards':
        return void home.library.dueCards().then((cards) => dispatch({ type: 'cards', cards }), refuse);
      case 'grade':
        return void home.library.grade(effect.card, effect.grade).then((cards) => dispatch({ type: 'cards', cards }), refuse);
      case 'welcomed':
        return home.progress.welcomed();
      case 'report':
        return report(effect.error);
      default:
        return undefined;
    }
  };

  const typeSolution = (task: string): void => {
    lesson?.session.typeSolution(task).then((typed) => {
      if (typed === undefined) dispatch({ type: 'notice', text: 'That was all of the solution.', tone: 'muted' });
    }, refuse);
  };

  const readFile = (path: string): void => {
    const files = lesson?.session.files;
    if (!files) return;
    files.read(path).then(
      (text) => dispatch({ type: 'file', path, text, isNew: false }),
      () => dispatch({ type: 'file', path, text: '', isNew: true }),
    );
  };

  const writeFile = (path: string, text: string): void => {
    lesson?.session.files.write(path, text).then(() => {
      dispatch({ type: 'saved', path, text });
      listFiles();
    }, refuse);
  };

  const checkText = (path: string, text: string): void => {
    lesson?.session.judge(path, text).then((judgement) => {
      if (judgement) dispatch({ type: 'judged', path, text, judgement });
    }, refuse);
  };

  const askField = (rows: readonly string[], row: number, column: number): void => {
    lesson?.session.fieldHelp(rows, row, column).then((help) => {
      if (help) dispatch({ type: 'field', help });
    }, refuse);
  };

  const editOutside = (path: string, text: string): void => {
    const { editText } = platform;
    if (!editText) return;
    let edited = text;
    options
      .suspend(async () => {
        edited = await editText(path, text);
      })
      .then(() => dispatch({ type: 'file', path, text: edited, isNew: false }), refuse);
  };

  const startTimer = (name: string, milliseconds: number): void => {
    timers.get(name)?.();
    timers.set(
      name,
      platform.after(milliseconds, () => {
        timers.delete(name);
        dispatch({ type: 'timer', name });
      }),
    );
  };

  const report = (error: unknown): void => {
    platform.writeReport(error).then(
      (path) => dispatch({ type: 'reported', path }),
      () => dispatch({ type: 'reported', path: undefined }),
    );
  };

  return {
    state: () => state,
    frame,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    dispatch,
    go,
    done,
    quit,
  };
}

export function progressOf(course: CourseOutline, progress: ProgressPort): World['progress'] {
  const lessons = course.modules.flatMap((module) => module.lessons);
  return Object.fromEntries(lessons.map(({ id }) => [id, progress.of(id)]));
}

function lessonTitle(course: CourseOutline, id: string): string {
  const lessons = course.modules.flatMap((module) => module.lessons);
  return lessons.find((lesson) => lesson.id === id)?.title ?? id;
}
