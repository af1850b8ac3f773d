import type { ReactElement } from 'react';
import { span } from '../../text/line.ts';
import { useLook } from '../../theme/context.tsx';
import { Lines } from '../lines/view.tsx';

export interface RuleProps {
  readonly length: number;
  readonly direction: 'horizontal' | 'vertical';
}

/** A thin line between two panes. */
export function Rule({ length, direction }: RuleProps): ReactElement {
  const { symbols } = useLook();
  if (direction === 'horizontal')
    return <Lines lines={[[span(symbols.horizontal.repeat(length), 'rule')]]} columns={length} rows={1} />;
  const row = [span(symbols.vertical, 'rule')];
  return <Lines lines={Array.from({ length }, () => row)} columns={1} rows={length} />;
}
