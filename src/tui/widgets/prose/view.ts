import type { ProseLayout } from '../../prose/layout.ts';
import { span, type Line, type Span } from '../../text/line.ts';
import type { Symbols } from '../../theme/symbols.ts';
import type { ProseState } from './state.ts';

/** Text in a pane, with a margin of one column on the left where the chosen command is marked. */
export function proseLines(
  state: ProseState,
  layout: ProseLayout,
  focused: boolean,
  rows: number,
  symbols: Symbols,
): readonly Line[] {
  const link = focused && state.link !== undefined ? layout.links[state.link]?.number : undefined;
  const chosen = focused && link === undefined ? layout.commands[state.command] : undefined;
  const shown = layout.lines.slice(state.top, state.top + rows);
  const more = layout.lines.length > state.top + rows;
  return shown.map((line, index): Line => {
    const row = state.top + index;
    const marked = chosen !== undefined && row >= chosen.row && row < chosen.row + chosen.rows;
    const margin = marked && row === chosen.row ? span(symbols.pointer, 'accent', { bold: true }) : span(' ');
    const linked = link !== undefined && line.some((part) => part.link === link);
    if (linked) return [span(symbols.pointer, 'accent', { bold: true }), ...line.map((part) => withChoice(part, link))];
    const body = marked ? line.map((part, at) => (at === 0 ? { ...part, role: 'ruleFocused' as const } : part)) : line;
    if (more && index === rows - 1 && line.length === 0) return [span(` ${symbols.more}`, 'faint')];
    return line.length === 0 ? [] : [margin, ...body];
  });
}

function withChoice(part: Span, link: number): Span {
  return part.link === link ? { ...part, selected: true } : part;
}
