import type { ProseLayout } from '../../prose/layout.ts';

/** Where the reader is. */
export interface ProseState {
  readonly top: number;
  /** Which command of the layout is chosen. */
  readonly command: number;
  /** Which link of the layout is chosen instead of a command. */
  readonly link?: number | undefined;
  /** The command that was run last, of those that the layout names. */
  readonly ran?: number | undefined;
}

export const proseStart: ProseState = { top: 0, command: 0 };

export function scrollProse(state: ProseState, by: number, layout: ProseLayout, rows: number): ProseState {
  const top = Math.max(0, Math.min(Math.max(0, layout.lines.length - rows), state.top + by));
  const row = state.link === undefined ? undefined : layout.links[state.link]?.row;
  const link = row !== undefined && isInView(row, { top }, rows) ? state.link : undefined;
  return { ...state, top, link, command: nearestCommand(layout, top, rows, state.command) };
}

/** Chooses the next, the one before or, with 0, the same, and brings it into view. */
export function chooseCommand(state: ProseState, by: 1 | 0 | -1, layout: ProseLayout, rows: number): ProseState {
  const command = Math.max(0, Math.min(layout.commands.length - 1, state.command + by));
  const { row, rows: height } = layout.commands[command] ?? { row: 0, rows: 1 };
  return showRow({ ...state, command, link: undefined }, row, height, layout, rows);
}

/** Chooses the link after or before the chosen one; without one the first or the last in view, or the nearest beyond it. */
export function chooseLink(state: ProseState, by: 1 | -1, layout: ProseLayout, rows: number): ProseState {
  const { links } = layout;
  const first = links.findIndex(({ row }) => row >= state.top);
  const last = links.findLastIndex(({ row }) => row < state.top + rows);
  const wanted = state.link === undefined ? (by === 1 ? first : last) : state.link + by;
  const link = Math.max(0, Math.min(links.length - 1, wanted === -1 && by === 1 ? links.length - 1 : wanted));
  const row = links[link]?.row;
  return row === undefined ? state : showRow({ ...state, link }, row, 1, layout, rows);
}

/**
 * Brings the section into the upper part of the view. What the section before says after its last command is still to be read, since
 * that command is what led here; it stays above as far as there is room.
 */
export function showSection(state: ProseState, id: string, layout: ProseLayout, rows: number): ProseState {
  const section = layout.sections.find((candidate) => candidate.id === id);
  if (section === undefined) return state;
  const before = layout.sections.findLast(({ row }) => row < section.row)?.row ?? 0;
  const command = layout.commands.findLast(({ row }) => row >= before && row < section.row)?.row ?? section.row;
  const top = Math.max(command, section.row - Math.floor((rows * 2) / 3));
  // A task may pass before all is run that its section names.
  const left = (state.ran ?? -1) + 1;
  const isLeft = state.ran !== undefined && (layout.commands[left]?.row ?? Infinity) < section.row;
  const next = isLeft ? left : nextCommand(layout, section.row);
  return scrollProse({ ...state, command: next }, top - state.top, layout, rows);
}

/** A line was run in the shell: when it is one of the commands, the one after it is next, as soon as it can be seen. */
export function commandRun(state: ProseState, line: string, layout: ProseLayout, rows: number): ProseState {
  const { commands } = layout;
  const isRun = (index: number): boolean => commands[index]?.text.trim() === line.trim();
  const ran = isRun(state.command) ? state.command : commands.findIndex((_, index) => index > state.command && isRun(index));
  if (ran === -1) return state;
  const next = commands[ran + 1];
  const seen = next !== undefined && next.row >= state.top && next.row + next.rows <= state.top + rows;
  return { ...state, ran, command: seen ? ran + 1 : state.command };
}

/** The first command from a row on. */
function nextCommand(layout: ProseLayout, row: number): number {
  const next = layout.commands.findIndex((command) => command.row >= row);
  return next === -1 ? Math.max(0, layout.commands.length - 1) : next;
}

export function isInView(row: number, { top }: Pick<ProseState, 'top'>, rows: number): boolean {
  return row >= top && row < top + rows;
}

function showRow(state: ProseState, row: number, height: number, layout: ProseLayout, rows: number): ProseState {
  if (row >= state.top + 1 && row + height < state.top + rows) return state;
  const top = Math.max(0, Math.min(Math.max(0, layout.lines.length - rows), row - Math.floor(rows / 3)));
  return { ...state, top };
}

/** The chosen command while it can be seen, else the first that can. */
function nearestCommand(layout: ProseLayout, top: number, rows: number, chosen: number): number {
  const seen = (index: number): boolean => {
    const command = layout.commands[index];
    return command !== undefined && isInView(command.row, { top }, rows);
  };
  if (seen(chosen)) return chosen;
  const first = layout.commands.findIndex((_, index) => seen(index));
  return first === -1 ? chosen : first;
}
