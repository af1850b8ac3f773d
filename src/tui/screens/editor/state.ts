import type { FieldCandidate, FieldHelp } from '../../../course/manifest/field-help.ts';
import type { Judgement, ManifestProblem } from '../../../course/manifest/judgement.ts';
import type { Effect } from '../../app/effect.ts';
import type { Step } from '../../app/screen.ts';
import { cleanText, cleanTitle } from '../../text/clean.ts';
import { pauseTimer } from './pause.ts';
import { commonStart } from '../../widgets/shell/state.ts';
import { indentRows } from '../../widgets/text-editor/blocks.ts';
import { editorOf, editorText, typeText, type TextEditor } from '../../widgets/text-editor/state.ts';

/** Either a file is open, or one is being chosen. */
export type EditorState = ChoosingState | EditingState;

export interface ChoosingState {
  readonly mode: 'choosing';
  readonly files: readonly string[];
  /** What was typed: part of a name, or the name of a new file. */
  readonly name: string;
  readonly at: number;
}

export interface EditingState {
  readonly mode: 'editing';
  readonly path: string;
  readonly editor: TextEditor;
  /** The text as it is kept in the file. */
  readonly saved: string;
  /** Whether leaving was refused once because of unsaved changes. */
  readonly warned: boolean;
  /** What is searched for while one types it. */
  readonly search?: string | undefined;
  /** What the cluster would say, and to which text. Undefined until it was asked. */
  readonly checked?: ({ readonly text: string } & Judgement) | undefined;
  /** What the schema knows of the place where the cursor was when it was asked. */
  readonly help?: FieldHelp | undefined;
  /** Which of the candidates is chosen while they are shown. */
  readonly menu?: number | undefined;
  /** A command waits for the end of this edit. */
  readonly forCommand: boolean;
}

export function choosing(files: readonly string[] = []): ChoosingState {
  return { mode: 'choosing', files, name: '', at: 0 };
}

export function editing(path: string, text: string, saved = text, forCommand = false): EditingState {
  const clean = cleanText(text);
  return { mode: 'editing', path, editor: editorOf(clean), saved: saved === text ? clean : saved, warned: false, forCommand };
}

export function matchingFiles({ files, name }: ChoosingState): readonly string[] {
  return files.filter((file) => file.toLowerCase().includes(name.toLowerCase()));
}

export function isChanged(state: EditingState): boolean {
  return editorText(state.editor) !== state.saved;
}

/** How long the keys rest before the text is tried, in milliseconds. */
const PAUSE = 350;

/** Asks for the text to be tried once the keys rest, when the step changed it. */
export function triedAfter(before: EditorState, step: Step<EditorState>): Step<EditorState> {
  const { state, effects = [] } = step;
  if (state.mode !== 'editing' || !isManifest(state.path)) return step;
  const { buffer } = state.editor;
  if (before.mode === 'editing' && before.editor.buffer === buffer) return step;
  const asked = asking(state);
  if (before.mode === 'editing' && before.editor.buffer.rows === buffer.rows)
    return { state: { ...state, menu: undefined }, effects: [...effects, ...asked] };
  return { state, effects: [...effects, ...asked, { type: 'timer', name: pauseTimer, milliseconds: PAUSE }] };
}

/** Asks what the schema knows of the place of the cursor. */
export function asking({ path, editor: { buffer } }: EditingState): readonly Effect[] {
  return isManifest(path) ? [{ type: 'askField', rows: buffer.rows, row: buffer.row, column: buffer.column }] : [];
}

/** The help as it may be drawn and typed: names and words of kinds defined at run time come from outside. */
export function cleanHelp({ field, candidates, ...place }: FieldHelp): FieldHelp {
  return {
    ...place,
    ...(field === undefined
      ? {}
      : { field: { name: cleanTitle(field.name), type: cleanTitle(field.type), text: cleanTitle(field.text) } }),
    candidates: candidates.map(({ text, description }) => ({ text: cleanTitle(text), description: cleanTitle(description) })),
  };
}

/** What could stand at the cursor; nothing while the answer for this place has not come. */
export function candidatesOf({ editor: { buffer }, help }: EditingState): readonly FieldCandidate[] {
  return help !== undefined && help.row === buffer.row && help.column === buffer.column ? help.candidates : [];
}

/** Puts in what all candidates begin with, or the only one; shows them when there are several. */
export function completed(state: EditingState): EditingState {
  const candidates = candidatesOf(state);
  const [first] = candidates;
  if (first === undefined) return { ...state, editor: indentRows(state.editor, 1), menu: undefined };
  if (candidates.length === 1) return taken(state, first.text);
  const common = commonStart(candidates.map(({ text }) => text));
  const length = state.editor.buffer.column - (state.help?.from ?? 0);
  return common.length > length ? { ...taken(state, common), menu: 0 } : { ...state, menu: state.menu ?? 0 };
}

/** Puts a candidate in the place of what was typed of it. */
export function taken(state: EditingState, text: string): EditingState {
  const length = state.editor.buffer.column - (state.help?.from ?? state.editor.buffer.column);
  return { ...state, warned: false, menu: undefined, editor: typeText(state.editor, text.slice(length)) };
}

/** What to ask for now that the keys rest. */
export function trying(state: EditorState): readonly Effect[] {
  if (state.mode !== 'editing') return [];
  const text = editorText(state.editor);
  return state.checked?.text === text ? [] : [{ type: 'checkText', path: state.path, text }];
}

export function isManifest(path: string): boolean {
  return /\.(ya?ml|json)$/.test(path);
}

/** The problems of the text as it stands; those of an older text may lie elsewhere by now. */
export function problemsOf(state: EditingState): readonly ManifestProblem[] {
  const { checked } = state;
  if (checked === undefined) return [];
  const rows = checked.text === editorText(state.editor) ? undefined : checked.text.split('\n');
  return checked.problems.filter(({ row }) => rows === undefined || rows[row] === state.editor.buffer.rows[row]);
}
