import type { ReactElement } from 'react';
import { span, spread, type Line } from '../../text/line.ts';
import { useLook } from '../../theme/context.tsx';
import type { Symbols } from '../../theme/symbols.ts';
import { Lines } from '../lines/view.tsx';

export interface TitleBarProps {
  readonly title: readonly string[];
  readonly status: Line;
  readonly columns: number;
}

/** Where one is, and how things stand. */
export function TitleBar({ title, status, columns }: TitleBarProps): ReactElement {
  const { symbols } = useLook();
  return <Lines lines={[titleLine(title, status, columns, symbols)]} columns={columns} rows={1} />;
}

export function titleLine(title: readonly string[], status: Line, columns: number, symbols: Symbols): Line {
  const crumbs = title.flatMap((part, index): Line => {
    const last = index === title.length - 1;
    const crumb = span(part, last ? 'text' : 'muted', { bold: last });
    return index === 0 ? [crumb] : [span(` ${symbols.crumb} `, 'faint'), crumb];
  });
  return [span(' '), ...spread(crumbs, status, columns - 2, symbols.ellipsis), span(' ')];
}
