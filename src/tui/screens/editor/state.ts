import { cleanText } from '../../text/clean.ts';
import { editorOf, editorText, type TextEditor } from '../../widgets/text-editor/state.ts';

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
