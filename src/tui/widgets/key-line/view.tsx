import type { ReactElement } from 'react';
import type { KeyHelp } from '../../keys/bindings.ts';
import { lineWidth, span, type Line } from '../../text/line.ts';
import { Lines } from '../lines/view.tsx';

export interface KeyLineProps {
  readonly keys: readonly KeyHelp[];
  readonly columns: number;
}

/** The keys that matter most now, as many as fit. */
export function KeyLine({ keys, columns }: KeyLineProps): ReactElement {
  return <Lines lines={[keyLine(keys, columns)]} columns={columns} rows={1} />;
}

export function keyLine(keys: readonly KeyHelp[], columns: number): Line {
  const shown = keys.filter((key) => key.line !== undefined).sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  let line: Line = [];
  for (const key of shown) {
    const lead = line.length === 0 ? ' ' : '   ';
    const longer: Line = [...line, span(lead), span(key.key, 'key'), span(` ${key.label}`, 'muted')];
    if (lineWidth(longer) > columns) break;
    line = longer;
  }
  return line;
}
