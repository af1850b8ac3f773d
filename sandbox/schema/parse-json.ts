import { setOwn, type JsonValue } from '../core/json.ts';
import { ParseError, type Parsed } from './parsed.ts';

/** Go allows ten times as much, and has the stack for it. */
const MAX_DEPTH = 1_000;

/**
 * Reads JSON and notes keys that stand twice (the last one counts). Throws ParseError in the words of Go's encoding/json.
 */
export function parseJson(text: string): Parsed {
  const reader = new JsonReader(text);
  return { value: reader.document(), duplicates: reader.duplicates, sorted: false };
}

class JsonReader {
  readonly duplicates: string[] = [];
  private at = 0;

  constructor(private readonly text: string) {}

  document(): JsonValue {
    const value = this.value('', 0, 'looking for beginning of value');
    this.space();
    if (this.at < this.text.length) throw this.unexpected('after top-level value');
    return value;
  }

  private value(path: string, depth: number, expectation: string): JsonValue {
    if (depth > MAX_DEPTH) throw new ParseError('json: exceeded max depth');
    this.space();
    const character = this.text[this.at];
    if (character === '{') return this.object(path, depth);
    if (character === '[') return this.array(path, depth);
    if (character === '"') return this.string();
    if (character !== undefined && /[-0-9]/.test(character)) return this.number();
    for (const [word, value] of literals) if (character === word[0]) return this.literal(word, value);
    throw this.unexpected(expectation);
  }

  private object(path: string, depth: number): JsonValue {
    const result: { [key: string]: JsonValue } = {};
    const seen = new Set<string>();
    this.at++;
    this.space();
    if (this.take('}')) return result;
    for (;;) {
      this.space();
      if (this.text[this.at] !== '"') throw this.unexpected('looking for beginning of object key string');
      const key = this.string();
      this.space();
      if (!this.take(':')) throw this.unexpected('after object key');
      const place = path === '' ? key : `${path}.${key}`;
      if (seen.has(key)) this.duplicates.push(`duplicate field "${place}"`);
      seen.add(key);
      setOwn(result, key, this.value(place, depth + 1, 'looking for beginning of value'));
      this.space();
      if (this.take('}')) return result;
      if (!this.take(',')) throw this.unexpected('after object key:value pair');
    }
  }

  private array(path: string, depth: number): JsonValue {
    const result: JsonValue[] = [];
    this.at++;
    this.space();
    if (this.take(']')) return result;
    for (;;) {
      result.push(this.value(`${path}[${result.length}]`, depth + 1, 'looking for beginning of value'));
      this.space();
      if (this.take(']')) return result;
      if (!this.take(',')) throw this.unexpected('after array element');
    }
  }

  private string(): string {
    const start = this.at++;
    for (; this.at < this.text.length; this.at++) {
      const character = this.text[this.at] as string;
      if (character === '"') {
        const raw = this.text.slice(start, ++this.at);
        try {
          return JSON.parse(raw) as string;
        } catch {
          throw new ParseError('invalid character in string escape code');
        }
      }
      if (character < ' ') throw this.unexpected('in string literal');
      if (character === '\\') {
        this.at++;
        if (!/["\\/bfnrtu]/.test(this.text[this.at] ?? '')) throw this.unexpected('in string escape code');
      }
    }
    throw new ParseError('unexpected end of JSON input');
  }

  private number(): number {
    const match = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(this.text.slice(this.at, this.at + 400));
    if (match === null) {
      this.at++;
      throw this.unexpected('in numeric literal');
    }
    this.at += match[0].length;
    return Number(match[0]);
  }

  private literal(word: string, value: JsonValue): JsonValue {
    for (let index = 0; index < word.length; index++, this.at++) {
      if (this.text[this.at] !== word[index]) throw this.unexpected(`in literal ${word} (expecting '${word[index] ?? ''}')`);
    }
    return value;
  }

  private take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private space(): void {
    while (/[ \t\r\n]/.test(this.text[this.at] ?? '')) this.at++;
  }

  private unexpected(where: string): ParseError {
    const code = this.text.codePointAt(this.at);
    if (code === undefined) return new ParseError('unexpected end of JSON input');
    return new ParseError(`invalid character ${goCharacter(code)} ${where}`, this.at + 1);
  }
}

const literals: readonly (readonly [string, JsonValue])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

function goCharacter(code: number): string {
  const named: { readonly [code: number]: string } = {
    9: String.raw`'\t'`,
    10: String.raw`'\n'`,
    13: String.raw`'\r'`,
    39: String.raw`'\''`,
  };
  const hexadecimal = (width: number): string => code.toString(16).padStart(width, '0');
  if (named[code] !== undefined) return named[code];
  if (code < 32 || code === 127) return `'\\x${hexadecimal(2)}'`;
  return code >= 0x80 && code < 0xa1 ? `'\\u${hexadecimal(4)}'` : `'${String.fromCodePoint(code)}'`;
}
