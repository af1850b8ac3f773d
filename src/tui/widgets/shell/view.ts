import type { SessionState } from '../../../course/session-state.ts';
import type { Point } from '../../app/screen.ts';
import { cleanTitle } from '../../text/clean.ts';
import { padLine, span, type Line } from '../../text/line.ts';
import { textWidth, truncate } from '../../text/width.ts';
import { wrapText } from '../../text/wrap.ts';
import type { Symbols } from '../../theme/symbols.ts';
import { lastRows, rowsFrom } from './scroll-back.ts';
import { found, type ShellState } from './state.ts';

export interface ShellPicture {
  readonly lines: readonly Line[];
  readonly cursor?: Point;
  /** Rows that stand below the transcript. */
  readonly promptRows: number;
}

/** Rows of the shell pane and where its cursor stands. */
export function shellPicture(
  state: ShellState,
  session: SessionState,
  history: readonly string[],
  columns: number,
  rows: number,
  symbols: Symbols,
): ShellPicture {
  const { transcript } = session;
  const prompt = promptRows(state, session, history, columns, symbols);
  const menu = menuLines(
    state,
    columns,
    Math.max(0, Math.min(Math.max(6, Math.floor(rows / 2)), rows - prompt.lines.length - 2)),
    symbols,
  );
  const below = prompt.lines.length + menu.length;
  const above =
    state.scroll === undefined
      ? lastRows(transcript, columns, Math.max(0, rows - below), state.cleared)
      : rowsFrom(transcript, state.scroll, columns, rows);
  const lines = [...above, ...prompt.lines, ...menu];
  const y = above.length + prompt.cursor.y;
  return {
    lines: lines.slice(0, rows),
    promptRows: below,
    ...(y < rows && session.phase !== 'starting' ? { cursor: { x: Math.min(columns - 1, prompt.cursor.x), y } } : {}),
  };
}

function promptRows(
  state: ShellState,
  session: SessionState,
  history: readonly string[],
  columns: number,
  symbols: Symbols,
): { readonly lines: readonly Line[]; readonly cursor: Point } {
  if (session.phase === 'starting')
    return { lines: [[span(`Starting the cluster ${symbols.waits}`, 'muted')]], cursor: { x: 0, y: 0 } };
  if (session.phase === 'failed') {
    return { lines: [[span(cleanTitle(session.failure ?? 'The cluster has stopped.'), 'bad')]], cursor: { x: 0, y: 0 } };
  }
  if (state.search) {
    const match = found(state, history) ?? '';
    const text = `search: ${state.search.query}`;
    return {
      lines: [[span(text, 'accent')], ...wrapText(match, columns).map((row): Line => [span(row)])],
      cursor: { x: textWidth(text), y: 0 },
    };
  }
  const prompt = session.phase === 'running' ? '' : cleanTitle(session.prompt);
  const { text, cursor } = state.line;
  const lines: Line[] = [];
  let place: Point = { x: 0, y: 0 };
  let offset = 0;
  text.split('\n').forEach((part, index) => {
    const lead = index === 0 ? prompt : '> ';
    const rows = wrapText(lead + part, columns);
    if (cursor >= offset && cursor <= offset + part.length) {
      const before = wrapText(lead + part.slice(0, cursor - offset), columns);
      const x = textWidth(before.at(-1) ?? '');
      place = x >= columns ? { x: 0, y: lines.length + before.length } : { x, y: lines.length + before.length - 1 };
    }
    rows.forEach((row, at) => {
      const head = at === 0 ? lead.slice(0, row.length) : '';
      lines.push([span(head, index === 0 ? 'prompt' : 'faint'), span(row.slice(head.length))]);
    });
    offset += part.length + 1;
  });
  if (place.y >= lines.length) lines.push([]);
  return { lines, cursor: place };
}

function menuLines(state: ShellState, columns: number, rows: number, symbols: Symbols): readonly Line[] {
  const candidates = state.menu;
  if (!candidates || rows < 1) return [];
  if (candidates.some(({ description }) => description !== undefined) && candidates.length <= rows) {
    const width = Math.min(24, Math.max(...candidates.map(({ text }) => textWidth(text)))) + 2;
    return candidates.map(({ text, description }): Line => [
      ...padLine([span(truncate(text, width - 2, symbols.ellipsis), 'accent')], width),
      span(truncate(description ?? '', columns - width, symbols.ellipsis), 'muted'),
    ]);
  }
  const width = Math.min(columns, Math.max(...candidates.map(({ text }) => textWidth(text))) + 2);
  const across = Math.max(1, Math.floor(columns / width));
  const fits = across * rows;
  const shown = candidates.length > fits ? candidates.slice(0, Math.max(0, across * (rows - 1))) : candidates;
  const lines: Line[] = [];
  for (let at = 0; at < shown.length; at += across) {
    lines.push(
      shown
        .slice(at, at + across)
        .flatMap(({ text }) => padLine([span(truncate(text, width - 1, symbols.ellipsis), 'accent')], width)),
    );
  }
  const hidden = candidates.length - shown.length;
  return hidden > 0 ? [...lines, [span(`and ${hidden} more`, 'muted')]] : lines;
}
