import type { EditRequest } from '../../../course/session-state.ts';
import { bodySize, inExam, type World } from '../../app/screen.ts';
import { keptProse } from '../../prose/kept.ts';
import type { ProseLayout } from '../../prose/layout.ts';
import type { SessionPort } from '../../ports.ts';
import { proseStart, type ProseState } from '../../widgets/prose/state.ts';
import { shellStart, type ShellState } from '../../widgets/shell/state.ts';
import { shellPicture } from '../../widgets/shell/view.ts';
import { taskLines, type TaskLines } from '../../widgets/tasks/view.ts';
import { lessonLayout, wideColumns, type LessonLayout, type Pane } from './layout.ts';

export interface LessonState {
  readonly focus: Pane;
  readonly prose: ProseState;
  readonly shell: ShellState;
  /** What is being answered to the question of the current task. */
  readonly answer?: { readonly text: string; readonly chosen: readonly string[] } | undefined;
  /** The edit that a command asked for and that was opened. */
  readonly editing?: EditRequest | undefined;
  /** Whether the pane in front has a wide window to itself. */
  readonly zoomed?: boolean;
  /** Section of the prose last shown because a task began there. */
  readonly section?: string | undefined;
  /** What a key pressed once has asked, before anything is lost; the same key again does it, any other forgets it. */
  readonly asked?: 'undo' | 'reset' | 'nextLab' | 'endExam' | undefined;
  /** First row of the tasks shown; undefined keeps the current task in view. */
  readonly taskTop?: number | undefined;
}

export function lessonStart(world: World): LessonState {
  return { focus: world.size.columns >= wideColumns ? 'shell' : 'prose', prose: proseStart, shell: shellStart };
}

export interface LessonMeasures {
  readonly layout: LessonLayout;
  readonly prose: ProseLayout;
  readonly tasks: TaskLines;
}

/** Sizes and contents of the panes as they are now. The same for updates and for the view. */
export function measure(world: World, state?: LessonState): LessonMeasures {
  const body = bodySize(world.size);
  const tasks = taskLines(world.session?.tasks ?? [], body.columns, world.symbols, {
    answer: state?.answer,
    exam: inExam(world),
    typing: state?.focus === 'shell',
  });
  const layout = lessonLayout(body, tasks.lines.length, tasks.height, state?.zoomed === true);
  return { layout, tasks, prose: keptProse(world.lesson?.prose ?? '', layout.prose.columns - 2, world.symbols) };
}

/** Rows of the narrow layout's tasks pane when it has the body to itself. */
export function taskRows(layout: LessonLayout): number {
  return layout.mode === 'wide' ? layout.tasks.rows : layout.prose.rows;
}

export function shellView(
  state: LessonState,
  world: World,
  layout: LessonLayout,
): { readonly columns: number; readonly rows: number; readonly promptRows: number } {
  const { columns, rows } = layout.shell;
  const { session } = world;
  const promptRows = session ? shellPicture(state.shell, session, history(world), columns, rows, world.symbols).promptRows : 1;
  return { columns, rows, promptRows };
}

export function history(world: World): readonly string[] {
  const port: SessionPort | undefined = world.lesson?.session;
  return port?.history ?? [];
}
