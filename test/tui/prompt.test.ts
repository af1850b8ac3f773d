import { describe, expect, it } from 'vitest';
import type { TranscriptLine } from '../../src/course/session-state.ts';
import { edits, insert, lineOf, type LineModel } from '../../src/tui/widgets/prompt/state.ts';
import { lastRows, rowsFrom, rowsOf, scrollBy } from '../../src/tui/widgets/shell/scroll-back.ts';
import { commonStart, complete, found, recall, shellStart, withLine } from '../../src/tui/widgets/shell/state.ts';
import { lineText } from '../../src/tui/text/line.ts';

/** `|` stands for the cursor. */
const at = (text: string): LineModel => ({ text: text.replace('|', ''), cursor: text.indexOf('|') });
const show = ({ text, cursor }: LineModel): string => `${text.slice(0, cursor)}|${text.slice(cursor)}`;

describe('editing a line', () => {
  it.each([
    ['left', 'ab|c', 'a|bc'],
    ['right', 'ab|c', 'abc|'],
    ['left', '存|活', '|存活'],
    ['left', 'a👩‍💻|', 'a|👩‍💻'],
    ['backspace', 'a👩‍💻|', 'a|'],
    ['backspace', '|abc', '|abc'],
    ['delete', 'a|bc', 'a|c'],
    ['home', 'ab|c', '|abc'],
    ['end', 'a|bc', 'abc|'],
    ['alt+b', 'kubectl get| pods', 'kubectl |get pods'],
    ['alt+f', 'kubectl| get pods', 'kubectl get| pods'],
    ['ctrl+w', 'kubectl get |pods', 'kubectl |pods'],
    ['ctrl+u', 'kubectl get |pods', '|pods'],
    ['ctrl+k', 'kubectl |get pods', 'kubectl |'],
    ['home', 'for\nec|ho', 'for\n|echo'],
    ['ctrl+k', 'fo|r\necho', 'fo|\necho'],
  ])('%s turns %s into %s', (key, before, after) => {
    expect(show(edits[key]?.(at(before)) ?? at('?|'))).toBe(after);
  });

  it('inserts where the cursor is', () => {
    expect(show(insert(at('a|c'), 'b'))).toBe('ab|c');
  });
});

describe('history', () => {
  const history = ['first', 'second', 'second again'];

  it('goes back and comes forward to what was being typed', () => {
    const typed = withLine(shellStart, lineOf('mine'));
    const older = recall(recall(typed, 1, history), 1, history);
    expect(older.line.text).toBe('second');
    const mine = recall(recall(older, -1, history), -1, history);
    expect(mine.line.text).toBe('mine');
  });

  it('stops at the oldest', () => {
    let state = shellStart;
    for (let count = 0; count < 9; count += 1) state = recall(state, 1, history);
    expect(state.line.text).toBe('first');
  });

  it('finds the newest match first', () => {
    expect(found({ ...shellStart, search: { query: 'sec', skip: 0 } }, history)).toBe('second again');
    expect(found({ ...shellStart, search: { query: 'sec', skip: 1 } }, history)).toBe('second');
    expect(found({ ...shellStart, search: { query: 'third', skip: 0 } }, history)).toBeUndefined();
  });
});

describe('completion', () => {
  const ask = (text: string, from: number, ...candidates: readonly string[]): string =>
    show(
      complete(withLine(shellStart, lineOf(text)), text, { from, candidates: candidates.map((word) => ({ text: word })) }).line,
    );

  it('puts in a single candidate and a blank', () => {
    expect(ask('kubectl des', 8, 'describe')).toBe('kubectl describe |');
  });

  it('goes on after a folder without a blank', () => {
    expect(ask('cat di', 4, 'dir/')).toBe('cat dir/|');
  });

  it('goes as far as the candidates agree and shows them', () => {
    const state = complete(withLine(shellStart, lineOf('kubectl get p')), 'kubectl get p', {
      from: 12,
      candidates: [{ text: 'pods' }, { text: 'podtemplates' }],
    });
    expect(state.line.text).toBe('kubectl get pod');
    expect(state.menu?.map(({ text }) => text)).toEqual(['pods', 'podtemplates']);
  });

  it('comes too late for a line that has changed', () => {
    expect(
      complete(withLine(shellStart, lineOf('other')), 'kube', { from: 0, candidates: [{ text: 'kubectl' }] }).line.text,
    ).toBe('other');
  });

  it('knows the common start', () => {
    expect(commonStart(['abc', 'abd', 'ab'])).toBe('ab');
    expect(commonStart([])).toBe('');
  });
});

describe('scroll-back', () => {
  const transcript = Array.from({ length: 12_000 }, (_, index): TranscriptLine => ({ kind: 'output', text: `row ${index + 1}` }));
  const view = { columns: 20, rows: 10, promptRows: 1 };
  const text = (scroll: ReturnType<typeof scrollBy>): readonly string[] =>
    scroll ? rowsFrom(transcript, scroll, view.columns, view.rows).map(lineText) : ['end'];

  it('shows the end', () => {
    expect(lastRows(transcript, 20, 2).map(lineText)).toEqual(['row 11999', 'row 12000']);
  });

  it('goes back a page and forward to the end again', () => {
    const back = scrollBy(undefined, -8, transcript, view);
    expect(text(back)[0]).toBe('row 11984');
    expect(text(scrollBy(back, 8, transcript, view))).toEqual(['end']);
  });

  it('stops at the first line', () => {
    expect(text(scrollBy(undefined, -1e6, transcript, view))[0]).toBe('row 1');
  });

  it('stays at the end when there is nothing to scroll', () => {
    expect(scrollBy(undefined, -8, transcript.slice(0, 3), view)).toBeUndefined();
  });

  it('counts rows of long lines, not lines', () => {
    const long: readonly TranscriptLine[] = [
      { kind: 'output', text: 'x'.repeat(95) },
      { kind: 'output', text: 'end' },
    ];
    expect(lastRows(long, 10, 3).map(lineText)).toEqual(['x'.repeat(10), 'xxxxx', 'end']);
    expect(scrollBy(undefined, -2, long, { columns: 10, rows: 4, promptRows: 1 })).toEqual({ line: 0, row: 6 });
  });

  it('looks only at what is shown', () => {
    const touched: number[] = [];
    const watched = new Proxy(transcript, {
      get(target, key) {
        if (typeof key === 'string' && /^\d+$/.test(key)) touched.push(Number(key));
        return Reflect.get(target, key) as unknown;
      },
    });
    lastRows(watched, 20, 10);
    scrollBy(undefined, -8, watched, view);
    expect(touched.length).toBeLessThan(60);
  });

  it('takes escape sequences out of what programs print', () => {
    expect(rowsOf({ kind: 'output', text: '\u001b[31mred\u001b[0m\u001b[2J' }, 20).map(lineText)).toEqual(['red']);
  });
});
