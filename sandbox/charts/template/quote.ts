import { strayByte, textOfUtf8, utf8OfText } from '../../core/utf8.ts';

/** A text as Go's %q and strconv.Quote write it. */
export function quote(text: string, asciiOnly = false): string {
  return `"${escaped(text, '"', asciiOnly)}"`;
}

/** A character as %q writes it. */
export const quoteCharacter = (character: string, asciiOnly = false): string => `'${escaped(character, "'", asciiOnly)}'`;

/** A character as %#U writes it: U+002D '-'. */
export function quoteRune(character: string): string {
  const code = character.codePointAt(0) ?? 0xfffd;
  return `${unicodeText(code)}${isPrintable(character) ? ` '${character}'` : ''}`;
}

export const unicodeText = (code: number): string => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;

const SHORT: { readonly [character: string]: string } = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
};

/** As unicode.IsPrint: letters, marks, numbers, punctuation, symbols, and the ASCII blank. */
export const isPrintable = (character: string): boolean => character === ' ' || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(character);

function escaped(text: string, delimiter: string, asciiOnly: boolean): string {
  if (delimiter === '"' && /^[ !#-[\]-~]*$/.test(text)) return text;
  let result = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (character === delimiter) result += `\\${character}`;
    else if (Object.hasOwn(SHORT, character)) result += SHORT[character] ?? '';
    else if (code < 0x80 ? code >= 0x20 && code < 0x7f : !asciiOnly && isPrintable(character)) result += character;
    else if (code < 0x80 || strayByte(character) !== undefined) result += `\\x${(code & 0xff).toString(16).padStart(2, '0')}`;
    else if (code < 0x10000) result += `\\u${code.toString(16).padStart(4, '0')}`;
    else result += `\\U${code.toString(16).padStart(8, '0')}`;
  }
  return result;
}

const UNESCAPED: { readonly [letter: string]: string } = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/** The value of a quoted Go literal; undefined for invalid syntax. Models strconv.Unquote. */
export function unquote(literal: string): string | undefined {
  if (literal.startsWith('`')) return literal.slice(1, -1).replaceAll('\r', '');
  const body = literal.slice(1, -1);
  if (!body.includes('\\')) return body;
  const bytes: number[] = [];
  let at = 0;
  while (at < body.length) {
    const one = unquoteCharacter(body.slice(at), '"');
    if (one === undefined) return undefined;
    if (one.byte) bytes.push(one.code);
    else bytes.push(...utf8OfText(String.fromCodePoint(one.code)));
    at += one.length;
  }
  return textOfUtf8(Uint8Array.from(bytes));
}

/** The first character of a literal's text. `byte`: an escape that stands for a byte, not a character. */
export function unquoteCharacter(text: string, delimiter: string): { code: number; length: number; byte: boolean } | undefined {
  const code = text.codePointAt(0);
  if (code === undefined || text[0] === delimiter) return undefined;
  if (text[0] !== '\\') return { code, length: code > 0xffff ? 2 : 1, byte: false };
  const letter = text[1] ?? '';
  const short = Object.hasOwn(UNESCAPED, letter) ? UNESCAPED[letter] : undefined;
  if (short !== undefined) return { code: short.charCodeAt(0), length: 2, byte: false };
  if (letter === "'" || letter === '"')
    return letter === delimiter ? { code: letter.charCodeAt(0), length: 2, byte: false } : undefined;
  const hex = /^\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(text);
  if (hex !== null) {
    const value = Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? '', 16);
    if (hex[1] === undefined && (value > 0x10ffff || (value >= 0xd800 && value < 0xe000))) return undefined;
    return { code: value, length: hex[0].length, byte: hex[1] !== undefined };
  }
  const octal = /^\\([0-7]{3})/.exec(text)?.[1];
  const value = Number.parseInt(octal ?? '', 8);
  return octal === undefined || value > 255 ? undefined : { code: value, length: 4, byte: true };
}
