import { Chalk, type ChalkInstance, type ColorSupportLevel, type ForegroundColorName } from 'chalk';
import type { Span } from '../text/line.ts';
import type { Look, Theme, ThemeName } from '../theme/theme.ts';
import { themes } from '../theme/themes.ts';

/** What begins and what ends a look in a terminal. */
interface Codes {
  readonly open: string;
  readonly close: string;
}

/** Turns spans into what a terminal understands, in one theme and with as many colours as the terminal has. */
export type Style = (part: Span) => string;

/** Without a level chalk finds out what the terminal can do. */
export function styleOf(name: ThemeName, level?: ColorSupportLevel): Style {
  const chalk = new Chalk(level === undefined ? {} : { level });
  const theme: Theme = themes[name];
  const known = new Map<string, Codes>();
  return (part) => {
    if (part.text === '') return '';
    const key = `${part.role ?? 'text'}${part.bold ?? ''},${part.italic ?? ''},${part.underline ?? ''},${part.selected ?? ''}`;
    let codes = known.get(key);
    if (codes === undefined) {
      codes = codesOf(chalk, theme, part);
      known.set(key, codes);
    }
    return codes.open + part.text + codes.close;
  };
}

function codesOf(chalk: ChalkInstance, theme: Theme, part: Span): Codes {
  const look = theme.looks[part.role ?? 'text'];
  const colour = coloured(chalk, look);
  const weighed = (look.dim ?? false) && part.selected !== true ? colour.dim : colour;
  const bold = (part.bold ?? look.bold ?? false) ? weighed.bold : weighed;
  const italic = (part.italic ?? look.italic ?? false) ? bold.italic : bold;
  const underlined = (part.underline ?? look.underline ?? false) ? italic.underline : italic;
  const [open = '', close = ''] = (part.selected === true ? underlined.inverse : underlined)('\0').split('\0');
  return { open, close };
}

function coloured(chalk: ChalkInstance, { color }: Look): ChalkInstance {
  if (color === undefined) return chalk;
  return color.startsWith('#') ? chalk.hex(color) : chalk[color as ForegroundColorName];
}
