/** A command line up to the cursor, as far as completion looks at it. */
export interface CutLine {
  /** Words of the command in which the cursor stands, without the unfinished one. */
  readonly words: readonly string[];
  /** What stands of the word at the cursor. */
  readonly partial: string;
  /** Where that word begins in the text. */
  readonly from: number;
}

/** Cuts the text before the cursor into words; a pipe, `;`, `&&` and the like begin a new command. */
export function cutLine(text: string, cursor: number): CutLine {
  const before = text.slice(0, cursor);
  let words: string[] = [];
  let partial = '';
  let from = cursor;
  let open = false;
  let quote = '';
  const end = (): void => {
    if (open) words.push(partial);
    partial = '';
    open = false;
  };
  for (let index = 0; index < before.length; index++) {
    const character = before[index] ?? '';
    const begins = !open;
    if (quote !== '') {
      if (character === quote) quote = '';
      else partial += character;
      continue;
    }
    if (/\s/.test(character)) end();
    else if (/[|;&(]/.test(character)) {
      end();
      words = [];
    } else {
      open = true;
      if (begins) from = index;
      if (character === '"' || character === "'") quote = character;
      else if (character === '\\') partial += before[++index] ?? '';
      else partial += character;
    }
  }
  return { words: words.filter((word, index) => index > 0 || !/^\w+=/.test(word)), partial, from: open ? from : cursor };
}
