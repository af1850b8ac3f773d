import xterm from '@xterm/headless';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeOf } from '../../src/tui/paint/change.ts';
import { createPainter } from '../../src/tui/paint/painter.ts';
import { styleOf } from '../../src/tui/paint/styles.ts';
import { lineText, span, type Line } from '../../src/tui/text/line.ts';
import { rectangle } from '../../src/tui/text/rectangle.ts';
import { roles } from '../../src/tui/theme/theme.ts';
import { themes } from '../../src/tui/theme/themes.ts';
import { asciiSymbols } from '../../src/tui/theme/symbols.ts';

const columns = 12;
const rows = 3;
const part = fc.record({
  text: fc.string({ unit: fc.constantFrom('a', 'b', ' ', '─', '探'), maxLength: 6 }),
  role: fc.constantFrom(...roles),
  bold: fc.boolean(),
});
const line = fc.array(part, { maxLength: 4 });
const frame = fc.record({
  rows: fc.array(line, { minLength: rows, maxLength: rows }).map((lines) => rectangle(lines, columns, rows, asciiSymbols)),
  theme: fc.constantFrom('dark', 'light', 'mono'),
  cursor: fc.record({ x: fc.nat(columns - 1), y: fc.nat(rows - 1) }),
});

/** What stands in each cell: the letter and its look. */
function cells(screen: xterm.Terminal): readonly string[] {
  return Array.from({ length: rows }, (_, y) => {
    const found = screen.buffer.active.getLine(y);
    return Array.from({ length: columns }, (_cell, x) => {
      const cell = found?.getCell(x);
      const text = cell?.getChars() || (cell?.getWidth() === 0 ? '' : ' ');
      // A blank looks the same in every colour.
      return text === ' ' ? text : `${text}${cell?.getFgColor()},${cell?.isBold()},${cell?.isItalic()},${cell?.isDim()}`;
    }).join(' ');
  });
}

async function drawn(frames: readonly Parameters<ReturnType<typeof createPainter>['paint']>[0][]): Promise<xterm.Terminal> {
  const screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  let written = '';
  const painter = createPainter((text) => {
    written += text;
  }, 3);
  for (const one of frames) painter.paint(one);
  await new Promise<void>((resolve) => screen.write(written, resolve));
  return screen;
}

describe('the painter', () => {
  it('leaves on the terminal what drawing the last frame alone would', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 4 }), async (frames) => {
        const after = await drawn(frames);
        const alone = await drawn(frames.slice(-1));
        expect(cells(after)).toEqual(cells(alone));
        const { x, y } = frames.at(-1)?.cursor ?? { x: 0, y: 0 };
        expect([after.buffer.active.cursorX, after.buffer.active.cursorY]).toEqual([x, y]);
      }),
      { numRuns: 150 },
    );
  });

  it('writes nothing for a frame that looks the same', () => {
    let written = '';
    const painter = createPainter((text) => {
      written += text;
    });
    painter.paint({ theme: 'dark', rows: [[span('a', 'good')]] });
    written = '';
    painter.paint({ theme: 'dark', rows: [[span('a', 'good')]] });
    expect(written).toBe('');
  });
});

describe('the change of a row', () => {
  const plain = styleOf('mono', 0);
  const change = (before: Line, after: Line): unknown => changeOf(before, after, plain);

  it.each([
    ['letters at the end', [span('~ $ ge')], [span('~ $ get')], { column: 6, text: 't' }],
    [
      'a letter between panes',
      [span('a   '), span('|'), span('right')],
      [span('ab  '), span('|'), span('right')],
      { column: 1, text: 'b  ' },
    ],
    ['a shorter row', [span('abc')], [span('a')], { column: 1, text: '\u001b[K' }],
    ['nothing', [span('abc')], [span('abc')], undefined],
    ['a row with wide characters', [span('探a')], [span('探b')], { column: 0, text: '\u001b[K探b' }],
  ])('%s', (_what, before, after, expected) => {
    expect(change(before, after)).toEqual(expected);
  });
});

describe('the looks', () => {
  it.each(Object.values(themes))('of $name give every role its words, whatever its colour', ({ name }) => {
    const style = styleOf(name, 3);
    for (const role of roles) {
      const shown = style(span('word', role));
      expect(shown).toContain('word');
      // eslint-disable-next-line no-control-regex
      expect(shown.replaceAll(/\u001b\[[\d;]*m/g, '')).toBe('word');
    }
  });

  it('of monochrome have no colour', () => {
    const text = roles.map((role) => styleOf('mono', 3)(span('x', role))).join('');
    // eslint-disable-next-line no-control-regex
    expect(text).not.toMatch(/\u001b\[(?:3|4[0-8]|9)\d/);
  });

  it('keep to the colours that the terminal has', () => {
    // eslint-disable-next-line no-control-regex
    expect(styleOf('dark', 1)(span('x', 'good'))).toMatch(/^\u001b\[\d+mx\u001b\[39m$/);
    expect(lineText([span(styleOf('dark', 0)(span('x', 'good')))])).toBe('x');
  });
});
