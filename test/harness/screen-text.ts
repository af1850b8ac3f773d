import type { Frame } from '../../src/tui/app/frame.ts';
import type { ProseLayout } from '../../src/tui/prose/layout.ts';
import { lineText } from '../../src/tui/text/line.ts';

/** A frame without looks, row by row. */
export function frameText({ rows }: Frame): string {
  return rows.map((line) => lineText(line).trimEnd()).join('\n');
}

/** The words of a layout. */
export function layoutText({ lines }: ProseLayout): string {
  return lines.map(lineText).join('\n');
}
