import { ChartError } from './chart-error.ts';
import type { GoValue } from './template/index.ts';

/** Go allows as many levels; the stack of JavaScript does not. */
const MAX_DEPTH = 1_000;

/** The JSON value at the beginning of a text, and how much of the text it takes. Throws ChartError in the words of encoding/json. */
export function jsonPrefix(text: string): { readonly value: GoValue; readonly length: number } {
  const reader = new Reader(text);
  const value = reader.value(0);
  return { value, length: reader.at };
}

/** A whole JSON text. Throws ChartError in the words of encoding/json. */
export function parseGoJson(text: string): GoValue {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.space();
  if (reader.at < text.length) throw reader.unexpected('after top-level value');
  return value;
}

class Reader {
  at = 0;

  constructor(private readonly text: string) {}

  value(depth: number): GoValue {
    if (depth > MAX_DEPTH) throw new ChartError('exceeded max depth');
    this.space();
    const character = this.text[this.at];
    if (character === '{') return this.object(depth);
    if (character === '[') return this.array(depth);
    if (character === '"') return this.string();
    for (const [word, value] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const) {
      if (character === word[0]) {
        for (const [index, letter] of [...word].entries()) {
          if (this.text[this.at] !== letter && index > 0) throw this.unexpected(`in literal ${word} (expecting '${letter}')`);
          this.at++;
        }
        return value;
      }
    }
    const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(this.text.slice(this.at, this.at + 400));
    if (number === null) throw this.unexpected('looking for beginning of value');
    this.at += number[0].length;
    return Number(number[0]);
  }

  space(): void {
    while (/[ \t\r\n]/.test(this.text[this.at] ?? '')) this.at++;
  }

  unexpected(where: string): ChartError {
    const code = this.text.codePointAt(this.at);
    if (code === undefined) return new ChartError('unexpected EOF');
    const character = String.fromCodePoint(code);
    const shown = character === '\n' ? '\\n' : character === '\t' ? '\\t' : character === "'" ? "\\'" : character;
    return new ChartError(`invalid character '${shown}' ${where}`);
  }

  private object(depth: number): GoValue {
    const result = new Map<string, GoValue>();
    this.at++;
    this.space();
    if (this.take('}')) return result;
    for (;;) {
      this.space();
      if (this.text[this.at] !== '"') throw this.unexpected('looking for beginning of object key string');
      const key = this.string();
      this.space();
      if (!this.take(':')) throw this.unexpected('after object key');
      result.set(key, this.value(depth + 1));
      this.space();
      if (this.take('}')) return result;
      if (!this.take(',')) throw this.unexpected('after object key:value pair');
    }
  }

  private array(depth: number): GoValue {
    const result: GoValue[] = [];
    this.at++;
    this.space();
    if (this.take(']')) return result;
    for (;;) {
      result.push(this.value(depth + 1));
      this.space();
      if (this.take(']')) return result;
      if (!this.take(',')) throw this.unexpected('after array element');
    }
  }

  private string(): string {
    const start = this.at++;
    for (; this.at < this.text.length; this.at++) {
      const character = this.text[this.at] ?? '';
      if (character === '"') {
        try {
          return JSON.parse(this.text.slice(start, ++this.at)) as string;
        } catch {
          throw new ChartError('invalid character in string escape code');
        }
      }
      if (character < ' ') throw this.unexpected('in string literal');
      if (character === '\\') this.at++;
    }
    throw new ChartError('unexpected EOF');
  }

  private take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }
}
