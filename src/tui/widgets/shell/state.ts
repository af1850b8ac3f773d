import type { Completion } from '../../ports.ts';
import { emptyPrompt, lineOf, type LineModel } from '../prompt/state.ts';
import type { Scroll } from './scroll-back.ts';

/** What the shell pane keeps between keys; the transcript is the session's. */
export interface ShellState {
  readonly line: LineModel;
  /** How far back in the history the line was taken from, 0 for a line of one's own. */
  readonly back: number;
  /** The line of one's own, kept while looking at older ones. */
  readonly draft: LineModel;
  readonly scroll: Scroll;
  /** Candidates shown under the prompt. */
  readonly menu?: readonly Candidate[] | undefined;
  /** Ctrl-R: what is looked for, and how many matches to skip. */
  readonly search?: { readonly query: string; readonly skip: number } | undefined;
  /** Number of transcript lines hidden by Ctrl-L. */
  readonly cleared: number;
  /** What was cut last, for Ctrl-Y. */
  readonly cut?: string;
}

type Candidate = Completion['candidates'][number];

export const shellStart: ShellState = { line: emptyPrompt, back: 0, draft: emptyPrompt, scroll: undefined, cleared: 0 };

/** A change of the line: it ends scrolling back and closes the menu. */
export function withLine(state: ShellState, line: LineModel): ShellState {
  return { ...state, line, menu: undefined, scroll: undefined };
}

/** A change that cuts something out: it is kept. */
export function withCut(state: ShellState, line: LineModel): ShellState {
  const { text } = state.line;
  const removed = text.length - line.text.length;
  if (removed <= 0) return withLine(state, line);
  return { ...withLine(state, line), cut: text.slice(line.cursor, line.cursor + removed) };
}

/** The last word of the command before this one, as Alt-. puts it in. */
export function lastArgument(history: readonly string[]): string {
  return /(?:"[^"]*"|'[^']*'|\S)+\s*$/.exec(history.at(-1) ?? '')?.[0].trim() ?? '';
}

/** Up and down through the history, `by` 1 being older. */
export function recall(state: ShellState, by: 1 | -1, history: readonly string[]): ShellState {
  const back = Math.max(0, Math.min(history.length, state.back + by));
  if (back === state.back) return state;
  const draft = state.back === 0 ? state.line : state.draft;
  const line = back === 0 ? draft : lineOf(history[history.length - back] ?? '');
  return { ...withLine(state, line), back, draft };
}

/** The newest line of the history that holds the text looked for. */
export function found(state: ShellState, history: readonly string[]): string | undefined {
  const { search } = state;
  if (!search || search.query === '') return undefined;
  const matches = [...new Set([...history].reverse())].filter((line) => line.includes(search.query));
  return matches[Math.min(search.skip, matches.length - 1)];
}

/** Puts in what the completion found: a single candidate whole, several as far as they agree, with a menu of them. */
export function complete(state: ShellState, text: string, completion: Completion): ShellState {
  if (text !== state.line.text) return state;
  const { candidates, from } = completion;
  const typed = text.slice(from, state.line.cursor);
  const only = candidates.length === 1 ? candidates[0] : undefined;
  const common = only
    ? only.text + (/[/=:,]$/.test(only.text) ? '' : ' ')
    : commonStart(candidates.map((candidate) => candidate.text));
  const rest = text.slice(state.line.cursor);
  const put = common.length >= typed.length ? common : typed;
  const piece = only && rest.startsWith(' ') ? put.trimEnd() : put;
  const line = { text: text.slice(0, from) + piece + rest, cursor: from + piece.length };
  return { ...withLine(state, line), menu: only || candidates.length === 0 ? undefined : candidates };
}

export function commonStart(texts: readonly string[]): string {
  const [first = '', ...others] = texts;
  let length = first.length;
  for (const other of others) {
    while (!other.startsWith(first.slice(0, length))) length -= 1;
  }
  return first.slice(0, length);
}
