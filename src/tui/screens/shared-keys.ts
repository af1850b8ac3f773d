import type { ScreenKey } from '../app/screen.ts';

/** Keys that mean the same on most screens. */
export function helpKey<State>(line: number, when?: (state: State) => boolean): ScreenKey<State> {
  return {
    keys: ['?'],
    label: 'help',
    group: 'Everywhere',
    line,
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

/** Moves through a page of text: arrows, j and k, PgUp and PgDn, Home and End. */
export function scrollKeys<State>(
  move: (state: State, by: 'line' | 'page' | 'all', direction: 1 | -1) => State,
): readonly ScreenKey<State>[] {
  const row = (keys: readonly string[], label: string, by: 'line' | 'page' | 'all', direction: 1 | -1): ScreenKey<State> => ({
    keys,
    label,
    group: 'Moving',
    run: (state) => ({ state: move(state, by, direction) }),
  });
  return [
    row(['up', 'k'], 'up', 'line', -1),
    row(['down', 'j'], 'down', 'line', 1),
    row(['pageup', 'b'], 'a page up', 'page', -1),
    row(['pagedown', 'space'], 'a page down', 'page', 1),
    row(['home', 'g'], 'to the beginning', 'all', -1),
    row(['end', 'G'], 'to the end', 'all', 1),
  ];
}
