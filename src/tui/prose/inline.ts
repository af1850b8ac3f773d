import type { Token, Tokens } from 'marked';
import { span, type Line, type Span } from '../text/line.ts';

type Style = Omit<Span, 'text'>;

/** The text inside a paragraph, heading, cell or list item. */
export function inlineSpans(tokens: readonly Token[] | undefined, style: Style = {}): Line {
  return (tokens ?? []).flatMap((token) => inlineSpan(token, style));
}

function inlineSpan(token: Token, style: Style): Line {
  switch (token.type) {
    case 'strong':
      return inlineSpans((token as Tokens.Strong).tokens, { ...style, bold: true });
    case 'em':
      return inlineSpans((token as Tokens.Em).tokens, { ...style, italic: true });
    case 'del':
      return inlineSpans((token as Tokens.Del).tokens, { ...style, role: 'faint' });
    case 'codespan':
      return [{ ...style, text: flat((token as Tokens.Codespan).text), role: 'code' }];
    case 'link':
      return link(token as Tokens.Link, style);
    case 'image':
      return [{ ...style, text: `[${flat((token as Tokens.Image).text)}]`, role: 'muted' }];
    case 'br':
      return [{ ...style, text: '\n' }];
    default: {
      const { tokens, text, raw } = token as Tokens.Text;
      return tokens ? inlineSpans(tokens, style) : [{ ...style, text: flat(text ?? raw) }];
    }
  }
}

function link(token: Tokens.Link, style: Style): Line {
  const label = inlineSpans(token.tokens, { ...style, role: 'accent', underline: true });
  const sameAsLabel = label.map(({ text }) => text).join('') === token.href;
  const outside = /^https?:/.test(token.href);
  return sameAsLabel || !outside ? label : [...label, span(` (${token.href})`, 'faint')];
}

function flat(text: string): string {
  return text.replaceAll('\n', ' ');
}

/** Splits where the author broke the line by hand. */
export function hardLines(line: Line): readonly Line[] {
  const rows: Span[][] = [[]];
  for (const part of line) {
    part.text.split('\n').forEach((text, index) => {
      if (index > 0) rows.push([]);
      if (text !== '') rows.at(-1)?.push({ ...part, text });
    });
  }
  return rows;
}
