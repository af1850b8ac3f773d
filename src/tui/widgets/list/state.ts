import type { ScreenKey, World } from '../../app/screen.ts';

/** How a screen chooses one of several rows. */
export interface Choosing<State> {
  at(state: State, world: World): number;
  choose(state: State, at: number, world: World): State;
  count(state: State, world: World): number;
  /** Whether letters move too; they do when absent. Where one types, only the other keys move. */
  letters?(state: State): boolean;
}

/** Up and down through a list: arrows, j and k, PgUp and PgDn, Home and End. */
export function choosingKeys<State>(list: Choosing<State>): readonly ScreenKey<State>[] {
  const row = (keys: readonly string[], label: string, by: number): readonly ScreenKey<State>[] => {
    const key: Omit<ScreenKey<State>, 'keys'> = {
      label,
      group: 'Moving',
      run: (state, world) => {
        const last = Math.max(0, list.count(state, world) - 1);
        return { state: list.choose(state, Math.max(0, Math.min(last, Math.min(last, list.at(state, world)) + by)), world) };
      },
    };
    const letters = keys.filter((name) => name.length === 1);
    if (list.letters === undefined || letters.length === 0) return [{ ...key, keys }];
    return [
      { ...key, keys: keys.filter((name) => name.length > 1) },
      { ...key, keys: letters, when: list.letters },
    ];
  };
  return [
    row(['up', 'k'], 'up', -1),
    row(['down', 'j'], 'down', 1),
    row(['pageup'], 'ten up', -10),
    row(['pagedown'], 'ten down', 10),
    row(['home', 'g'], 'to the beginning', -1e6),
    row(['end', 'G'], 'to the end', 1e6),
  ].flat();
}

/** The first row in view when the chosen one shall stand about in the middle. */
export function topOf(at: number, length: number, rows: number): number {
  return Math.max(0, Math.min(length - rows, at - Math.floor(rows / 2)));
}
