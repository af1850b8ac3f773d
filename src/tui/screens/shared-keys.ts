import { lastInLine } from '../keys/bindings.ts';
import type { ScreenKey, World } from '../app/screen.ts';

/** Keys that mean the same on most screens. */
export function helpKey<State>(when?: (state: State, world: World) => boolean): ScreenKey<State> {
  return {
    keys: ['?'],
    label: 'help',
    group: 'Everywhere',
    line: lastInLine,
    ...(when ? { when } : {}),
    run: (state) => ({ state, effects: [{ type: 'help' }] }),
  };
}

export function backKey<State>(keys: readonly string[], label: string, line: number): ScreenKey<State> {
  return { keys, label, group: 'Everywhere', line, run: (state) => ({ state, effects: [{ type: 'back' }] }) };
}

export function quitKey<State>(keys: readonly string[], line?: number): ScreenKey<State> {
  return {
    keys,
    label: 'quit',
    group: 'Everywhere',
    ...(line === undefined ? {} : { line }),
    run: (state) => ({ state, effects: [{ type: 'quit', code: 0 }] }),
  };
}

/** How a screen moves through text that is longer than its pane. */
export interface Scrolling<State> {
  /** Moves by rows, however many; the screen knows where its text ends. */
  scroll(state: State, rows: number, world: World): State;
  /** Rows in view. */
  page(state: State, world: World): number;
  when?(state: State, world: World): boolean;
}

/** Moves through a page of text: arrows, j and k, PgUp and PgDn, Home and End. */
export function scrollKeys<State>(scrolling: Scrolling<State>): readonly ScreenKey<State>[] {
  const row = (keys: readonly string[], label: string, distance: (page: number) => number): ScreenKey<State> => ({
    keys,
    label,
    group: 'Moving',
    ...(scrolling.when ? { when: scrolling.when } : {}),
    run: (state, world) => ({ state: scrolling.scroll(state, distance(Math.max(1, scrolling.page(state, world) - 2)), world) }),
  });
  const far = 1e6;
  return [
    row(['up', 'k'], 'up', () => -1),
    row(['down', 'j'], 'down', () => 1),
    row(['pageup', 'b'], 'a page up', (page) => -page),
    row(['pagedown', 'space'], 'a page down', (page) => page),
    row(['home', 'g'], 'to the beginning', () => -far),
    row(['end', 'G'], 'to the end', () => far),
  ];
}

/** The first row in view after moving, kept within the text. */
export function scrolled(top: number, by: number, length: number, rows: number): number {
  return Math.max(0, Math.min(Math.max(0, length - rows), top + by));
}
