import './promise-with-resolvers.ts';
import { render } from 'ink';
import { noFacts } from '../cluster/facts.ts';
import { noTrace } from '../trace/facts.ts';
import type { CourseChoice, CourseHome, TuiPlatform } from '../ports.ts';
import { open as openHome } from '../screens/home/screen.ts';
import { open as openWelcome } from '../screens/welcome/screen.ts';
import { createPainter } from '../paint/painter.ts';
import { chooseSymbols, chooseTheme, isSpoken } from '../theme/choose.ts';
import { spokenSymbols } from '../theme/symbols.ts';
import type { ThemeName } from '../theme/theme.ts';
import { App } from './app-view.tsx';
import type { Size } from './message.ts';
import { paintFrames, type FramesOnScreen } from './paint-frames.ts';
import { createRuntime, progressOf } from './runtime.ts';
import type { World } from './screen.ts';
import type { SuspendTerminal } from './suspend.ts';

export interface RunAppOptions extends CourseHome {
  readonly platform: TuiPlatform;
  /** Another course, or the same in another language. Rejects with an error whose message a learner can read. */
  openCourse?(choice: CourseChoice): Promise<CourseHome>;
  /** A lesson to go to at once. */
  readonly lesson?: string;
  readonly theme?: ThemeName;
}

/** Runs the full-screen course until the learner leaves. Resolves with the exit code, the terminal as it was before. */
export async function runApp(options: RunAppOptions): Promise<number> {
  const { platform, progress, course } = options;
  const { stdout, stdin } = platform;
  const spoken = isSpoken(platform.environment, progress.settings.spoken);
  const world: World = {
    size: sizeOf(stdout, spoken),
    symbols: spoken ? spokenSymbols : chooseSymbols(platform.environment),
    spoken,
    theme: chooseTheme(platform.environment, options.theme ?? progress.settings.theme),
    settings: progress.settings,
    course,
    progress: progressOf(course, progress),
    lastLesson: progress.lastLesson,
    cluster: noFacts,
    trace: noTrace,
    canEditOutside: platform.editText !== undefined,
  };
  const home = openHome({ name: 'home' }, world);
  const welcome = progress.firstRun && options.lesson === undefined;
  let lend: SuspendTerminal = async (run) => run();
  /** Comes once Ink has the terminal. */
  const drawn: { screen?: FramesOnScreen } = {};
  const runtime = createRuntime({
    course,
    progress,
    platform,
    library: options.library,
    first: { world, screens: [welcome ? openWelcome() : home] },
    startLesson: options.startLesson,
    ...(options.exam === undefined ? {} : { exam: options.exam }),
    ...(options.openCourse === undefined ? {} : { openCourse: options.openCourse }),
    async suspend(run) {
      drawn.screen?.hold();
      try {
        await lend(run);
      } finally {
        drawn.screen?.goOn();
      }
    },
  });
  const ink = render(
    <App
      runtime={runtime}
      spoken={spoken}
      onSuspender={(suspend) => {
        lend = suspend;
      }}
    />,
    {
      stdin,
      stdout: spoken ? stdout : withoutResizing(stdout),
      alternateScreen: !spoken,
      isScreenReaderEnabled: spoken,
      exitOnCtrlC: false,
      patchConsole: true,
      interactive: true,
    },
  );
  if (!spoken) drawn.screen = paintFrames({ runtime, platform, painter: createPainter((text) => void stdout.write(text)) });
  const resized = (): void => {
    drawn.screen?.forget();
    runtime.dispatch({ type: 'resize', size: sizeOf(stdout, spoken) });
  };
  stdout.on('resize', resized);
  const stops = [
    platform.onTerminate((code) => runtime.quit(code)),
    platform.onUncaught((error) => runtime.dispatch({ type: 'crashed', error })),
    () => void stdout.off('resize', resized),
    () => drawn.screen?.stop(),
  ];
  if (progress.notice !== undefined) runtime.dispatch({ type: 'notice', text: progress.notice, tone: 'bad' });
  if (options.lesson !== undefined) runtime.go({ name: 'lesson', id: options.lesson }, 'push');
  try {
    return await Promise.race([runtime.done, ink.waitUntilExit().then(() => 0)]);
  } finally {
    for (const stop of stops) stop();
    ink.unmount();
    await ink.waitUntilExit().catch(() => {});
  }
}

/** What is read aloud is laid out for one pane at a time, whatever the window. */
function sizeOf(stdout: NodeJS.WriteStream, spoken: boolean): Size {
  const size = { columns: stdout.columns || 80, rows: stdout.rows || 24 };
  return spoken ? { columns: Math.max(60, Math.min(90, size.columns)), rows: Math.max(24, size.rows) } : size;
}

/** The terminal as Ink gets it where it draws nothing: at a change of size it would wipe what it takes for its own frame. */
function withoutResizing(stdout: NodeJS.WriteStream): NodeJS.WriteStream {
  const kept: NodeJS.WriteStream = new Proxy(stdout, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      if (name !== 'on') return value.bind(target);
      return (event: string, listener: (...args: unknown[]) => void) => {
        if (event !== 'resize') target.on(event, listener);
        return kept;
      };
    },
  });
  return kept;
}
