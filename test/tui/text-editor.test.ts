import { describe, expect, it } from 'vitest';
import { chooseRows, deleteRows, indentRows } from '../../src/tui/widgets/text-editor/blocks.ts';
import { bracketPair } from '../../src/tui/widgets/text-editor/brackets.ts';
import {
  backspace,
  deleteForward,
  deleteToEnd,
  editorOf,
  editorText,
  findNext,
  moved,
  moves,
  newRow,
  redo,
  typeText,
  undo,
  type TextEditor,
} from '../../src/tui/widgets/text-editor/state.ts';

/** An editor whose cursor stands at `|`. */
function at(text: string): TextEditor {
  const before = text.slice(0, text.indexOf('|')).split('\n');
  const editor = editorOf(text.replace('|', ''));
  return { ...editor, buffer: { ...editor.buffer, row: before.length - 1, column: before.at(-1)?.length ?? 0 } };
}

function show({ buffer }: TextEditor): string {
  return buffer.rows
    .map((row, index) => (index === buffer.row ? `${row.slice(0, buffer.column)}|${row.slice(buffer.column)}` : row))
    .join('\n');
}

const move = (key: string) => (editor: TextEditor) => moved(editor, moves[key] ?? ((buffer) => buffer));
const type = (text: string) => (editor: TextEditor) => typeText(editor, text);

describe('the text editor', () => {
  it.each<[string, (editor: TextEditor) => TextEditor, string, string]>([
    ['types', type('x'), 'a|b', 'ax|b'],
    ['takes in several rows', type('x\ny'), 'a|b', 'ax\ny|b'],
    ['deletes to the left', backspace, 'ab|c', 'a|c'],
    ['joins rows', backspace, 'ab\n|c', 'ab|c'],
    ['does nothing at the very beginning', backspace, '|ab', '|ab'],
    ['takes back a step of indentation', backspace, 'a:\n    |b', 'a:\n  |b'],
    ['deletes to the right', deleteForward, 'a|\nb', 'a|b'],
    ['deletes to the end', deleteToEnd, 'a|bc\nd', 'a|\nd'],
    ['deletes the line end when at it', deleteToEnd, 'a|\nd', 'a|d'],
    ['keeps the indentation on a new row', newRow, '  name: web|', '  name: web\n  |'],
    ['goes deeper after an open key', newRow, 'spec:|', 'spec:\n  |'],
    ['goes deeper after an open key of an item', newRow, '  - env:|', '  - env:\n      |'],
    ['stands under the first key of an item', newRow, '  - name: web|', '  - name: web\n    |'],
    ['goes deeper in a block of text', newRow, 'run: ||'.replace('||', '|') + '', 'run:\n  |'.replace('run:', 'run: ')],
    ['begins the next item of a list', newRow, '  - a|', '  - a\n  - |'],
    ['ends the list at an empty item', newRow, '  - a\n  - |', '  - a\n  |'],
    ['splits an item as any row', newRow, '  - a| b', '  - a\n    | b'],
    ['closes a bracket', type('['), 'args: |', 'args: [|]'],
    ['closes none before a word', type('{'), 'a: |b', 'a: {|b'],
    ['steps over a bracket that is there', type(']'), 'args: [a|]', 'args: [a]|'],
    ['takes back an empty pair', backspace, 'args: {|}', 'args: |'],
    [
      'indents the chosen rows',
      (editor) => indentRows(chooseRows(chooseRows(editor, 1), 1), 1),
      '|a:\n\nb:\nc:',
      '  a:\n\n  |b:\nc:',
    ],
    ['indents them less, as far as it goes', (editor) => indentRows(chooseRows(editor, -1), -1), ' a:\n    b|', 'a:|\n  b'],
    ['takes the chosen rows out', (editor) => deleteRows(chooseRows(editor, 1)), 'a\nb|\nc\nd', 'a\n|d'],
    ['leaves an empty row when all are taken out', deleteRows, 'a|', '|'],
    ['indents', (editor) => indentRows(editor, 1), 'a|b', '  a|b'],
    ['indents less', (editor) => indentRows(editor, -1), '   a|b', ' a|b'],
    ['moves over wide characters', move('left'), '存活|', '存|活'],
    ['moves to the row before', move('left'), 'ab\n|c', 'ab|\nc'],
    ['keeps to the column as it is seen', move('down'), '存活|\nabcdef', '存活\nabcd|ef'],
    ['goes to the first letter', move('home'), '  ab|c', '  |abc'],
    ['then to the very beginning', move('home'), '  |abc', '|  abc'],
    ['goes to the end', move('end'), 'a|bc', 'abc|'],
    ['goes a word on', move('ctrl+right'), '|replicas: 2', 'replicas|: 2'],
    ['goes a word back', move('ctrl+left'), 'replicas: 2|', 'replicas: |2'],
    ['finds below', (editor) => findNext(editor, 'WEB'), '|a\nweb', 'a\n|web'],
    ['finds from the top again', (editor) => findNext(editor, 'a'), 'a\nweb|', '|a\nweb'],
  ])('%s', (_what, change, before, after) => {
    expect(show(change(at(before)))).toBe(after);
  });

  it('keeps rows chosen while they are moved, and no longer', () => {
    const chosen = indentRows(chooseRows(at('|a\nb\nc'), 1), 1);
    expect(editorText(indentRows(chosen, 1))).toBe('    a\n    b\nc');
    expect(editorText(indentRows(move('down')(chosen), 1))).toBe('  a\n  b\n  c');
    expect(editorText(undo(chosen))).toBe('a\nb\nc');
  });

  it.each([
    ['at the cursor', '|{ a: [1] }', [0, 0, 0, 9]],
    ['before the cursor', '{ a: [1]| }', [0, 7, 0, 5]],
    ['over several rows', '{|\n  a: {}\n}', [0, 0, 2, 0]],
    ['not where there is none', 'a|b', []],
    ['not for one alone', '[|', []],
  ])('finds a pair of brackets %s', (_what, text, places) => {
    expect(bracketPair(at(text).buffer).flatMap(({ row, column }) => [row, column])).toEqual(places);
  });

  it('undoes a word at once and can have it back', () => {
    let editor = at('|');
    for (const letter of 'spec') editor = typeText(editor, letter);
    editor = newRow(editor);
    expect(editorText(undo(editor))).toBe('spec');
    expect(editorText(undo(undo(editor)))).toBe('');
    expect(editorText(redo(redo(undo(undo(editor)))))).toBe('spec\n');
    expect(undo(at('|a'))).toEqual(at('|a'));
  });

  it('forgets what could be redone once something else is typed', () => {
    const editor = typeText(undo(typeText(at('|'), 'a')), 'b');
    expect(editorText(redo(editor))).toBe('b');
  });

  it('stays quick in a long file', () => {
    let editor = editorOf(Array.from({ length: 5000 }, (_, index) => `key${index}: value`).join('\n'));
    for (let count = 0; count < 300; count += 1) editor = typeText(editor, 'x');
    expect(editorText(editor).startsWith('x'.repeat(300))).toBe(true);
    expect(editor.past.length).toBe(1);
  });
});

describe('undo', () => {
  it('keeps no more than a number of changes', () => {
    let editor = editorOf('');
    for (let index = 0; index < 1000; index += 1) editor = newRow(editor);
    expect(editor.past.length).toBe(300);
    expect(undo(editor).buffer.rows.length).toBe(1000);
  });
});
