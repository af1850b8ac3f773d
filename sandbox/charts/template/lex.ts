import { ParseFailure } from './parse-failure.ts';
import { quote, quoteRune } from './quote.ts';

export type TokenType =
  | 'error'
  | 'bool'
  | 'char'
  | 'charConstant'
  | 'complex'
  | 'assign'
  | 'declare'
  | 'eof'
  | 'field'
  | 'identifier'
  | 'leftDelim'
  | 'leftParen'
  | 'number'
  | 'pipe'
  | 'rawString'
  | 'rightDelim'
  | 'rightParen'
  | 'space'
  | 'string'
  | 'text'
  | 'variable'
  | 'dot'
  | 'nil'
  | Keyword;

type Keyword = 'block' | 'break' | 'continue' | 'define' | 'else' | 'end' | 'if' | 'range' | 'template' | 'with';

export interface Token {
  readonly type: TokenType;
  /** Where it begins, in UTF-16 units. */
  readonly at: number;
  readonly value: string;
  readonly line: number;
}

const KEYWORDS: ReadonlyMap<string, TokenType> = new Map<string, TokenType>([
  ['.', 'dot'],
  ['block', 'block'],
  ['break', 'break'],
  ['continue', 'continue'],
  ['define', 'define'],
  ['else', 'else'],
  ['end', 'end'],
  ['if', 'if'],
  ['range', 'range'],
  ['nil', 'nil'],
  ['template', 'template'],
  ['with', 'with'],
]);

const LEFT = '{{';
const RIGHT = '}}';
const TRIM_MARKER = 2;
const ALPHANUMERIC = /[_\p{L}\p{Nd}]/u;

const isSpace = (character: string | undefined): boolean =>
  character === ' ' || character === '\t' || character === '\r' || character === '\n';

/** How messages name a token. */
export function tokenText({ type, value }: Token): string {
  if (type === 'eof') return 'EOF';
  if (type === 'error') return value;
  if (type !== 'text' && KEYWORDS.get(value) === type) return `<${value}>`;
  const characters = [...value];
  return characters.length > 10 ? `${quote(characters.slice(0, 10).join(''))}...` : quote(value);
}

/** Takes a template apart, one token at a call. Models text/template/parse/lex.go. */
export class Lexer {
  private at = 0;
  private start = 0;
  private line = 1;
  private startLine = 1;
  private inAction = false;
  private parens = 0;
  private failed: Token | undefined;

  constructor(private readonly text: string) {}

  next(): Token {
    if (this.failed !== undefined) return this.failed;
    try {
      for (;;) {
        const token = this.inAction ? this.action() : this.plain();
        if (token !== undefined) return token;
      }
    } catch (error) {
      if (!(error instanceof ParseFailure)) throw error;
      this.failed = { type: 'error', at: this.start, value: error.message, line: this.startLine };
      return this.failed;
    }
  }

  private token(type: TokenType): Token {
    const token = { type, at: this.start, value: this.text.slice(this.start, this.at), line: this.startLine };
    this.start = this.at;
    this.startLine = this.line;
    return token;
  }

  private countLines(from: number, to: number): void {
    for (let index = this.text.indexOf('\n', from); index !== -1 && index < to; index = this.text.indexOf('\n', index + 1))
      this.line++;
  }

  private ignore(): void {
    this.countLines(this.start, this.at);
    this.start = this.at;
    this.startLine = this.line;
  }

  private plain(): Token | undefined {
    const { text } = this;
    const found = text.indexOf(LEFT, this.at);
    if (found === -1) {
      this.at = text.length;
      if (this.at === this.start) return this.token('eof');
      this.countLines(this.start, this.at);
      return this.token('text');
    }
    if (found > this.at) {
      let end = found;
      if (text[found + 2] === '-' && isSpace(text[found + 3])) while (end > this.start && isSpace(text[end - 1])) end--;
      this.at = end;
      this.countLines(this.start, end);
      const token = this.token('text');
      this.at = found;
      this.ignore();
      if (token.value !== '') return token;
    }
    return this.leftDelim();
  }

  private leftDelim(): Token | undefined {
    this.at += LEFT.length;
    const marker = this.text[this.at] === '-' && isSpace(this.text[this.at + 1]) ? TRIM_MARKER : 0;
    if (this.text.startsWith('/*', this.at + marker)) {
      this.at += marker;
      this.ignore();
      return this.comment();
    }
    const token = this.token('leftDelim');
    this.inAction = true;
    this.at += marker;
    this.ignore();
    this.parens = 0;
    return token;
  }

  private comment(): undefined {
    const end = this.text.indexOf('*/', this.at + 2);
    if (end === -1) throw new ParseFailure('unclosed comment');
    this.at = end + 2;
    const delim = this.rightDelimAt();
    if (delim === undefined) throw new ParseFailure('comment ends before closing delimiter');
    this.ignore();
    this.at += delim === 'trim' ? TRIM_MARKER + RIGHT.length : RIGHT.length;
    if (delim === 'trim') while (isSpace(this.text[this.at])) this.at++;
    this.ignore();
  }

  private rightDelimAt(): 'trim' | 'plain' | undefined {
    const { text, at } = this;
    if (isSpace(text[at]) && text[at + 1] === '-' && text.startsWith(RIGHT, at + TRIM_MARKER)) return 'trim';
    return text.startsWith(RIGHT, at) ? 'plain' : undefined;
  }

  private rightDelim(): Token {
    const trim = this.rightDelimAt() === 'trim';
    if (trim) {
      this.at += TRIM_MARKER;
      this.ignore();
    }
    this.at += RIGHT.length;
    const token = this.token('rightDelim');
    if (trim) {
      while (isSpace(this.text[this.at])) this.at++;
      this.ignore();
    }
    this.inAction = false;
    return token;
  }

  private peek(): string {
    const code = this.text.codePointAt(this.at);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  private take(): string {
    const character = this.peek();
    this.at += character.length;
    if (character === '\n') this.line++;
    return character;
  }

  private action(): Token {
    if (this.rightDelimAt() !== undefined) {
      if (this.parens > 0) throw new ParseFailure('unclosed left paren');
      return this.rightDelim();
    }
    const character = this.peek();
    if (character === '') throw new ParseFailure('unclosed action');
    if (isSpace(character)) return this.space();
    if (ALPHANUMERIC.test(character) && !/[0-9]/.test(character)) return this.identifier();
    const after = this.text[this.at + 1] ?? '';
    if (/[-+0-9]/.test(character) || (character === '.' && /[0-9]|^$/.test(after))) return this.number();
    this.take();
    if (character === '=') return this.token('assign');
    if (character === ':') {
      if (this.take() !== '=') throw new ParseFailure('expected :=');
      return this.token('declare');
    }
    if (character === '|') return this.token('pipe');
    if (character === '"') return this.quoted();
    if (character === '`') return this.rawQuoted();
    if (character === '$') return this.word('variable');
    if (character === "'") return this.characterConstant();
    if (character === '.') return this.word('field');
    if (character === '(') {
      this.parens++;
      return this.token('leftParen');
    }
    if (character === ')') {
      if (--this.parens < 0) throw new ParseFailure('unexpected right paren');
      return this.token('rightParen');
    }
    if (/^[\x20-\x7e]$/.test(character)) return this.token('char');
    throw new ParseFailure(`unrecognized character in action: ${quoteRune(character)}`);
  }

  private space(): Token {
    let count = 0;
    while (isSpace(this.peek())) {
      this.take();
      count++;
    }
    if (this.text[this.at] === '-' && this.text.startsWith(RIGHT, this.at + 1)) {
      if (this.text[--this.at] === '\n') this.line--;
      if (count === 1) return this.rightDelim();
    }
    return this.token('space');
  }

  private atTerminator(): boolean {
    const character = this.peek();
    return character === '' || isSpace(character) || '.,|:)('.includes(character) || this.text.startsWith(RIGHT, this.at);
  }

  /** `.name`, `$name`, `.` or `$`. */
  private word(type: 'field' | 'variable'): Token {
    if (this.atTerminator()) return this.token(type === 'field' ? 'dot' : type);
    this.alphanumerics();
    return this.token(type);
  }

  private alphanumerics(): void {
    while (ALPHANUMERIC.test(this.peek())) this.take();
    if (!this.atTerminator()) throw new ParseFailure(`bad character ${quoteRune(this.peek())}`);
  }

  private identifier(): Token {
    this.alphanumerics();
    const word = this.text.slice(this.start, this.at);
    if (word === 'true' || word === 'false') return this.token('bool');
    return this.token(KEYWORDS.get(word) ?? 'identifier');
  }

  private quoted(): Token {
    for (;;) {
      let character = this.take();
      if (character === '"') return this.token('string');
      if (character === '\\') {
        character = this.take();
        if (character !== '' && character !== '\n') continue;
        character = '\n';
      }
      if (character === '' || character === '\n') throw new ParseFailure('unterminated quoted string');
    }
  }

  private rawQuoted(): Token {
    const end = this.text.indexOf('`', this.at);
    if (end === -1) throw new ParseFailure('unterminated raw quoted string');
    this.countLines(this.at, end);
    this.at = end + 1;
    return this.token('rawString');
  }

  private characterConstant(): Token {
    for (;;) {
      let character = this.take();
      if (character === "'") return this.token('charConstant');
      if (character === '\\') {
        character = this.take();
        if (character !== '' && character !== '\n') continue;
        character = '\n';
      }
      if (character === '' || character === '\n') throw new ParseFailure('unterminated character constant');
    }
  }

  private number(): Token {
    const bad = (): ParseFailure => new ParseFailure(`bad number syntax: ${quote(this.text.slice(this.start, this.at))}`);
    if (!this.scanNumber()) throw bad();
    if (/[-+]/.test(this.peek())) {
      if (!this.scanNumber() || this.text[this.at - 1] !== 'i') throw bad();
      return this.token('complex');
    }
    return this.token('number');
  }

  private accept(pattern: RegExp): boolean {
    const character = this.text[this.at] ?? '';
    if (character === '' || !pattern.test(character)) return false;
    this.at++;
    return true;
  }

  private scanNumber(): boolean {
    this.accept(/[-+]/);
    let digits = /[0-9_]/;
    let base = 10;
    if (this.accept(/0/)) {
      if (this.accept(/[xX]/)) [digits, base] = [/[0-9a-fA-F_]/, 16];
      else if (this.accept(/[oO]/)) [digits, base] = [/[0-7_]/, 8];
      else if (this.accept(/[bB]/)) [digits, base] = [/[01_]/, 2];
    }
    while (this.accept(digits));
    if (this.accept(/\./)) while (this.accept(digits));
    if ((base === 10 && this.accept(/[eE]/)) || (base === 16 && this.accept(/[pP]/))) {
      this.accept(/[-+]/);
      while (this.accept(/[0-9_]/));
    }
    this.accept(/i/);
    if (!ALPHANUMERIC.test(this.peek())) return true;
    this.take();
    return false;
  }
}
