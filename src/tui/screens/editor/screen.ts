import { bodySize, defineScreen, mount, type MountedScreen, type Picture, type World } from '../../app/screen.ts';
import type { Destination } from '../../app/effect.ts';
import { cleanTitle } from '../../text/clean.ts';
import { fitLine, lineWidth, padLine, span, type Line } from '../../text/line.ts';
import { rectangle } from '../../text/rectangle.ts';
import { wholeSentences } from '../../text/sentences.ts';
import { textWidth } from '../../text/width.ts';
import { wrapLine } from '../../text/wrap.ts';
import { labelledRule } from '../../widgets/labelled-rule.ts';
import { topOf } from '../../widgets/list/state.ts';
import { textEditorPicture } from '../../widgets/text-editor/view.ts';
import { editorKeys, typed } from './keys.ts';
import { pauseTimer } from './pause.ts';
import { editorText } from '../../widgets/text-editor/state.ts';
import type { Judge, ManifestProblem } from '../../../course/manifest/judgement.ts';
import type { Symbols } from '../../theme/symbols.ts';
import {
  candidatesOf,
  choosing,
  cleanHelp,
  editing,
  isChanged,
  matchingFiles,
  problemsOf,
  asking,
  triedAfter,
  trying,
  type ChoosingState,
  type EditingState,
  type EditorState,
} from './state.ts';

const editor = defineScreen<EditorState>({
  name: 'editor',
  title: (state, world) => [
    cleanTitle(world.lesson?.title ?? 'kubetutor'),
    state.mode === 'editing' ? cleanTitle(state.path) : 'Files',
  ],
  status(state) {
    if (state.mode === 'choosing') return [];
    const { row, column, rows } = state.editor.buffer;
    const place = span(`line ${row + 1}, column ${textWidth((rows[row] ?? '').slice(0, column)) + 1}`, 'muted');
    return isChanged(state) ? [span('changed  ', 'warn'), place] : [place];
  },
  keys: editorKeys.map((row) => ({ ...row, run: (state, world, key) => triedAfter(state, row.run(state, world, key)) })),
  typed: (state, text) => triedAfter(state, { state: typed(state, text) }),
  receive(state, message) {
    if (message.type === 'files' && state.mode === 'choosing') return { state: { ...state, files: [...message.paths].sort() } };
    if (message.type === 'file') {
      // What comes back from the learner's own editor is a change that is not saved yet.
      const saved = state.mode === 'editing' && state.path === message.path ? state.saved : message.text;
      const forCommand = state.mode === 'editing' && state.forCommand;
      const opened = editing(message.path, message.text, message.isNew ? '' : saved, forCommand);
      return { state: opened, effects: [...asking(opened), ...trying(opened)] };
    }
    if (message.type === 'field' && state.mode === 'editing') return { state: { ...state, help: cleanHelp(message.help) } };
    if (message.type === 'timer' && message.name === pauseTimer) return { state, effects: trying(state) };
    if (message.type === 'judged' && state.mode === 'editing' && message.path === state.path)
      return { state: { ...state, checked: { text: message.text, ...message.judgement } } };
    if (message.type === 'saved' && state.mode === 'editing' && message.path === state.path) {
      const text = `Saved ${message.path}`;
      return {
        state: { ...state, saved: message.text, warned: false },
        effects: [{ type: 'send', message: { type: 'notice', text, tone: 'good' } }],
      };
    }
    return { state };
  },
  view: (state, world) => (state.mode === 'editing' ? editingPicture(state, world) : choosingPicture(state, world)),
});

function editingPicture(state: EditingState, world: World): Picture {
  const { columns, rows } = bodySize(world.size);
  const problems = problemsOf(state);
  const said = verdict(state, problems, columns, world.symbols);
  const menu = menuLines(state, columns, Math.max(3, Math.min(8, Math.floor(rows / 3))), world.symbols);
  const height = rows - 1 - menu.length - said.length;
  const picture = textEditorPicture(state.editor, state.path, columns, height, problems);
  const rule = fieldRule(state, columns, world.symbols);
  const head: Line = state.search === undefined ? rule : [span(' Search: ', 'key'), span(state.search)];
  const cursor =
    state.search === undefined ? { x: picture.cursor.x, y: picture.cursor.y + 1 } : { x: 9 + textWidth(state.search), y: 0 };
  return {
    rows: [head, ...rectangle(picture.lines, columns, height, world.symbols), ...menu, ...said],
    cursor,
  };
}

/** The line over the text, which says what the field at the cursor is for. */
function fieldRule(state: EditingState, columns: number, symbols: Symbols): Line {
  const { help, editor } = state;
  const field = help !== undefined && help.row === editor.buffer.row ? help.field : undefined;
  if (field === undefined) return [span(symbols.horizontal.repeat(columns), 'rule')];
  const said = [
    span(symbols.horizontal, 'rule'),
    span(` ${field.name} `, 'accent', { bold: true }),
    span(`${field.type} `, 'faint'),
  ];
  const room = columns - 2 - lineWidth(said) - textWidth(symbols.separator) - 2;
  if (field.text !== '') said.push(span(`${symbols.separator} ${wholeSentences(field.text, room)} `, 'muted'));
  const fitted = fitLine(said, columns - 2, symbols.ellipsis);
  return [...fitted, span(symbols.horizontal.repeat(Math.max(0, columns - lineWidth(fitted))), 'rule')];
}

/** What could stand at the cursor, with a word on each, as many as there is room for. */
function menuLines(state: EditingState, columns: number, rows: number, symbols: Symbols): readonly Line[] {
  const { menu } = state;
  const candidates = menu === undefined ? [] : candidatesOf(state);
  if (menu === undefined || candidates.length === 0) return [];
  const shown = Math.min(rows, candidates.length);
  const top = topOf(menu, candidates.length, shown);
  const width = Math.min(34, Math.max(...candidates.map(({ text }) => textWidth(text)))) + 4;
  const count = candidates.length > shown ? `${menu + 1} of ${candidates.length}` : '';
  return [
    labelledRule([{ text: 'Can stand here', focused: false, ...(count === '' ? {} : { note: count }) }], columns, symbols),
    ...candidates.slice(top, top + shown).map(({ text, description }, index): Line => {
      const chosen = top + index === menu;
      const name = span(text.trimEnd(), chosen ? 'accent' : 'codeKey', { bold: chosen });
      const head = padLine([span(chosen ? ` ${symbols.pointer} ` : '   ', 'accent', { bold: true }), name], width);
      const words = span(wholeSentences(description, columns - lineWidth(head)), 'muted');
      return fitLine([...head, words], columns, symbols.ellipsis);
    }),
  ];
}

/** So much room at most is taken from the text. */
const mostVerdictRows = 4;

/** What is said when no problem was found. */
const praise: Readonly<Record<Judge, string>> = {
  server: 'The cluster would take this.',
  helm: 'Helm finds nothing wrong.',
  syntax: 'This is YAML.',
};

/** What the cluster says of the row with the cursor, else of the first row with a problem. */
function verdict(state: EditingState, problems: readonly ManifestProblem[], columns: number, symbols: Symbols): readonly Line[] {
  const { row } = state.editor.buffer;
  const here = problems.find((problem) => problem.row === row) ?? problems[0];
  if (here !== undefined) {
    const place = here.row === row ? '' : `line ${here.row + 1}: `;
    const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
    const text: Line = [span(` ${symbols.failing} `, 'bad'), span(`${place}${cleanTitle(here.text)}`), span(more, 'muted')];
    const own = someRows(wrapLine(text, columns - 1, [span('   ')]), mostVerdictRows, symbols);
    const { meaning } = here;
    if (meaning === undefined) return own;
    const plain = wrapLine(
      [span(` ${symbols.arrow} `, 'accent'), span(cleanTitle(meaning.replaceAll('`', '')), 'muted')],
      columns - 1,
      [span('   ')],
    );
    return [...own, ...someRows(plain, Math.max(2, mostVerdictRows - own.length), symbols)];
  }
  if (state.checked?.text !== editorText(state.editor) || state.checked.text.trim() === '') return [[]];
  const { elsewhere } = state.checked;
  if (elsewhere !== undefined) {
    const text: Line = [span(` ${symbols.failing} `, 'bad'), span(cleanTitle(elsewhere))];
    return wrapLine(text, columns - 1, [span('   ')]).slice(0, mostVerdictRows);
  }
  return [[span(` ${symbols.passed} `, 'good'), span(praise[state.checked.judge], 'muted')]];
}

/** So many rows at most; that there were more is seen at the end of the last. */
function someRows(lines: readonly Line[], most: number, { ellipsis }: Symbols): readonly Line[] {
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), [...(lines[most - 1] ?? []), span(ellipsis, 'muted')]];
}

function choosingPicture(state: ChoosingState, world: World): Picture {
  const { symbols } = world;
  const files = matchingFiles(state);
  const list = files.map((file, index): Line => {
    const chosen = index === state.at;
    return [
      span(chosen ? ` ${symbols.pointer} ` : '   ', 'accent', { bold: true }),
      span(cleanTitle(file), chosen ? 'accent' : 'text', { bold: chosen }),
    ];
  });
  const none: Line =
    state.name === ''
      ? [span('   There is no file yet. Type the name of a new one.', 'muted')]
      : [span(`   Enter makes a new file, ${state.name}.`, 'muted')];
  const label = ' File: ';
  const lines: readonly Line[] = [[], [span(label, 'key'), span(state.name)], [], ...(list.length > 0 ? list : [none])];
  return {
    rows: lines,
    cursor: { x: label.length + textWidth(state.name), y: 1 },
  };
}

export function open(to: Destination, _world: World): MountedScreen {
  // A command's edit is tried as soon as it changes.
  if (to.name === 'editor' && to.request) return mount(editor, editing(to.request.path, to.request.text, to.request.text, true));
  return mount(editor, choosing());
}
