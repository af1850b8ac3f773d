import type { ThemeName } from './theme.ts';
import { asciiSymbols, unicodeSymbols, type Symbols } from './symbols.ts';

/** The environment variables that say what the terminal can show. */
export type TerminalEnvironment = { readonly [name: string]: string | undefined };

/** What was asked for goes first, then NO_COLOR, then what the terminal says of its background. */
export function chooseTheme(environment: TerminalEnvironment, asked?: ThemeName): ThemeName {
  if (asked) return asked;
  if ((environment['NO_COLOR'] ?? '') !== '') return 'mono';
  // rxvt, Konsole and others: `foreground;background`, where 7 and 9–15 are light.
  const background = Number(environment['COLORFGBG']?.split(';').at(-1) ?? Number.NaN);
  return background === 7 || background >= 9 ? 'light' : 'dark';
}

/** Whether a screen reader is to read the screens: Ink's own variable, or what the learner chose. */
export function isSpoken(environment: TerminalEnvironment, chosen = false): boolean {
  const asked = environment['INK_SCREEN_READER'];
  return asked === undefined || asked === '' ? chosen : asked === 'true' || asked === '1';
}

export function chooseSymbols(environment: TerminalEnvironment): Symbols {
  if ((environment['KUBETUTOR_ASCII'] ?? '') !== '') return asciiSymbols;
  if (environment['TERM'] === 'linux' || environment['TERM'] === 'dumb') return asciiSymbols;
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || '';
  const plainLocale = /^(C|POSIX)$|iso-?8859|us-ascii/i.test(locale);
  return plainLocale ? asciiSymbols : unicodeSymbols;
}
