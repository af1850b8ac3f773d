import type { Line } from '../text/line.ts';
import type { Role } from '../theme/theme.ts';
import { asciiSymbols, unicodeSymbols } from '../theme/symbols.ts';
import { layoutProse } from './layout.ts';

export interface RenderOptions {
  /** Columns. */
  readonly width: number;
  readonly colour: boolean;
  /** Nothing but ASCII in what is drawn; the text stays as it is. */
  readonly ascii?: boolean;
}

/** Markdown as text for a terminal that goes on line by line: the prose of the screens without screens. Ends without a line break. */
export function renderProse(markdown: string, { width, colour, ascii = false }: RenderOptions): string {
  const { lines } = layoutProse(markdown, width, ascii ? asciiSymbols : unicodeSymbols);
  return lines.map((line) => (colour ? coloured(line) : line.map(({ text }) => text).join(''))).join('\n');
}

/** The sixteen colours, which every terminal shows readably on its own background. */
const codes: { readonly [role in Role]?: string } = {
  muted: '2',
  faint: '2',
  accent: '34',
  heading: '1;36',
  good: '32',
  warn: '33',
  bad: '31',
  code: '36',
  codeKey: '32',
  codeNumber: '33',
  codeComment: '2',
  rule: '2',
};

function coloured(line: Line): string {
  return line
    .map(({ text, role, bold, italic, underline }) => {
      const looks = [role && codes[role], bold && '1', italic && '3', underline && '4'].filter(
        (code) => typeof code === 'string',
      );
      return looks.length === 0 ? text : `\u001b[${looks.join(';')}m${text}\u001b[0m`;
    })
    .join('');
}
