import type { Key } from 'ink';
import { graphemes } from '../text/width.ts';

/** A key as the tables name it: `enter`, `ctrl+c`, `alt+up`, `shift+tab`, or the character itself. */
export interface KeyPress {
  readonly name: string;
  /** What it writes, for keys that write something. */
  readonly text?: string;
}

const named = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
] as const satisfies readonly (readonly [keyof Key, string])[];

/** What Ink reports, as key presses: one for a special key, one for each character of text typed in one go. */
export function keyPresses(input: string, key: Key): readonly KeyPress[] {
  if (key.eventType === 'release') return [];
  const special = named.find(([flag]) => key[flag] === true)?.[1];
  if (special) {
    const alt = key.meta && special !== 'escape' ? 'alt+' : '';
    return [{ name: `${key.ctrl ? 'ctrl+' : ''}${alt}${key.shift ? 'shift+' : ''}${special}` }];
  }
  if (input === '') return [];
  if (key.ctrl) return [{ name: `ctrl+${input === ' ' || input === '`' ? 'space' : input.toLowerCase()}` }];
  if (key.meta) return [{ name: `alt+${input}` }];
  return graphemes(input).map(typed);
}

function typed(character: string): KeyPress {
  if (character === '\r' || character === '\n' || character === '\r\n') return { name: 'enter' };
  if (character === '\t') return { name: 'tab' };
  if (character === '\u007f') return { name: 'backspace' };
  // Keys typed faster than they are read arrive together, control keys among letters.
  const code = character.charCodeAt(0);
  if (code === 0) return { name: 'ctrl+space' };
  if (code >= 1 && code <= 26) return { name: `ctrl+${String.fromCharCode(code + 96)}` };
  if (code < 32) return { name: '' };
  if (character === ' ') return { name: 'space', text: ' ' };
  return { name: character, text: character };
}
