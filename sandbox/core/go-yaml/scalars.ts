import type { Cursor, Mark } from './cursor.ts';

/** A block scalar, from its `|` or `>` on. `indent` is that of the block around it, -1 at the top. */
export function scanBlockScalar(cursor: Cursor, indent: number, isLiteral: boolean): string {
  const start = cursor.mark;
  cursor.skip();
  const { chomping, increment } = blockHeader(cursor, start);
  cursor.skipBlanks();
  cursor.skipComment();
  if (!cursor.isBreakOrEnd()) cursor.fail('did not find expected comment or line break', start);
  if (cursor.isBreak()) cursor.takeBreak();

  let own = increment > 0 ? Math.max(indent, 0) + increment : 0;
  let text = '';
  let lineBreak = '';
  let wasBlank = false;
  let breaks: string;
  [breaks, own] = blockBreaks(cursor, own, indent, start);
  while (cursor.column === own && !cursor.atEnd) {
    const isBlank = cursor.isBlank();
    if (!isLiteral && lineBreak.startsWith('\n') && !wasBlank && !isBlank) text += breaks === '' ? ' ' : '';
    else text += lineBreak;
    text += breaks;
    wasBlank = isBlank;
    const from = cursor.at;
    while (!cursor.isBreakOrEnd()) cursor.skip();
    text += cursor.text.slice(from, cursor.at);
    lineBreak = cursor.isBreak() ? cursor.takeBreak() : '';
    [breaks, own] = blockBreaks(cursor, own, indent, start);
  }
  if (chomping !== '-') text += lineBreak;
  return chomping === '+' ? text + breaks : text;
}

function blockHeader(cursor: Cursor, start: Mark): { chomping: string; increment: number } {
  let chomping = '';
  let increment = 0;
  const sign = (): void => {
    if (chomping !== '' || !'+-'.includes(cursor.character()) || cursor.atEnd) return;
    chomping = cursor.character();
    cursor.skip();
  };
  sign();
  if (/[0-9]/.test(cursor.character())) {
    increment = Number(cursor.character());
    if (increment === 0) cursor.fail('found an indentation indicator equal to 0', start);
    cursor.skip();
    sign();
  }
  return { chomping, increment };
}

/** Empty lines of a block scalar, and its indentation, which the first line that is not empty decides. */
function blockBreaks(cursor: Cursor, known: number, indent: number, start: Mark): [string, number] {
  let breaks = '';
  let widest = 0;
  for (;;) {
    while ((known === 0 || cursor.column < known) && cursor.code() === 0x20) cursor.skip();
    widest = Math.max(widest, cursor.column);
    if ((known === 0 || cursor.column < known) && cursor.code() === 0x09)
      cursor.fail('found a tab character where an indentation space is expected', start);
    if (!cursor.isBreak()) break;
    breaks += cursor.takeBreak();
  }
  return [breaks, known === 0 ? Math.max(widest, indent + 1, 1) : known];
}

const ESCAPES: { readonly [letter: string]: string } = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
};

const CODES: { readonly [letter: string]: number } = { x: 2, u: 4, U: 8 };

/** A quoted scalar, from its opening quote on. */
export function scanQuoted(cursor: Cursor): string {
  const start = cursor.mark;
  const quote = cursor.character();
  cursor.skip();
  let text = '';
  for (;;) {
    if (cursor.isDocumentIndicator()) cursor.fail('found unexpected document indicator', start);
    if (cursor.atEnd) cursor.fail('found unexpected end of stream', start);
    let folded = false;
    while (!cursor.isBlankOrEnd()) {
      const character = cursor.character();
      if (character === quote) {
        if (quote !== "'" || cursor.character(1) !== "'") break;
        text += "'";
        cursor.skip(2);
      } else if (quote === '"' && character === '\\') {
        if (cursor.isBreak(1)) {
          cursor.skip();
          cursor.takeBreak();
          folded = true;
          break;
        }
        text += escaped(cursor, start);
      } else {
        text += character;
        cursor.skip();
      }
    }
    if (cursor.character() === quote) break;
    text += whiteSpace(cursor, folded);
  }
  cursor.skip();
  return text;
}

function escaped(cursor: Cursor, start: Mark): string {
  const letter = cursor.character(1);
  if (Object.hasOwn(ESCAPES, letter)) {
    cursor.skip(2);
    return ESCAPES[letter] ?? '';
  }
  const length = Object.hasOwn(CODES, letter) ? (CODES[letter] ?? 0) : 0;
  if (length === 0) cursor.fail('found unknown escape character', start);
  cursor.skip(2);
  const digits = cursor.text.slice(cursor.at, cursor.at + length);
  if (digits.length < length || /[^0-9a-fA-F]/.test(digits)) cursor.fail('did not find expected hexdecimal number', start);
  const code = Number.parseInt(digits, 16);
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) cursor.fail('found invalid Unicode character escape code', start);
  cursor.skip(length);
  return String.fromCodePoint(code);
}

/** Blanks and line breaks within a quoted scalar: a single break is a blank, more are one fewer. `folded`: a break came before. */
function whiteSpace(cursor: Cursor, folded: boolean): string {
  let blanks = '';
  let first = '';
  let more = '';
  let broken = folded;
  while (cursor.isBlank() || cursor.isBreak()) {
    if (cursor.isBlank()) {
      if (!broken) blanks += cursor.character();
      cursor.skip();
    } else if (broken) more += cursor.takeBreak();
    else {
      first = cursor.takeBreak();
      broken = true;
    }
  }
  return broken ? folding(first, more) : blanks;
}

const folding = (first: string, more: string): string => (first === '\n' ? (more === '' ? ' ' : more) : first + more);

/** What ends a plain scalar within `[` or `{`, apart from `: `. */
const FLOW_ENDS = ',?[]{}';

/** A plain scalar. `broken`: line breaks follow it, so that a key may begin. */
export function scanPlain(cursor: Cursor, indent: number, inFlow: boolean): { text: string; broken: boolean } {
  const start = cursor.mark;
  let text = '';
  let blanks = '';
  let first = '';
  let more = '';
  let broken = false;
  for (;;) {
    if (cursor.isDocumentIndicator() || cursor.character() === '#') break;
    const from = cursor.at;
    while (!cursor.isBlankOrEnd()) {
      const character = cursor.character();
      if (character === ':' && cursor.isBlankOrEnd(1)) break;
      if (inFlow && FLOW_ENDS.includes(character)) break;
      cursor.skip();
    }
    if (cursor.at > from) {
      text += (broken ? folding(first, more) : blanks) + cursor.text.slice(from, cursor.at);
      [blanks, first, more, broken] = ['', '', '', false];
    }
    if (!cursor.isBlank() && !cursor.isBreak()) break;
    while (cursor.isBlank() || cursor.isBreak()) {
      if (cursor.isBlank()) {
        if (broken && cursor.column <= indent && cursor.code() === 0x09)
          cursor.fail('found a tab character that violates indentation', start);
        if (!broken) blanks += cursor.character();
        cursor.skip();
      } else if (broken) more += cursor.takeBreak();
      else {
        blanks = '';
        first = cursor.takeBreak();
        broken = true;
      }
    }
    if (!inFlow && cursor.column <= indent) break;
  }
  return { text, broken };
}
