import type { TranscriptLine } from '../session-state.ts';

const MOST_LINES = 12_000;
/** What `clear` and `reset` send to a terminal. */
const ESCAPE = '\u001b';
const clearing = new RegExp(`${ESCAPE}(c|\\[[23]J)`, 'u');
const sequences = new RegExp(
  `${ESCAPE}(\\[[0-9;?]*[ -/]*[@-~]|\\][^\\u0007${ESCAPE}]*(\\u0007|${ESCAPE}\\\\)?|[@-Z\\\\-_])`,
  'gu',
);

/** What stands in the shell's window: whole lines, and the last one may still grow. */
export class Transcript {
  private list: TranscriptLine[] = [];
  /** Whether the last line is unfinished output. */
  private open = false;

  get lines(): readonly TranscriptLine[] {
    return [...this.list];
  }

  add(kind: TranscriptLine['kind'], text: string): void {
    this.open = false;
    for (const line of text.split('\n')) this.list.push({ kind, text: line });
    this.trim();
  }

  /** Adds what a program printed, of which a line may come in pieces. */
  write(kind: 'output' | 'error', text: string): void {
    const cleared = text.split(clearing);
    if (cleared.length > 1) {
      this.list = [];
      this.open = false;
    }
    const plain = (cleared.at(-1) ?? '').replaceAll(sequences, '').replaceAll('\r\n', '\n');
    const pieces = plain.split('\n');
    for (const [index, piece] of pieces.entries()) {
      const last = this.list.at(-1);
      if (index === 0 && this.open && last !== undefined && last.kind === kind)
        this.list[this.list.length - 1] = { kind, text: overwrite(last.text, piece) };
      else if (index < pieces.length - 1 || piece !== '') this.list.push({ kind, text: overwrite('', piece) });
    }
    this.open = plain === '' ? this.open : !plain.endsWith('\n');
    this.trim();
  }

  private trim(): void {
    if (this.list.length > MOST_LINES) this.list = this.list.slice(-MOST_LINES);
  }
}

/** A carriage return goes back to the start of the line; a progress bar draws itself so. */
function overwrite(before: string, text: string): string {
  return text
    .split('\r')
    .reduce((line, piece, index) => (index === 0 ? before + piece : piece + line.slice(piece.length)), before);
}
