import { renderToString } from 'ink';
import { describe, expect, it } from 'vitest';
import { Lines } from '../../src/tui/widgets/lines/view.tsx';
import { span } from '../../src/tui/text/line.ts';

describe('rows of text', () => {
  it('keep a row that holds nothing, with or without a span', () => {
    const lines = [[span('a')], [span('')], [span('b')], [], [span('c')]];
    const drawn = renderToString(<Lines lines={lines} columns={10} rows={5} />);
    expect(drawn.split('\n').map((row) => row.trimEnd())).toEqual(['a', '', 'b', '', 'c']);
  });
});
