import type { Answer } from '../lesson/model.ts';

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** One thing that the learner did. `at` is virtual milliseconds since the lesson began. */
export type SessionInput = { readonly at: number } & (
  | { readonly kind: 'run'; readonly line: string; readonly terminal?: TerminalSize }
  | { readonly kind: 'type'; readonly text: string }
  | { readonly kind: 'end-input' }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'write'; readonly path: string; readonly text: string }
  /** The end of an edit that a command asked for; without text nothing was changed. */
  | { readonly kind: 'edited'; readonly text?: string }
  | { readonly kind: 'answer'; readonly task: string; readonly value: Answer }
  | { readonly kind: 'hint'; readonly task: string }
);

export type InputKind = SessionInput['kind'];

/** What an undo takes back in one go. The other kinds belong to the one before them. */
const undoable: ReadonlySet<InputKind> = new Set(['run', 'write', 'answer']);

export function undoableInputs(inputs: readonly SessionInput[]): readonly SessionInput[] {
  return inputs.filter(({ kind }) => undoable.has(kind));
}

export function countUndoable(inputs: readonly SessionInput[]): number {
  return undoableInputs(inputs).length;
}

/**
 * The inputs without the last thing done, and the time to go back to. Hints that were shown stay shown. Undefined when there is
 * nothing to take back.
 */
export function withoutLast(
  inputs: readonly SessionInput[],
): { readonly inputs: readonly SessionInput[]; readonly end: number } | undefined {
  const index = inputs.findLastIndex(({ kind }) => undoable.has(kind));
  const last = inputs[index];
  return last === undefined ? undefined : { inputs: firstInputs(inputs, index, last.at), end: last.at };
}

/** The first `count` inputs, and the hints among the rest as if they had been shown at `end`. */
export function firstInputs(inputs: readonly SessionInput[], count: number, end: number): readonly SessionInput[] {
  const hints = inputs.slice(count).flatMap((input) => (input.kind === 'hint' ? [{ ...input, at: end }] : []));
  return [...inputs.slice(0, count), ...hints];
}
