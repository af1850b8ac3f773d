import './promise-with-resolvers.ts';
import { render } from 'ink';
import { noFacts } from '../cluster/facts.ts';
import type { CourseOutline, LibraryPort, OpenLesson, ProgressPort, TuiPlatform } from '../ports.ts';
import { open as openHome } from '../screens/home/screen.tsx';
import { open as openWelcome } from '../screens/welcome/screen.tsx';
import { chooseSymbols, chooseTheme } from '../theme/choose.ts';
import type { ThemeName } from '../theme/theme.ts';
import { App } from './app-view.tsx';
import type { Size } from './message.ts';
import { createRuntime, progressOf } from './runtime.ts';
import type { World } from './screen.ts';
import type { SuspendTerminal } from './suspend.ts';

export interface RunAppOptions {
  readonly course: CourseOutline;
  readonly progress: ProgressPort;
  readonly platform: TuiPlatform;
  readonly library: LibraryPort;
  /** Begins or resumes a lesson. Rejects with an error whose message a learner can read. */
  startLesson(id: string): Promise<OpenLesson>;
  /** A lesson to go to at once. */
  readonly lesson?: string;
  readonly theme?: ThemeName;
}

/** Runs the full-screen course until the learner leaves. Resolves with the exit code, the terminal as it was before. */
export async function runApp(options: RunAppOptions): Promise<number> {
  const { platform, progress, course } = options;
  const { stdout, stdin } = platform;
  const world: World = {
    size: sizeOf(stdout),
    symbols: chooseSymbols(platform.environment),
    theme: chooseTheme(platform.environment, options.theme ?? progress.theme),
    course,
    progress: progressOf(course, progress),
    lastLesson: progress.lastLesson,
    cluster: noFacts,
    canEditOutside: platform.editText !== undefined,
  };
  const home = openHome({ name: 'home' }, world);
  const welcome = progress.firstRun && options.lesson === undefined;
  let suspendTerminal: SuspendTerminal = async (run) => run();
  const runtime = createRuntime({
    course,
    progress,
    platform,
    library: options.library,
    first: { world, screens: [welcome ? openWelcome() : home] },
    startLesson: options.startLesson,
    suspend: (run) => suspendTerminal(run),
  });
  const app = (
    <App
      runtime={runtime}
      onSuspender={(suspend) => {
        suspendTerminal = suspend;
      }}
    />
  );

  let redraw = (): void => {};
  const resized = (): void => {
    runtime.dispatch({ type: 'resize', size: sizeOf(stdout) });
    redraw();
  };
  // Before Ink's own listener, so that no frame of the old size is drawn into the new window.
  stdout.on('resize', resized);
  const ink = render(app, {
    stdin,
    stdout,
    alternateScreen: true,
    incrementalRendering: true,
    exitOnCtrlC: false,
    patchConsole: true,
    interactive: true,
    maxFps: 60,
  });
  redraw = () => ink.rerender(app);
  const stops = [
    platform.onTerminate((code) => runtime.quit(code)),
    platform.onUncaught((error) => runtime.dispatch({ type: 'crashed', error })),
    () => void stdout.off('resize', resized),
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

function sizeOf(stdout: NodeJS.WriteStream): Size {
  return { columns: stdout.columns || 80, rows: stdout.rows || 24 };
}
