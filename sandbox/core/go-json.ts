import { wellFormed } from './utf8.ts';

/** A text that is no JSON, in the words of Go's encoding/json. */
export class GoJsonError extends Error {
  override readonly name = 'GoJsonError';

  /** `offset`: how many characters were read when it was found, the wrong one among them; absent at the end of the text. */
  constructor(
    message: string,
    readonly offset?: number,
  ) {
    super(message);
  }
}

/** What a reader makes of the parts of a text. */
export interface JsonMaker<Value> {
  scalar(value: null | boolean | number | string): Value;
  list(items: Value[]): Value;
  /** Keys may stand twice. `path` is where the object stands: `spec.ports[0]`, empty at the top. */
  object(entries: readonly (readonly [string, Value])[], path: string): Value;
}

/** Go allows ten times as much, and has the stack for it. */
const MAX_DEPTH = 1_000;

/** A whole JSON text. Throws GoJsonError, for a text that ends too soon with `atEnd`. Models json.Unmarshal. */
export function readGoJson<Value>(text: string, maker: JsonMaker<Value>, atEnd = 'unexpected end of JSON input'): Value {
  const reader = new Reader(text, maker, atEnd);
  const value = reader.value('', 0);
  reader.space();
  if (reader.at < text.length) throw reader.unexpected('after top-level value');
  return value;
}

/** The value at the beginning of a text, and how much of the text it takes. Throws GoJsonError. Models json.Decoder. */
export function readGoJsonPrefix<Value>(
  text: string,
  maker: JsonMaker<Value>,
): { readonly value: Value; readonly length: number } {
  const reader = new Reader(text, maker, DECODER_END);
  const value = reader.value('', 0);
  return { value, length: reader.at };
}

/** What json.Decoder says of a text that ends too soon. */
export const DECODER_END = 'unexpected EOF';

const LITERALS = [
  ['true', true],
  ['false', false],
  ['null', null],
] as const;

class Reader<Value> {
  at = 0;

  constructor(
    private readonly text: string,
    private readonly maker: JsonMaker<Value>,
    private readonly atEnd: string,
  ) {}

  value(path: string, depth: number): Value {
    if (depth > MAX_DEPTH) throw new GoJsonError('exceeded max depth');
    this.space();
    const character = this.text[this.at] ?? '';
    if (character === '{') return this.object(path, depth);
    if (character === '[') return this.list(path, depth);
    if (character === '"') return this.maker.scalar(this.string());
    if (/^[-0-9]/.test(character)) return this.maker.scalar(this.number());
    for (const [word, value] of LITERALS) if (character === word[0]) return this.literal(word, value);
    throw this.unexpected('looking for beginning of value');
  }

  space(): void {
    while (/[ \t\r\n]/.test(this.text[this.at] ?? '')) this.at++;
  }

  unexpected(where: string): GoJsonError {
    const code = this.text.codePointAt(this.at);
    if (code === undefined) return new GoJsonError(this.atEnd);
    return new GoJsonError(`invalid character ${goCharacter(code)} ${where}`, this.at + 1);
  }

  private object(path: string, depth: number): Value {
    const entries: [string, Value][] = [];
    this.at++;
    this.space();
    if (this.take('}')) return this.maker.object(entries, path);
    for (;;) {
      this.space();
      if (this.text[this.at] !== '"') throw this.unexpected('looking for beginning of object key string');
      const key = this.string();
      this.space();
      if (!this.take(':')) throw this.unexpected('after object key');
      entries.push([key, this.value(path === '' ? key : `${path}.${key}`, depth + 1)]);
      this.space();
      if (this.take('}')) return this.maker.object(entries, path);
      if (!this.take(',')) throw this.unexpected('after object key:value pair');
    }
  }

  private list(path: string, depth: number): Value {
    const items: Value[] = [];
    this.at++;
    this.space();
    if (this.take(']')) return this.maker.list(items);
    for (;;) {
      items.push(this.value(`${path}[${items.length}]`, depth + 1));
      this.space();
      if (this.take(']')) return this.maker.list(items);
      if (!this.take(',')) throw this.unexpected('after array element');
    }
  }

  private string(): string {
    const start = this.at++;
    for (; this.at < this.text.length; this.at++) {
      const character = this.text.charAt(this.at);
      // Half a pair of surrogates is no character.
      if (character === '"') return wellFormed(JSON.parse(this.text.slice(start, ++this.at)) as string);
      if (character < ' ') throw this.unexpected('in string literal');
      if (character === '\\') this.escape();
    }
    throw this.unexpected('in string literal');
  }

  private escape(): void {
    this.at++;
    const letter = this.text[this.at] ?? '';
    if (!/["\\/bfnrtu]/.test(letter)) throw this.unexpected('in string escape code');
    if (letter !== 'u') return;
    for (let digit = 0; digit < 4; digit++) {
      this.at++;
      if (!/[0-9a-fA-F]/.test(this.text[this.at] ?? '')) throw this.unexpected(String.raw`in \u hexadecimal character escape`);
    }
  }

  private number(): number {
    const start = this.at;
    this.take('-');
    if (!this.take('0')) this.digits('in numeric literal');
    if (this.take('.')) this.digits('after decimal point in numeric literal');
    if (this.take('e') || this.take('E')) {
      if (!this.take('+')) this.take('-');
      this.digits('in exponent of numeric literal');
    }
    const text = this.text.slice(start, this.at);
    const value = Number(text);
    if (!Number.isFinite(value)) throw new GoJsonError(`json: cannot unmarshal number ${text} into Go value of type float64`);
    return value;
  }

  private digits(where: string): void {
    if (!/[0-9]/.test(this.text[this.at] ?? '')) throw this.unexpected(where);
    while (/[0-9]/.test(this.text[this.at] ?? '')) this.at++;
  }

  private literal(word: string, value: boolean | null): Value {
    for (let index = 0; index < word.length; index++, this.at++) {
      if (this.text[this.at] !== word[index]) throw this.unexpected(`in literal ${word} (expecting '${word[index] ?? ''}')`);
    }
    return this.maker.scalar(value);
  }

  private take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }
}

const NAMED: { readonly [code: number]: string } = {
  0x07: String.raw`'\a'`,
  0x08: String.raw`'\b'`,
  0x0c: String.raw`'\f'`,
  0x09: String.raw`'\t'`,
  0x0a: String.raw`'\n'`,
  0x0d: String.raw`'\r'`,
  0x0b: String.raw`'\v'`,
  0x27: String.raw`'\''`,
  0x5c: String.raw`'\\'`,
};

/** A byte as encoding/json quotes it; of a longer character it sees the first byte only. */
function goCharacter(code: number): string {
  const named = NAMED[code];
  if (named !== undefined) return named;
  const byte = code < 0x80 ? code : (new TextEncoder().encode(String.fromCodePoint(code))[0] ?? 0);
  if (byte < 0x20 || byte === 0x7f) return `'\\x${byte.toString(16).padStart(2, '0')}'`;
  return byte < 0x80 || byte > 0xa0 ? `'${String.fromCodePoint(byte)}'` : `'\\u${byte.toString(16).padStart(4, '0')}'`;
}
