import type { Key } from 'ink';
import { describe, expect, it } from 'vitest';
import { keyName } from '../../src/tui/keys/bindings.ts';
import { keyPresses } from '../../src/tui/keys/key.ts';
import { chooseSymbols, chooseTheme } from '../../src/tui/theme/choose.ts';
import { asciiSymbols, unicodeSymbols } from '../../src/tui/theme/symbols.ts';
import { roles, themeNames } from '../../src/tui/theme/theme.ts';
import { themes } from '../../src/tui/theme/themes.ts';

const none: Key = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageDown: false,
  pageUp: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  ctrl: false,
  shift: false,
  tab: false,
  backspace: false,
  delete: false,
  meta: false,
  super: false,
  hyper: false,
  capsLock: false,
  numLock: false,
};

const pressed = (input: string, key: Partial<Key> = {}): string =>
  keyPresses(input, { ...none, ...key })
    .map(({ name }) => name)
    .join(' ');

describe('keys', () => {
  it.each<[string, string, Partial<Key>, string]>([
    ['a letter', 'a', {}, 'a'],
    ['a capital', 'T', { shift: true }, 'T'],
    ['Escape', '', { escape: true, meta: true }, 'escape'],
    ['Shift-Tab', '', { tab: true, shift: true }, 'shift+tab'],
    ['Ctrl-R', 'r', { ctrl: true }, 'ctrl+r'],
    ['Alt-b', 'b', { meta: true }, 'alt+b'],
    ['Ctrl-Left', '', { leftArrow: true, ctrl: true }, 'ctrl+left'],
    ['Alt-Backspace', '', { backspace: true, meta: true }, 'alt+backspace'],
    ['a blank', ' ', {}, 'space'],
    ['letters typed in one go', 'ls\r', {}, 'l s enter'],
    ['control keys among letters', '\u0012web\u007f', {}, 'ctrl+r w e b backspace'],
    ['an emoji of several parts', '👩‍💻', {}, '👩‍💻'],
    ['the release of a key', 'a', { eventType: 'release' }, ''],
  ])('%s', (_what, input, key, wanted) => {
    expect(pressed(input, key)).toBe(wanted);
  });

  it('are written as people write them', () => {
    expect(['ctrl+c', 'escape', 'shift+tab', '?', '+', 'alt+b', 'alt+R', 'T'].map(keyName)).toEqual([
      'Ctrl-C',
      'Esc',
      'Shift-Tab',
      '?',
      '+',
      'Alt-B',
      'Alt-Shift-R',
      'T',
    ]);
  });
});

describe('themes', () => {
  it('give every role a look', () => {
    for (const name of themeNames) expect(Object.keys(themes[name].looks).sort()).toEqual([...roles].sort());
  });

  it('use no colour where none is wanted', () => {
    expect(Object.values(themes.mono.looks).filter((look) => look.color !== undefined)).toEqual([]);
  });

  /** Contrast as WCAG defines it. */
  const luminance = (hex: string): number => {
    const parts = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
    const [red = 0, green = 0, blue = 0] = parts.map((part) =>
      part <= 0.039_28 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (a: string, b: string): number => {
    const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };

  it.each([
    ['dark', '#0d1117'],
    ['light', '#ffffff'],
  ] as const)('are readable: %s on %s', (name, background) => {
    const words = Object.entries(themes[name].looks).filter(([role]) => role !== 'rule');
    const poor = words.filter(
      ([role, look]) => look.color !== undefined && contrast(look.color, background) < (role === 'faint' ? 3 : 4.5),
    );
    expect(poor).toEqual([]);
  });

  it('follow what was asked for, then NO_COLOR, then the background', () => {
    expect(chooseTheme({ NO_COLOR: '1' }, 'light')).toBe('light');
    expect(chooseTheme({ NO_COLOR: '1', COLORFGBG: '0;15' })).toBe('mono');
    expect(chooseTheme({ NO_COLOR: '', COLORFGBG: '0;15' })).toBe('light');
    expect(chooseTheme({ COLORFGBG: '15;0' })).toBe('dark');
    expect(chooseTheme({})).toBe('dark');
  });
});

describe('symbols', () => {
  it.each([
    [{ LANG: 'C' }, asciiSymbols],
    [{ LANG: 'en_GB.UTF-8' }, unicodeSymbols],
    [{ LANG: 'en_GB.UTF-8', LC_ALL: 'C' }, asciiSymbols],
    [{ LANG: 'zh_CN.UTF-8', TERM: 'linux' }, asciiSymbols],
    [{ LANG: 'C.UTF-8' }, unicodeSymbols],
    [{}, unicodeSymbols],
    [{ LANG: 'en_GB.UTF-8', KUBETUTOR_ASCII: '1' }, asciiSymbols],
  ])('for %o', (environment, wanted) => {
    expect(chooseSymbols(environment)).toBe(wanted);
  });

  it('stay ASCII where they must', () => {
    expect(Object.values(asciiSymbols).join('')).toMatch(/^[\u0020-\u007e]*$/);
  });
});
