import { lineWidth, span, spread, type Line } from '../../text/line.ts';
import type { Symbols } from '../../theme/symbols.ts';

/** Where one is, and how things stand. Where there is no room for the whole way, its end is what counts. */
export function titleLine(title: readonly string[], status: Line, columns: number, symbols: Symbols): Line {
  const room = columns - 3 - lineWidth(status);
  const shortened = title.map((_, from) => crumbsOf(from === 0 ? title : [symbols.ellipsis, ...title.slice(from)], symbols));
  const crumbs = shortened.find((line) => lineWidth(line) <= room) ?? shortened.at(-1) ?? [];
  return [span(' '), ...spread(crumbs, status, columns - 2, symbols.ellipsis), span(' ')];
}

function crumbsOf(title: readonly string[], symbols: Symbols): Line {
  return title.flatMap((part, index): Line => {
    const last = index === title.length - 1;
    const crumb = span(part, last ? 'text' : 'muted', { bold: last });
    return index === 0 ? [crumb] : [span(` ${symbols.crumb} `, 'faint'), crumb];
  });
}
