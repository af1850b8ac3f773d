import { Cursor, type Mark } from './cursor.ts';
import { scanBlockScalar, scanPlain, scanQuoted } from './scalars.ts';
import { scanDirective, scanTag, type Directive } from './tags.ts';

export type TokenType =
  | 'stream end'
  | 'directive'
  | 'document start'
  | 'document end'
  | 'block sequence'
  | 'block mapping'
  | 'block end'
  | '['
  | ']'
  | '{'
  | '}'
  | ','
  | '-'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar';

export interface Token {
  readonly type: TokenType;
  readonly line: number;
  /** The text of a scalar, the name of an anchor or alias, the handle of a tag. */
  readonly value: string;
  /** What follows the handle of a tag. */
  readonly suffix: string;
  /** A scalar without quotes or block indicator. */
  readonly isPlain: boolean;
  readonly directive: Directive | undefined;
}

/** A place where a key of a mapping may have begun; whether it did is known at its `:`. */
interface SimpleKey extends Mark {
  possible: boolean;
  /** What begins at the indentation of a block must be a key. */
  readonly required: boolean;
  /** The number of the token that the key would begin with. */
  readonly token: number;
}

/** go-yaml allows ten times as many; the stack of JavaScript does not. */
export const MAX_DEPTH = 1_000;
const MAX_KEY = 1_024;

const NOT_PLAIN = new Set('-?:,[]{}#&*!|>\'"%@`');

/**
 * The tokens of a YAML text, one at a time. Throws GoYamlError. Models the scanner of go-yaml v2, so that what is wrong is found where it
 * finds it.
 */
export class Scanner {
  private readonly cursor: Cursor;
  private readonly queue: Token[] = [];
  private taken = 0;
  private readonly keys: SimpleKey[] = [];
  private keyAllowed = true;
  private indent = -1;
  private readonly indents: number[] = [];
  private flow = 0;

  constructor(text: string) {
    this.cursor = new Cursor(text.startsWith('\ufeff') ? text.slice(1) : text);
    this.keys.push(this.noKey());
  }

  /** The token to come. */
  peek(): Token {
    for (;;) {
      const [head] = this.queue;
      if (head !== undefined && !this.mayBecomeKey()) return head;
      this.fetch();
    }
  }

  take(): Token {
    const token = this.peek();
    this.queue.shift();
    this.taken++;
    return token;
  }

  /** Whether a `:` to come may yet make a key of the token to come. */
  private mayBecomeKey(): boolean {
    for (let level = this.keys.length - 1; level >= 0; level--) {
      const key = this.keys[level];
      if (key?.possible === true && key.token === this.taken) return this.isStillPossible(key);
    }
    return false;
  }

  private noKey(): SimpleKey {
    return { ...this.cursor.mark, possible: false, required: false, token: -1 };
  }

  private add(type: TokenType, mark: Pick<Mark, 'line'> = this.cursor, more: Partial<Token> = {}, at = this.queue.length): void {
    const { value = '', suffix = '', isPlain = false, directive } = more;
    const token = { type, line: mark.line, value, suffix, isPlain, directive };
    if (at === this.queue.length) this.queue.push(token);
    else this.queue.splice(at, 0, token);
  }

  private fetch(): void {
    const { cursor } = this;
    this.skipToToken();
    this.unroll(cursor.column);
    if (cursor.atEnd) return this.end();
    const character = cursor.character();
    if (cursor.column === 0 && character === '%') {
      this.closeBlocks();
      const { mark } = cursor;
      return this.add('directive', mark, { directive: scanDirective(cursor) });
    }
    if (cursor.isDocumentIndicator()) {
      this.closeBlocks();
      this.add(character === '-' ? 'document start' : 'document end');
      return cursor.skip(3);
    }
    const before = cursor.isBlankOrEnd(1);
    if (character === '[' || character === '{') return this.openFlow(character);
    if (character === ']' || character === '}') return this.closeFlow(character);
    if (character === ',') return this.separate(',', true);
    if (character === '-' && before) return this.blockEntry();
    if (character === '?' && (this.flow > 0 || before)) return this.explicitKey();
    if (character === ':' && (this.flow > 0 || before)) return this.value();
    if (character === '*' || character === '&') return this.anchor(character);
    if (character === '!') {
      const mark = this.saveKey(false);
      const { handle, suffix } = scanTag(cursor);
      return this.add('tag', mark, { value: handle, suffix });
    }
    if ((character === '|' || character === '>') && this.flow === 0) {
      this.dropKey();
      this.keyAllowed = true;
      const { mark } = cursor;
      return this.add('scalar', mark, { value: scanBlockScalar(cursor, this.indent, character === '|') });
    }
    if (character === "'" || character === '"') {
      const mark = this.saveKey(false);
      return this.add('scalar', mark, { value: scanQuoted(cursor) });
    }
    if (this.mayBePlain(character)) return this.plain();
    return cursor.fail('found character that cannot start any token');
  }

  private mayBePlain(character: string): boolean {
    const { cursor } = this;
    if (!cursor.isBlankOrEnd() && !NOT_PLAIN.has(character)) return true;
    if (character === '-') return !cursor.isBlank(1);
    return this.flow === 0 && (character === '?' || character === ':') && !cursor.isBlankOrEnd(1);
  }

  private skipToToken(): void {
    const { cursor } = this;
    for (;;) {
      if (cursor.column === 0 && cursor.code() === 0xfeff) cursor.skip();
      // A tab is no indentation, so it may not stand where a key may begin.
      while (cursor.code() === 0x20 || ((this.flow > 0 || !this.keyAllowed) && cursor.code() === 0x09)) cursor.skip();
      cursor.skipComment();
      if (!cursor.isBreak()) return;
      cursor.takeBreak();
      if (this.flow === 0) this.keyAllowed = true;
    }
  }

  private end(): void {
    this.cursor.finishLine();
    this.closeBlocks();
    this.add('stream end');
  }

  private closeBlocks(): void {
    this.unroll(-1);
    this.dropKey();
    this.keyAllowed = false;
  }

  private openFlow(character: '[' | '{'): void {
    const mark = this.saveKey(true);
    this.keys.push(this.noKey());
    if (++this.flow > MAX_DEPTH) this.cursor.fail(`exceeded max depth of ${MAX_DEPTH}`, mark);
    this.cursor.skip();
    this.add(character, mark);
  }

  private closeFlow(character: ']' | '}'): void {
    this.dropKey();
    if (this.flow > 0) {
      this.flow--;
      this.keys.pop();
    }
    this.keyAllowed = false;
    this.add(character);
    this.cursor.skip();
  }

  private separate(type: ',' | '-' | 'key', keyAllowed: boolean): void {
    this.dropKey();
    this.keyAllowed = keyAllowed;
    this.add(type);
    this.cursor.skip();
  }

  private blockEntry(): void {
    if (this.flow === 0) {
      if (!this.keyAllowed) this.cursor.fail('block sequence entries are not allowed in this context');
      this.roll(this.cursor.mark, 'block sequence');
    }
    this.separate('-', true);
  }

  private explicitKey(): void {
    if (this.flow === 0) {
      if (!this.keyAllowed) this.cursor.fail('mapping keys are not allowed in this context');
      this.roll(this.cursor.mark, 'block mapping');
    }
    this.separate('key', this.flow === 0);
  }

  private value(): void {
    const key = this.keys.at(-1);
    if (key !== undefined && this.isStillPossible(key)) {
      const place = key.token - this.taken;
      this.add('key', key, {}, place);
      this.roll(key, 'block mapping', place);
      key.possible = false;
      this.keyAllowed = false;
    } else {
      if (this.flow === 0) {
        if (!this.keyAllowed) this.cursor.fail('mapping values are not allowed in this context');
        this.roll(this.cursor.mark, 'block mapping');
      }
      this.keyAllowed = this.flow === 0;
    }
    this.add('value');
    this.cursor.skip();
  }

  private anchor(character: '*' | '&'): void {
    const { cursor } = this;
    const mark = this.saveKey(false);
    cursor.skip();
    const value = cursor.takeWord();
    if (value === '' || !(cursor.isBlankOrEnd() || '?:,]}%@`'.includes(cursor.character())))
      cursor.fail('did not find expected alphabetic or numeric character', mark);
    this.add(character === '*' ? 'alias' : 'anchor', mark, { value });
  }

  private plain(): void {
    const mark = this.saveKey(false);
    const { text, broken } = scanPlain(this.cursor, this.indent, this.flow > 0);
    this.add('scalar', mark, { value: text, isPlain: true });
    if (broken) this.keyAllowed = true;
  }

  private isStillPossible(key: SimpleKey): boolean {
    if (!key.possible) return false;
    if (key.line === this.cursor.line && key.at + MAX_KEY >= this.cursor.at) return true;
    if (key.required) this.cursor.fail("could not find expected ':'", key);
    key.possible = false;
    return false;
  }

  /** Notes that a key may begin here, and whether one may begin after what is about to be read. */
  private saveKey(allowedAfter: boolean): Mark {
    const { mark } = this.cursor;
    if (this.keyAllowed) {
      this.dropKey();
      const required = this.flow === 0 && this.indent === mark.column;
      const { at, line, column } = mark;
      this.keys[this.keys.length - 1] = { at, line, column, possible: true, required, token: this.taken + this.queue.length };
    }
    this.keyAllowed = allowedAfter;
    return mark;
  }

  private dropKey(): void {
    const key = this.keys.at(-1);
    if (key === undefined || !key.possible) return;
    if (key.required) this.cursor.fail("could not find expected ':'", key);
    key.possible = false;
  }

  /** Begins a block collection where the text is indented further than before. */
  private roll(mark: Mark, type: 'block sequence' | 'block mapping', place = this.queue.length): void {
    if (this.flow > 0 || this.indent >= mark.column) return;
    this.indents.push(this.indent);
    this.indent = mark.column;
    if (this.indents.length > MAX_DEPTH) this.cursor.fail(`exceeded max depth of ${MAX_DEPTH}`);
    this.add(type, mark, {}, place);
  }

  private unroll(column: number): void {
    if (this.flow > 0) return;
    while (this.indent > column) {
      this.add('block end');
      this.indent = this.indents.pop() ?? -1;
    }
  }
}
