import type { Symbols } from '../theme/symbols.ts';
import type { KeyPress } from './key.ts';

/**
 * One row of a screen's key table. The table is all there is: it handles the key, writes the key line and fills the help.
 */
export interface Binding<State, Context, Result> {
  readonly keys: readonly string[];
  /** Two or three words: what it does. */
  readonly label: string;
  /** A heading in the help. */
  readonly group: string;
  /** Whether the key line shows it, the lowest number first. */
  readonly line?: number;
  /** How the key is written, when its name will not do. */
  readonly shown?: (symbols: Symbols) => string;
  /** When it holds, in the words of the help: `while one runs`. Needed where the same key means several things. */
  readonly where?: string;
  /** What it does now, for the key line, where that can be said better than by the label. */
  now?(state: State, context: Context): string;
  /** Whether the help lists it: false for what belongs to another mode of the screen. It does when absent. */
  belongs?(state: State, context: Context): boolean;
  /** Holds when the key means this now. Always when absent. */
  when?(state: State, context: Context): boolean;
  run(state: State, context: Context, key: string): Result;
}

/** The place in the key line of the key that always finds room: the help. */
export const lastInLine = 99;

/** A key and what it does, for the key line and the help. */
export interface KeyHelp {
  readonly keys: string;
  /** The one of them that the key line names. */
  readonly key: string;
  readonly label: string;
  readonly where?: string;
  readonly group: string;
  readonly line?: number;
}

export function findBinding<State, Context, Result>(
  table: readonly Binding<State, Context, Result>[],
  key: KeyPress,
  state: State,
  context: Context,
): Binding<State, Context, Result> | undefined {
  return table.find((binding) => binding.keys.includes(key.name) && (binding.when?.(state, context) ?? true));
}

/** Keys that mean something now, or all that can mean something here. */
export function keyHelp<State, Context, Result>(
  table: readonly Binding<State, Context, Result>[],
  state: State,
  context: Context,
  symbols: Symbols,
  which: 'now' | 'all',
): readonly KeyHelp[] {
  const holds = table.filter(
    (binding) => (which === 'all' ? binding.belongs : binding.when)?.call(binding, state, context) ?? true,
  );
  // A row above that takes the same key leaves nothing of the one below.
  const isTaken = (binding: Binding<State, Context, Result>): boolean =>
    which === 'now' && holds.slice(0, holds.indexOf(binding)).some(({ keys }) => keys.includes(binding.keys[0] ?? ''));
  return holds
    .filter((binding) => !isTaken(binding))
    .map((binding) => ({
      keys: binding.shown?.(symbols) ?? binding.keys.slice(0, 2).map(keyName).join(' or '),
      key: binding.shown?.(symbols) ?? keyName(binding.keys[0] ?? ''),
      label: which === 'all' ? binding.label : (binding.now?.(state, context) ?? binding.label),
      ...(binding.where === undefined ? {} : { where: binding.where }),
      group: binding.group,
      ...(binding.line === undefined ? {} : { line: binding.line }),
    }));
}

const names: { readonly [key: string]: string } = {
  enter: 'Enter',
  escape: 'Esc',
  tab: 'Tab',
  space: 'Space',
  up: 'Up',
  down: 'Down',
  left: 'Left',
  right: 'Right',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
  backspace: 'Backspace',
  delete: 'Del',
};

/** `ctrl+c` → `Ctrl-C`. */
export function keyName(key: string): string {
  const parts = key.length > 1 && key !== '+' ? key.split('+') : [key];
  return parts
    .map((part, index) => {
      const last = index === parts.length - 1;
      if (!last) return part.charAt(0).toUpperCase() + part.slice(1);
      if (names[part] !== undefined || parts.length === 1) return names[part] ?? part;
      return /^[A-Z]$/.test(part) ? `Shift-${part}` : part.toUpperCase();
    })
    .join('-');
}
