import { lastInLine } from '../../keys/bindings.ts';
import type { ScreenKey, Step, World } from '../../app/screen.ts';
import { graphemes } from '../../text/width.ts';
import { chooseRows, deleteRows, indentRows } from '../../widgets/text-editor/blocks.ts';
import {
  backspace,
  deleteForward,
  deleteToEnd,
  deleteWord,
  editorText,
  findNext,
  moved,
  moveRows,
  moves,
  newRow,
  redo,
  typeText,
  undo,
  type TextEditor,
} from '../../widgets/text-editor/state.ts';
import {
  candidatesOf,
  choosing,
  completed,
  isChanged,
  isManifest,
  matchingFiles,
  taken,
  type ChoosingState,
  type EditingState,
  type EditorState,
} from './state.ts';

type Key = ScreenKey<EditorState>;

const isChoosing = (state: EditorState): boolean => state.mode === 'choosing';
const isEditing = (state: EditorState): boolean => state.mode === 'editing' && state.search === undefined;
const mayChangeFile = (state: EditorState): boolean =>
  isEditing(state) && state.mode === 'editing' && !state.forCommand && !isChanged(state);
const isYaml = (state: EditorState): boolean => state.mode === 'editing' && isManifest(state.path);
const hasChosenRows = (state: EditorState): boolean =>
  isEditing(state) && state.mode === 'editing' && state.editor.anchor !== undefined;
const isSearching = (state: EditorState): boolean => state.mode === 'editing' && state.search !== undefined;

/** A row of the table for one of the two modes, with the state narrowed to it. */
function whileChoosing(
  key: Omit<Key, 'run' | 'when' | 'group'>,
  run: (state: ChoosingState, world: World) => Step<EditorState>,
): Key {
  return {
    ...key,
    group: 'Files',
    when: isChoosing,
    belongs: isChoosing,
    run: (state, world) => (state.mode === 'choosing' ? run(state, world) : { state }),
  };
}

function whileEditing(key: Omit<Key, 'run'>, run: (state: EditingState, world: World) => Step<EditorState>): Key {
  return {
    when: isEditing,
    belongs: (state) => !isChoosing(state),
    ...key,
    run: (state, world) => (state.mode === 'editing' ? run(state, world) : { state }),
  };
}

function change(
  keys: readonly string[],
  label: string,
  group: string,
  edit: (editor: TextEditor, world: World) => TextEditor,
): Key {
  return whileEditing({ keys, label, group }, (state, world) => ({
    state: { ...state, warned: false, editor: edit(state.editor, world) },
  }));
}

function move(keys: readonly string[], label: string): Key {
  return change(keys, label, 'Moving', (editor) => {
    const by = moves[keys[0] ?? ''];
    return by ? moved(editor, by) : editor;
  });
}

const page = (world: World): number => Math.max(1, world.size.rows - 6);

export function typed(state: EditorState, text: string): EditorState {
  if (state.mode === 'choosing') return { ...state, name: state.name + text.replaceAll(/\s/g, ''), at: 0 };
  if (state.search !== undefined) return { ...state, search: state.search + text };
  return { ...state, warned: false, ...(state.menu === undefined ? {} : { menu: 0 }), editor: typeText(state.editor, text) };
}

function leave(state: EditingState): Step<EditorState> {
  if (isChanged(state) && !state.warned) {
    const text = 'Not saved yet. Ctrl-S saves; the same key again leaves without.';
    return { state: { ...state, warned: true }, effects: [{ type: 'send', message: { type: 'notice', text, tone: 'bad' } }] };
  }
  return { state, effects: [...(state.forCommand ? [{ type: 'session', call: 'edited' } as const] : []), { type: 'back' }] };
}

function save(state: EditingState): Step<EditorState> {
  const text = editorText(state.editor);
  if (state.forCommand) return { state, effects: [{ type: 'session', call: 'edited', text }, { type: 'back' }] };
  return { state, effects: [{ type: 'writeFile', path: state.path, text }] };
}

const isMenuOpen = (state: EditorState): boolean =>
  state.mode === 'editing' && state.menu !== undefined && candidatesOf(state).length > 0;

function inMenu(
  keys: readonly string[],
  label: string,
  line: number | undefined,
  run: (state: EditingState, at: number) => EditingState,
): Key {
  return whileEditing(
    { keys, label, group: 'Completing', ...(line === undefined ? {} : { line }), when: isMenuOpen },
    (state) => ({
      state: run(state, state.menu ?? 0),
    }),
  );
}

/** While candidates are shown. */
const menuKeys: readonly Key[] = [
  inMenu(['enter'], 'take it', 1, (state, at) => taken(state, candidatesOf(state)[at]?.text ?? '')),
  inMenu(['down', 'ctrl+n'], 'next', 2, (state, at) => ({ ...state, menu: Math.min(candidatesOf(state).length - 1, at + 1) })),
  inMenu(['up', 'ctrl+p'], 'one before', undefined, (state, at) => ({ ...state, menu: Math.max(0, at - 1) })),
  inMenu(['escape', 'ctrl+c'], 'none of them', 3, (state) => ({ ...state, menu: undefined })),
];

/** Whether the key completes: behind a letter of a word, or where a value may stand. */
const mayComplete = (state: EditorState): boolean =>
  isEditing(state) &&
  !hasChosenRows(state) &&
  state.mode === 'editing' &&
  candidatesOf(state).length > 0 &&
  (state.editor.buffer.column > (state.help?.from ?? 0) || /:\s+$/.test(rowBefore(state)));

const rowBefore = ({ editor: { buffer } }: EditingState): string => (buffer.rows[buffer.row] ?? '').slice(0, buffer.column);

export const editorKeys: readonly Key[] = [
  {
    keys: ['ctrl+g'],
    label: 'help',
    group: 'Everywhere',
    line: lastInLine,
    run: (state) => ({ state, effects: [{ type: 'help' }] }),
  },
  whileChoosing({ keys: ['up'], label: 'file before' }, (state) => ({ state: { ...state, at: Math.max(0, state.at - 1) } })),
  whileChoosing({ keys: ['down', 'tab'], label: 'next file' }, (state) => ({
    state: { ...state, at: Math.max(0, Math.min(matchingFiles(state).length - 1, state.at + 1)) },
  })),
  whileChoosing({ keys: ['enter'], label: 'open', line: 1 }, (state) => {
    const path = matchingFiles(state)[state.at] ?? state.name;
    return { state, effects: path === '' ? [] : [{ type: 'readFile', path }] };
  }),
  whileChoosing({ keys: ['backspace'], label: 'take back a letter' }, (state) => ({
    state: { ...state, name: graphemes(state.name).slice(0, -1).join(''), at: 0 },
  })),
  whileChoosing({ keys: ['escape', 'ctrl+c', 'ctrl+q'], label: 'back', line: 2 }, (state) => ({
    state,
    effects: [{ type: 'back' }],
  })),

  ...menuKeys,
  whileEditing({ keys: ['ctrl+s'], label: 'save', group: 'File', line: 1 }, save),
  whileEditing({ keys: ['escape', 'ctrl+q', 'ctrl+c'], label: 'back', group: 'File', line: 2 }, leave),
  whileEditing({ keys: ['ctrl+o'], label: 'other file', group: 'File', line: 5, when: mayChangeFile }, () => ({
    state: choosing(),
    effects: [{ type: 'listFiles' }],
  })),
  whileEditing(
    {
      keys: ['ctrl+e'],
      label: '$EDITOR',
      group: 'File',
      line: 6,
      when: (state, world) => isEditing(state) && world.canEditOutside,
    },
    (state) => ({ state, effects: [{ type: 'externalEditor', path: state.path, text: editorText(state.editor) }] }),
  ),
  whileEditing(
    {
      keys: ['ctrl+l'],
      label: 'compare',
      group: 'File',
      line: 7,
      when: (state) => isEditing(state) && isYaml(state),
    },
    (state) => ({
      state,
      effects: [{ type: 'go', to: { name: 'difference', path: state.path, text: editorText(state.editor) }, how: 'push' }],
    }),
  ),
  change(['ctrl+z'], 'undo', 'Changing', undo),
  change(['ctrl+y'], 'redo', 'Changing', redo),
  change(['enter'], 'new line', 'Changing', newRow),
  whileEditing(
    { keys: ['tab'], label: 'complete', where: 'in a word', group: 'Completing', line: 3, when: mayComplete },
    (state) => ({
      state: completed(state),
    }),
  ),
  whileEditing({ keys: ['ctrl+space', 'ctrl+n'], label: 'what can stand here', group: 'Completing' }, (state) => ({
    state: candidatesOf(state).length === 0 ? state : { ...state, menu: 0 },
  })),
  change(['tab'], 'indent', 'Changing', (editor) => indentRows(editor, 1)),
  change(['shift+tab'], 'indent less', 'Changing', (editor) => indentRows(editor, -1)),
  change(['shift+up'], 'choose rows upwards', 'Changing', (editor) => chooseRows(editor, -1)),
  change(['shift+down'], 'choose rows downwards', 'Changing', (editor) => chooseRows(editor, 1)),
  whileEditing(
    {
      keys: ['backspace', 'delete', 'ctrl+k'],
      label: 'delete the chosen rows',
      where: 'when some are',
      group: 'Changing',
      when: hasChosenRows,
    },
    (state) => ({ state: { ...state, warned: false, editor: deleteRows(state.editor) } }),
  ),
  change(['backspace', 'ctrl+h'], 'delete to the left', 'Changing', backspace),
  change(['delete', 'ctrl+d'], 'delete to the right', 'Changing', deleteForward),
  change(['ctrl+w', 'alt+backspace'], 'delete the word before', 'Changing', deleteWord),
  change(['ctrl+k'], 'delete to the end of the line', 'Changing', deleteToEnd),
  whileEditing({ keys: ['ctrl+f'], label: 'search', group: 'Moving', line: 4 }, (state) => ({ state: { ...state, search: '' } })),
  move(['left'], 'left'),
  move(['right'], 'right'),
  move(['up'], 'up'),
  move(['down'], 'down'),
  move(['ctrl+left', 'alt+left', 'alt+b'], 'a word to the left'),
  move(['ctrl+right', 'alt+right', 'alt+f'], 'a word to the right'),
  move(['home', 'ctrl+a'], 'to the beginning of the line'),
  move(['end'], 'to the end of the line'),
  change(['pageup'], 'a page up', 'Moving', (editor, world) => moveRows(editor, -page(world))),
  change(['pagedown'], 'a page down', 'Moving', (editor, world) => moveRows(editor, page(world))),
  move(['ctrl+home'], 'to the first line'),
  move(['ctrl+end'], 'to the last line'),

  whileEditing({ keys: ['enter', 'ctrl+f'], label: 'next match', group: 'Searching', line: 1, when: isSearching }, (state) => ({
    state: { ...state, editor: findNext(state.editor, state.search ?? '') },
  })),
  whileEditing(
    { keys: ['escape', 'ctrl+c'], label: 'end the search', group: 'Searching', line: 2, when: isSearching },
    (state) => ({
      state: { ...state, search: undefined },
    }),
  ),
  whileEditing({ keys: ['backspace'], label: 'take back a letter', group: 'Searching', when: isSearching }, (state) => ({
    state: {
      ...state,
      search: graphemes(state.search ?? '')
        .slice(0, -1)
        .join(''),
    },
  })),
];
