import { lastInLine, type KeyHelp } from '../../keys/bindings.ts';
import { lineWidth, span, type Line } from '../../text/line.ts';

/** The keys that matter most now, as many as fit. */
export function keyLine(keys: readonly KeyHelp[], columns: number): Line {
  const shown = keys.filter((key) => key.line !== undefined).sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  const last = shown.find((key) => key.line === lastInLine);
  const end: Line = last === undefined ? [] : keySpans(last, '   ');
  let line: Line = [];
  for (const key of shown.filter((one) => one !== last)) {
    const longer: Line = [...line, ...keySpans(key, line.length === 0 ? ' ' : '   ')];
    if (lineWidth(longer) + lineWidth(end) > columns) continue;
    line = longer;
  }
  return [...line, ...end];
}

function keySpans(key: KeyHelp, lead: string): Line {
  return [span(lead), span(key.key, 'key'), span(` ${key.label}`, 'muted')];
}
