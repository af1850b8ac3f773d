import { bodySize, type Picture, type World } from '../../app/screen.ts';
import type { SessionState } from '../../../course/session-state.ts';
import { span, type Line } from '../../text/line.ts';
import type { Symbols } from '../../theme/symbols.ts';
import { beside, rectangle } from '../../text/rectangle.ts';
import { labelledRule, type RuleLabel } from '../../widgets/labelled-rule.ts';
import { proseLines } from '../../widgets/prose/view.ts';
import { horizontalRule, verticalRule } from '../../widgets/rule/view.ts';
import { shellPicture, type ShellPicture } from '../../widgets/shell/view.ts';
import { tasksInView } from '../../widgets/tasks/view.ts';
import { history, measure, taskRows, type LessonMeasures, type LessonState } from './state.ts';

/** The whole lesson: prose and shell side by side with the tasks below, or one of them at a time. */
export function lessonPicture(state: LessonState, world: World): Picture {
  const { session } = world;
  const measures = measure(world, state);
  const { layout } = measures;
  if (!session) return { rows: [] };
  const shell = shellPicture(state.shell, session, history(world), layout.shell.columns, layout.shell.rows, world.symbols);
  const parts: Parts = { state, world, measures, session, shell };
  const showsShell = layout.mode === 'wide' || state.focus === 'shell';
  const left = layout.mode === 'wide' ? layout.prose.columns + 2 : 1;
  const cursor =
    state.focus === 'shell' && showsShell && shell.cursor ? { x: shell.cursor.x + left, y: shell.cursor.y + 1 } : undefined;
  return { rows: layout.mode === 'wide' ? wideLesson(parts) : narrowLesson(parts), ...(cursor ? { cursor } : {}) };
}

interface Parts {
  readonly state: LessonState;
  readonly world: World;
  readonly measures: LessonMeasures;
  readonly session: SessionState;
  readonly shell: ShellPicture;
}

function wideLesson({ state, world, measures, session, shell }: Parts): readonly Line[] {
  const { symbols } = world;
  const { columns } = bodySize(world.size);
  const { layout, prose, tasks } = measures;
  const split = layout.prose.columns;
  const shellLabel = { ...label('Shell', state.focus === 'shell'), at: split + 1, ...scrolledNote(state) };
  const top = labelledRule([label('Lesson', state.focus === 'prose'), shellLabel], columns, symbols, {
    at: split,
    symbol: symbols.tee,
  });
  const middle = labelledRule([tasksLabel(session, state.focus === 'tasks')], columns, symbols, {
    at: split,
    symbol: symbols.up,
  });
  const { rows } = layout.prose;
  const text = rectangle(proseLines(state.prose, prose, state.focus === 'prose', rows, symbols), split, rows, symbols);
  const screen = beside(verticalRule(rows, symbols), 2, rectangle(shell.lines, layout.shell.columns, rows, symbols));
  return [top, ...beside(text, split, screen), middle, ...tasksInView(tasks.lines, taskTop(state, measures), layout.tasks.rows)];
}

function narrowLesson({ state, world, measures, session, shell }: Parts): readonly Line[] {
  const { symbols } = world;
  const { columns } = bodySize(world.size);
  const { layout, prose, tasks } = measures;
  const labels = [
    label('Lesson', state.focus === 'prose'),
    { ...label('Shell', state.focus === 'shell'), ...scrolledNote(state) },
    tasksLabel(session, state.focus === 'tasks'),
  ];
  const head = labelledRule(labels, columns, symbols);
  const { rows } = layout.prose;
  if (state.focus === 'tasks') return [head, ...tasksInView(tasks.lines, taskTop(state, measures), rows + layout.tasks.rows + 1)];
  const pane =
    state.focus === 'prose'
      ? rectangle(proseLines(state.prose, prose, true, rows, symbols), columns, rows, symbols)
      : rectangle(shell.lines, layout.shell.columns, rows, symbols).map((line): Line => [{ text: ' ' }, ...line]);
  return [head, ...pane, horizontalRule(columns, symbols), ...taskStrip(measures, symbols)];
}

/** The task at hand, below the one that passed last where there is room: a tick is worth a look. */
function taskStrip({ tasks, layout }: LessonMeasures, symbols: Symbols): readonly Line[] {
  const { rows } = layout.tasks;
  const { lines, current, height } = tasks;
  const passed = lines[current - 1]?.[0]?.text.includes(symbols.passed) === true;
  const start = Math.max(0, Math.min(passed && height < rows ? current - 1 : current, lines.length - rows));
  const shown = lines.slice(start, start + rows);
  if (current + height <= start + rows) return shown;
  return [...shown.slice(0, -1), [span(`   ${symbols.more} `, 'accent'), span('the rest stands in the tasks', 'muted')]];
}

function label(text: string, focused: boolean): RuleLabel {
  return { text, focused };
}

function tasksLabel(session: SessionState, focused: boolean): RuleLabel {
  const passed = session.tasks.filter((task) => task.status === 'passed').length;
  // While the cluster starts nobody knows how many there are.
  return { text: 'Tasks', focused, ...(session.tasks.length === 0 ? {} : { note: `${passed}/${session.tasks.length}` }) };
}

function scrolledNote(state: LessonState): { readonly note?: string } {
  return state.shell.scroll === undefined ? {} : { note: 'scrolled back' };
}

/** Keeps the current task in view unless the learner has scrolled. */
function taskTop(state: LessonState, { tasks, layout }: LessonMeasures): number {
  return state.taskTop ?? Math.max(0, Math.min(tasks.current - 1, tasks.lines.length - taskRows(layout)));
}
