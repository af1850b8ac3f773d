import type { Size } from '../../app/message.ts';
import type { Point, World } from '../../app/screen.ts';
import type { LessonOutline } from '../../ports.ts';
import { cleanTitle } from '../../text/clean.ts';
import { fitLine, padLine, span, spread, type Line } from '../../text/line.ts';
import { beside, rectangle } from '../../text/rectangle.ts';
import { textWidth } from '../../text/width.ts';
import { wrapLine } from '../../text/wrap.ts';
import type { Symbols } from '../../theme/symbols.ts';
import type { Role } from '../../theme/theme.ts';
import { horizontalRule, verticalRule } from '../../widgets/rule/view.ts';
import { homeRows, nextLesson, type HomeRow } from './rows.ts';
import type { HomeState } from './screen.ts';

const wideColumns = 100;
const searchLabel = ' / ';

/** Where the cursor stands while one searches. */
export function searchCursor(query: string): Point {
  return { x: searchLabel.length + textWidth(query), y: 1 };
}

/** The lessons on the left, what the chosen one is about beside or below them. */
export function homeLines(state: HomeState, world: World, size: Size): readonly Line[] {
  const { symbols } = world;
  const wide = size.columns >= wideColumns;
  const detailRows = wide ? size.rows : Math.min(8, Math.floor(size.rows / 3));
  const listColumns = wide ? Math.min(72, Math.floor(size.columns * 0.56)) : size.columns;
  const listRows = wide ? size.rows : size.rows - detailRows - 1;
  const detailColumns = wide ? size.columns - listColumns - 1 : size.columns;
  const list = rectangle(listLines(state, world, listColumns, listRows), listColumns, listRows, symbols);
  const detail = rectangle(detailLines(state, world, detailColumns), detailColumns, detailRows, symbols);
  if (!wide) return [...list, horizontalRule(size.columns, symbols), ...detail];
  return beside(list, listColumns, beside(verticalRule(size.rows, symbols), 1, detail));
}

function listLines(state: HomeState, world: World, columns: number, rows: number): readonly Line[] {
  const found = homeRows(world, state.query);
  const head: readonly Line[] =
    state.query === undefined
      ? [[], nextLine(world, columns), []]
      : [[], [span(searchLabel, 'key', { bold: true }), span(state.query)], []];
  if (found.length === 0) return [...head, [span('   No lesson matches.', 'muted')]];
  const room = Math.max(1, rows - head.length);
  const at = found.findIndex((row) => row.type === 'lesson' && row.lesson.id === state.chosen);
  const top = Math.max(0, Math.min(found.length - room, at - Math.floor(room / 2)));
  return [...head, ...found.slice(top, top + room).map((row) => rowLine(row, state, world, columns))];
}

function nextLine(world: World, columns: number): Line {
  const { symbols } = world;
  const next = nextLesson(world);
  if (!next) return [span(' '), span(`${symbols.passed} All lessons passed.`, 'good')];
  const started = world.progress[next.id]?.status === 'started';
  const label = started ? 'Go on with ' : 'Next: ';
  const line: Line = [span(' '), span(label, 'muted'), span(cleanTitle(next.title), 'accent', { bold: true })];
  return spread(line, [span(`${next.minutes} min `, 'muted')], columns, symbols.ellipsis);
}

function rowLine(row: HomeRow, state: HomeState, world: World, columns: number): Line {
  const { symbols } = world;
  if (row.type === 'gap') return [];
  if (row.type === 'module') {
    return fitLine([span(' '), span(cleanTitle(row.title), 'heading')], columns, symbols.ellipsis);
  }
  const { lesson } = row;
  const chosen = lesson.id === state.chosen;
  const progress = world.progress[lesson.id] ?? { status: 'new', tasksPassed: 0 };
  const mark = markOf(progress.status, symbols);
  const left: Line = [
    span(chosen ? ` ${symbols.pointer} ` : '   ', 'accent', { bold: true }),
    span(`${mark.symbol} `, mark.role),
    span(cleanTitle(lesson.title), chosen ? 'accent' : progress.status === 'passed' ? 'muted' : 'text', { bold: chosen }),
  ];
  const count = progress.status === 'started' ? `${progress.tasksPassed}/${lesson.tasks}` : '';
  const right: Line = [span(count.padStart(6), 'warn'), span(`${lesson.minutes} min `.padStart(9), 'muted')];
  return spread(left, right, columns, symbols.ellipsis);
}

function markOf(status: 'new' | 'started' | 'passed', symbols: Symbols): { readonly symbol: string; readonly role: Role } {
  if (status === 'passed') return { symbol: symbols.passed, role: 'good' };
  if (status === 'started') return { symbol: symbols.started, role: 'warn' };
  return { symbol: symbols.open, role: 'faint' };
}

function detailLines(state: HomeState, world: World, columns: number): readonly Line[] {
  const lesson = world.course.modules.flatMap((module) => module.lessons).find(({ id }) => id === state.chosen);
  if (!lesson) return [];
  const { symbols, size } = world;
  const width = Math.min(columns - 4, 70);
  const inset = (line: Line): Line => [span('  '), ...line];
  return [
    ...(size.columns >= wideColumns ? [[]] : []),
    inset([span(cleanTitle(lesson.title), 'text', { bold: true })]),
    inset([span(factsOf(lesson, world), 'muted')]),
    [],
    ...lesson.objectives.flatMap((objective) =>
      wrapLine([span(`${symbols.bullet} `, 'faint'), span(cleanTitle(objective))], width, [span('  ')]).map(inset),
    ),
    ...(lesson.concepts && lesson.concepts.length > 0
      ? [[], ...wrapLine([span(lesson.concepts.map(cleanTitle).join(` ${symbols.separator} `), 'muted')], width).map(inset)]
      : []),
  ].map((line) => padLine(line, 0));
}

function factsOf(lesson: LessonOutline, world: World): string {
  const done = world.progress[lesson.id]?.tasksPassed ?? 0;
  const tasks = done > 0 ? `${done} of ${lesson.tasks} tasks done` : `${lesson.tasks} ${lesson.tasks === 1 ? 'task' : 'tasks'}`;
  const parts = [`about ${lesson.minutes} minutes`, tasks, ...(lesson.difficulty === undefined ? [] : [lesson.difficulty])];
  return parts.join(` ${world.symbols.separator} `);
}
