import { span, spread, type Line } from '../../text/line.ts';
import type { Symbols } from '../../theme/symbols.ts';

/** Where one is, and how things stand. */
export function titleLine(title: readonly string[], status: Line, columns: number, symbols: Symbols): Line {
  const crumbs = title.flatMap((part, index): Line => {
    const last = index === title.length - 1;
    const crumb = span(part, last ? 'text' : 'muted', { bold: last });
    return index === 0 ? [crumb] : [span(` ${symbols.crumb} `, 'faint'), crumb];
  });
  return [span(' '), ...spread(crumbs, status, columns - 2, symbols.ellipsis), span(' ')];
}
