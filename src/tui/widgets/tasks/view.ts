import type { TaskState } from '../../../course/session-state.ts';
import { keptProse } from '../../prose/kept.ts';
import { cleanText, cleanTitle } from '../../text/clean.ts';
import { span, type Line } from '../../text/line.ts';
import { wrapLine } from '../../text/wrap.ts';
import type { Symbols } from '../../theme/symbols.ts';
import type { Role } from '../../theme/theme.ts';

/** The rows of the tasks that are in view: from `top` on, but no emptier at the end than need be. */
export function tasksInView(lines: readonly Line[], top: number, rows: number): readonly Line[] {
  const start = Math.max(0, Math.min(top, lines.length - rows));
  return lines.slice(start, start + rows);
}

/** The task that the learner is at: the first that has not passed. */
export function currentTask(tasks: readonly TaskState[]): TaskState | undefined {
  return tasks.find((task) => task.begun && task.status !== 'passed') ?? tasks.find((task) => task.status !== 'passed');
}

export interface TaskLines {
  readonly lines: readonly Line[];
  /** Row of the task that the learner is at. */
  readonly current: number;
  /** How many rows that task takes, with its question, what was found and its hints. */
  readonly height: number;
}

export interface TaskLinesOptions {
  readonly answer?: { readonly text: string; readonly chosen: readonly string[] } | undefined;
  readonly exam?: boolean;
  /** Whether letters go into the shell, so that it must be left before a letter is a key. */
  readonly typing?: boolean;
}

/** Every task on a row; under the current one what was found, what to look at, and the hints asked for. */
export function taskLines(
  tasks: readonly TaskState[],
  columns: number,
  symbols: Symbols,
  { answer, exam = false, typing = false }: TaskLinesOptions = {},
): TaskLines {
  const now = currentTask(tasks);
  const lines: Line[] = [];
  let current = 0;
  let height = 1;
  for (const task of tasks) {
    if (task === now) current = lines.length;
    lines.push(...titleLines(task, task === now, columns, symbols));
    if (task === now && task.begun && task.question) lines.push(...questionLines(task.question, columns, symbols, answer));
    if (task.status !== 'passed') lines.push(...detailLines(task, task === now, columns, symbols));
    else if (task.question?.why !== undefined && isLatest(task, tasks))
      lines.push(...inset(textLines(task.question.why, 'muted'), columns));
    if (task === now) height = lines.length - current;
  }
  if (!now && tasks.length > 0) {
    current = lines.length;
    lines.push([
      span(' '),
      span('All done.', 'good', { bold: true }),
      ...(exam
        ? [span(' Alt-Shift-N', 'key'), span(': the next lab.')]
        : [
            span(' '),
            ...(typing ? [span('Esc', 'key'), span(', then ')] : []),
            span('d', 'key'),
            span(': what there is to keep from it.'),
          ]),
    ]);
  }
  return { lines, current, height };
}

function titleLines(task: TaskState, current: boolean, columns: number, symbols: Symbols): readonly Line[] {
  const mark = markOf(task, symbols);
  const title = span(cleanTitle(task.title), task.status === 'passed' || !task.begun ? 'muted' : 'text', { bold: current });
  return wrapLine([span(` ${mark.symbol} `, mark.role), title], columns - 1, [span('   ')]);
}

const hintLabel = 'Hint: ';

function detailLines(task: TaskState, current: boolean, columns: number, symbols: Symbols): readonly Line[] {
  const inset = [span('   ')];
  const below = (line: Line): readonly Line[] => wrapLine([...inset, ...line], columns - 1, inset);
  const found = task.status === 'failing' && task.found !== undefined ? textLines(task.found, 'warn') : [];
  const awaited = task.status === 'open' && task.waitsUntil !== undefined && task.found !== undefined ? task.found : undefined;
  const waiting = awaited === undefined ? [] : textLines(`Waiting: ${awaited}`, 'muted');
  const advice = task.status === 'failing' && task.advice !== undefined ? textLines(task.advice, 'text') : [];
  const hints = current || task.hintsShown.length > 0 ? task.hintsShown : [];
  return [
    ...found.flatMap(below),
    ...waiting.flatMap(below),
    ...advice.flatMap((line) => below([span(`${symbols.arrow} `, 'accent'), ...line])),
    ...hints.flatMap((hint) => {
      const lines = keptProse(hint, columns - hintLabel.length - 4, symbols).lines;
      return lines.map((line, index): Line => [
        ...inset,
        index === 0 ? span(hintLabel, 'accent') : span(' '.repeat(hintLabel.length)),
        ...line,
      ]);
    }),
  ];
}

/** The question, its choices with their numbers, and what has been answered so far. */
function questionLines(
  { question, kind, choices }: NonNullable<TaskState['question']>,
  columns: number,
  symbols: Symbols,
  answer: { readonly text: string; readonly chosen: readonly string[] } | undefined,
): readonly Line[] {
  const chosen = answer?.chosen ?? [];
  const list = choices.map(({ id, text }, index): Line => {
    const at = chosen.indexOf(id);
    const mark = at < 0 ? '' : kind === 'order' ? ` ${at + 1}.` : ` ${symbols.passed}`;
    return [span(`${index + 1}`, 'key'), span(`  ${cleanTitle(text)}`, at < 0 ? 'text' : 'accent'), span(mark, 'accent')];
  });
  const typed: readonly Line[] =
    answer !== undefined && choices.length === 0 ? [[span('Answer: ', 'accent'), span(`${answer.text}_`)]] : [];
  return inset([...textLines(question, 'text'), ...list, ...typed], columns);
}

function inset(lines: readonly Line[], columns: number): readonly Line[] {
  return lines.flatMap((line) => wrapLine([span('   '), ...line], columns - 1, [span('   ')]));
}

function isLatest(task: TaskState, tasks: readonly TaskState[]): boolean {
  return task.passedAt !== undefined && tasks.every(({ passedAt }) => passedAt === undefined || passedAt <= (task.passedAt ?? 0));
}

/** Backticked words stand out, as in the prose. */
function textLines(text: string, role: Role): readonly Line[] {
  return cleanText(text)
    .split('\n')
    .map((row) => row.split('`').map((part, index) => span(part, index % 2 === 1 ? 'code' : role)));
}

export function markOf(task: TaskState, symbols: Symbols): { readonly symbol: string; readonly role: Role } {
  if (task.status === 'passed') return { symbol: symbols.passed, role: 'good' };
  if (task.status === 'failing') return { symbol: symbols.failing, role: 'warn' };
  if (task.waitsUntil !== undefined) return { symbol: symbols.started, role: 'accent' };
  return { symbol: symbols.open, role: 'faint' };
}
