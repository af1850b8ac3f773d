import { describe, expect, it } from 'vitest';
import { cleanHelp } from '../../src/tui/screens/editor/state.ts';
import { cleanText, cleanTitle } from '../../src/tui/text/clean.ts';
import { fitLine, lineText, lineWidth, sliceLine, span, spread } from '../../src/tui/text/line.ts';
import { wholeSentences } from '../../src/tui/text/sentences.ts';
import { textWidth, truncate } from '../../src/tui/text/width.ts';
import { wrapLine, wrapText } from '../../src/tui/text/wrap.ts';

describe('cleanText', () => {
  it.each([
    ['colours', '\u001b[31mred\u001b[0m', 'red'],
    ['a screen clear', 'a\u001b[2J\u001b[Hb', 'ab'],
    ['a window title', '\u001b]0;owned\u0007text', 'text'],
    ['a title ended by ST', '\u001b]2;owned\u001b\\text', 'text'],
    ['a title that never ends', 'text\u001b]2;owned', 'text'],
    ['a device string', '\u001bPq#0;2\u001b\\text', 'text'],
    ['a hyperlink', '\u001b]8;;http://evil\u0007link\u001b]8;;\u0007', 'link'],
    ['eight-bit controls', 'a\u009b31mb\u009d0;x\u009cc', 'abc'],
    ['a half sequence', 'a\u001b[', 'a'],
    ['the alternate character set', '\u001b(0lqk\u001b(B', 'lqk'],
    ['bells and backspaces', 'a\u0007\u0008b', 'ab'],
    ['text that runs backwards', 'a\u202eb\u2066c', 'abc'],
    ['tabs', 'a\tb\n\tc', 'a       b\n        c'],
    ['a progress bar', '10%\r50%\r100%', '100%'],
    ['line ends of other systems', 'a\r\nb\r\n', 'a\nb\n'],
  ])('takes out %s', (_what, given, wanted) => {
    expect(cleanText(given)).toBe(wanted);
  });

  it('keeps what people write', () => {
    const text = 'Größe 存活探针 🚀 café – “ok”\n  two: 2';
    expect(cleanText(text)).toBe(text);
  });

  it('leaves no control character in anything', () => {
    const all = Array.from({ length: 0x100 }, (_, code) => String.fromCharCode(code)).join('');
    // eslint-disable-next-line no-control-regex
    expect(cleanTitle(all + all)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  });
});

describe('whole sentences', () => {
  const text = 'How many Pods, e.g. 3. Default is 1. Cannot be changed.';
  it.each([
    [80, text],
    [40, 'How many Pods, e.g. 3. Default is 1.'],
    [35, 'How many Pods, e.g. 3.'],
    [10, text],
  ])('in %i columns', (columns, wanted) => {
    expect(wholeSentences(text, columns)).toBe(wanted);
  });
});

describe('help for a field', () => {
  it('is made safe, since a kind defined at run time brings its own words', () => {
    const evil = 'a\u001b[2J\nb';
    const field = { name: evil, type: evil, text: evil };
    expect(cleanHelp({ row: 1, column: 2, from: 0, field, candidates: [{ text: evil, description: evil }] })).toEqual({
      row: 1,
      column: 2,
      from: 0,
      field: { name: 'a b', type: 'a b', text: 'a b' },
      candidates: [{ text: 'a b', description: 'a b' }],
    });
  });
});

describe('widths', () => {
  it('counts wide characters as two columns', () => {
    expect(textWidth('存活🚀a')).toBe(7);
    expect(truncate('存活探针', 5, '…')).toBe('存活…');
    expect(truncate('存活探针', 4, '…')).toBe('存…');
  });
});

describe('lines', () => {
  it('never get wider than asked for', () => {
    for (let columns = 1; columns < 30; columns += 1) {
      expect(lineWidth(fitLine([span('a 存活 '), span('探针🚀 and more text')], columns, '…'))).toBeLessThanOrEqual(columns);
      expect(lineWidth(sliceLine([span('a 存活 '), span('探针🚀 and more text')], columns, 7))).toBeLessThanOrEqual(7);
    }
  });

  it('keep the right part when the left has to give way', () => {
    expect(lineText(spread([span('a long name')], [span('12 min')], 16, '…'))).toBe('a long n… 12 min');
  });
});

describe('wrapping', () => {
  it('breaks between words', () => {
    expect(wrapLine([span('one two three four')], 9).map(lineText)).toEqual(['one two', 'three', 'four']);
  });

  it('breaks words that are longer than a row', () => {
    expect(wrapLine([span('a abcdefghij b')], 4).map(lineText)).toEqual(['a', 'abcd', 'efgh', 'ij b']);
  });

  it('keeps a word of several styles together', () => {
    expect(wrapLine([span('see '), span('code', 'code'), span('s, then')], 9).map(lineText)).toEqual(['see', 'codes,', 'then']);
  });

  it('may break Chinese anywhere, and loses nothing', () => {
    const rows = wrapLine([span('探针失败会重启容器')], 7).map(lineText);
    expect(rows).toEqual(['探针失', '败会重', '启容器']);
  });

  it('hangs later rows under the first', () => {
    expect(wrapLine([span('• '), span('one two three')], 8, [span('  ')]).map(lineText)).toEqual(['• one', '  two', '  three']);
  });

  it('keeps every blank of output', () => {
    expect(wrapText('NAME   READY', 8)).toEqual(['NAME   R', 'EADY']);
  });
});
