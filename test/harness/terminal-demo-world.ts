import type { SessionState, TaskState } from '../../src/course/session-state.ts';
import type { Size } from '../../src/tui/app/message.ts';
import type { World } from '../../src/tui/app/screen.ts';
import { clusterFacts } from '../../src/tui/cluster/from-objects.ts';
import type { ThemeName } from '../../src/tui/index.ts';
import { unicodeSymbols, type Symbols } from '../../src/tui/theme/symbols.ts';
import { demoCourse, demoLesson, deployed } from './terminal-demo-course.ts';
import { demoTrace } from './terminal-demo-trace.ts';

export interface DemoOptions {
  readonly phase?: SessionState['phase'];
  readonly done?: boolean;
  readonly question?: object;
  readonly session?: Partial<SessionState>;
  readonly symbols?: Symbols;
  readonly theme?: ThemeName;
}

/** What the screens see in the middle of the demo's lesson. */
export function demoWorld(size: Size = { columns: 120, rows: 40 }, options: DemoOptions = {}): World {
  const lesson = demoLesson('start/first-deploy');
  const question = {
    question: 'Which object asked for the new Pod?',
    correct: [],
    tolerance: 0,
    ...options.question,
  } as unknown as NonNullable<TaskState['question']>;
  const tasks = lesson.session.state.tasks.map((task, index): TaskState => ({
    ...task,
    ...(options.done ? { status: 'passed' } : {}),
    ...(options.question && index === 0 ? { question } : {}),
  }));
  return {
    size,
    symbols: options.symbols ?? unicodeSymbols,
    theme: options.theme ?? 'dark',
    settings: {},
    course: demoCourse,
    progress: {
      'start/tour': { status: 'passed', tasksPassed: 3 },
      'start/first-deploy': { status: 'started', tasksPassed: 2 },
    },
    lastLesson: 'start/first-deploy',
    lesson,
    session: { ...lesson.session.state, tasks, phase: options.phase ?? 'idle', ...options.session },
    cluster: clusterFacts(deployed),
    trace: demoTrace,
    canEditOutside: true,
  };
}
