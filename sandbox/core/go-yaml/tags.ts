import { isWord, type Cursor, type Mark } from './cursor.ts';

const URI = new Set(";/?:@&=+$,.!~*'()[]%");

/** `!handle!suffix`, `!suffix` or `!<uri>`; an empty handle stands for a whole tag. */
export function scanTag(cursor: Cursor): { handle: string; suffix: string } {
  const start = cursor.mark;
  let handle = '';
  let suffix: string;
  if (cursor.character(1) === '<') {
    cursor.skip(2);
    suffix = scanUri(cursor, '', start);
    if (cursor.character() !== '>') cursor.fail("did not find the expected '>'", start);
    cursor.skip();
  } else {
    handle = scanHandle(cursor, false, start);
    if (handle.length > 1 && handle.endsWith('!')) suffix = scanUri(cursor, '', start);
    else {
      suffix = scanUri(cursor, handle, start);
      handle = '!';
      if (suffix === '') [handle, suffix] = ['', '!'];
    }
  }
  if (!cursor.isBlankOrEnd()) cursor.fail('did not find expected whitespace or line break', start);
  return { handle, suffix };
}

function scanHandle(cursor: Cursor, isDirective: boolean, start: Mark): string {
  if (cursor.character() !== '!') cursor.fail("did not find expected '!'", start);
  cursor.skip();
  let handle = `!${cursor.takeWord()}`;
  if (cursor.character() === '!') {
    handle += '!';
    cursor.skip();
  } else if (isDirective && handle !== '!') cursor.fail("did not find expected '!'", start);
  return handle;
}

function scanUri(cursor: Cursor, head: string, start: Mark): string {
  const from = cursor.at;
  while (isWord(cursor.code()) || URI.has(cursor.character())) cursor.skip();
  const uri = cursor.text.slice(from, cursor.at);
  if (/%(?![0-9a-fA-F]{2})/.test(uri)) cursor.fail('did not find URI escaped octet', start);
  if (head === '' && uri === '') cursor.fail('did not find expected tag URI', start);
  return head.slice(1) + uri;
}

/** A line that begins with `%`. */
export interface Directive {
  readonly name: 'YAML' | 'TAG';
  readonly version: string;
  readonly handle: string;
  readonly prefix: string;
}

export function scanDirective(cursor: Cursor): Directive {
  const start = cursor.mark;
  cursor.skip();
  const name = cursor.takeWord();
  if (name === '') cursor.fail('could not find expected directive name', start);
  if (!cursor.isBlankOrEnd()) cursor.fail('found unexpected non-alphabetical character', start);
  if (name !== 'YAML' && name !== 'TAG') cursor.fail('found unknown directive name', start);
  cursor.skipBlanks();
  const directive = name === 'YAML' ? versionOf(cursor, start) : prefixOf(cursor, start);
  cursor.skipBlanks();
  cursor.skipComment();
  if (!cursor.isBreakOrEnd()) cursor.fail('did not find expected comment or line break', start);
  if (cursor.isBreak()) cursor.takeBreak();
  return directive;
}

function versionOf(cursor: Cursor, start: Mark): Directive {
  const number = (): string => {
    const from = cursor.at;
    while (/[0-9]/.test(cursor.character())) {
      if (cursor.at - from === 2) cursor.fail('found extremely long version number', start);
      cursor.skip();
    }
    if (cursor.at === from) cursor.fail('did not find expected version number', start);
    return cursor.text.slice(from, cursor.at);
  };
  const major = number();
  if (cursor.character() !== '.') cursor.fail("did not find expected digit or '.' character", start);
  cursor.skip();
  return { name: 'YAML', version: `${Number(major)}.${Number(number())}`, handle: '', prefix: '' };
}

function prefixOf(cursor: Cursor, start: Mark): Directive {
  const handle = scanHandle(cursor, true, start);
  if (!cursor.isBlank()) cursor.fail('did not find expected whitespace', start);
  cursor.skipBlanks();
  const prefix = scanUri(cursor, '', start);
  if (!cursor.isBlankOrEnd()) cursor.fail('did not find expected whitespace or line break', start);
  return { name: 'TAG', version: '', handle, prefix };
}
