import stringWidth from 'string-width';

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const ascii = /^[\x20-\x7e]*$/;

/** Characters of one column each that screens are full of: Latin letters, dashes, arrows, lines and marks. */
const narrow = /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2190-\u21ff\u2500-\u25fc\u2713\u2717\u276f]*$/;

/** Widths of other texts; what is drawn once is drawn again. */
const widths = new Map<string, number>();
const mostWidths = 4000;

/** Columns that the text takes in a terminal. */
export function textWidth(text: string): number {
  if (narrow.test(text)) return text.length;
  const known = widths.get(text);
  if (known !== undefined) return known;
  const width = stringWidth(text);
  if (widths.size >= mostWidths) widths.clear();
  widths.set(text, width);
  return width;
}

/** What a reader sees as single characters. */
export function graphemes(text: string): readonly string[] {
  if (ascii.test(text)) return text.split('');
  return Array.from(segmenter.segment(text), (part) => part.segment);
}

/** The longest start of the text that fits into this many columns. */
export function takeWidth(text: string, columns: number): string {
  if (ascii.test(text)) return text.slice(0, Math.max(0, columns));
  let taken = '';
  let width = 0;
  for (const character of graphemes(text)) {
    width += textWidth(character);
    if (width > columns) break;
    taken += character;
  }
  return taken;
}

/** Shortens with an ellipsis when the text is wider than that. */
export function truncate(text: string, columns: number, ellipsis: string): string {
  if (textWidth(text) <= columns) return text;
  const room = columns - textWidth(ellipsis);
  return room < 0 ? takeWidth(text, columns) : takeWidth(text, room) + ellipsis;
}

export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - textWidth(text)));
}
