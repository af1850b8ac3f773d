import { quote, quoteCharacter } from './quote.ts';

/** A text that is no TOML: `toml: line 1 (last key "a"): …`. */
export class GoTomlError extends Error {
  override readonly name = 'GoTomlError';
}

const ESCAPES: { readonly [letter: string]: string } = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  e: '\x1b',
  '"': '"',
  '\\': '\\',
};

/** A place in a text of TOML, and the small parts that stand at one. */
export class TomlText {
  private at = 0;
  private readonly text: string;

  constructor(source: string) {
    this.text = source.replaceAll('\r\n', '\n');
    const control = this.text.search(/[\0-\x08\x0b-\x1f\x7f]/);
    if (control === -1) return;
    this.at = control;
    const code = this.text.charCodeAt(control);
    this.fail(`TOML files cannot contain control characters: '0x${code.toString(16).padStart(2, '0')}'`, []);
  }

  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  get character(): string {
    const code = this.text.codePointAt(this.at);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  take(wanted: string): boolean {
    if (!this.text.startsWith(wanted, this.at)) return false;
    this.at += wanted.length;
    return true;
  }

  takeAll(pattern: RegExp): string {
    const start = this.at;
    while (!this.atEnd && pattern.test(this.text.charAt(this.at))) this.at++;
    return this.text.slice(start, this.at);
  }

  /** A date, with its time after a blank where one follows. */
  takeDate(): string | undefined {
    const found = /^\d{4}-\d\d-\d\d [0-9:.]+([zZ]|[-+][0-9:]+)?/.exec(this.text.slice(this.at, this.at + 64))?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  skipBlanks(): void {
    while (this.character === ' ' || this.character === '\t') this.at++;
  }

  /** Blanks, line ends and comments. */
  skipLines(): void {
    for (;;) {
      this.takeAll(/[ \t\n]/);
      if (this.character !== '#') return;
      this.takeAll(/[^\n]/);
    }
  }

  /** What stands here as %q writes it. */
  quoted(): string {
    return this.atEnd ? "'\\x00'" : quoteCharacter(this.character);
  }

  /** What stands here, for people. */
  named(): string {
    return this.atEnd ? 'end of file' : `'${this.character}'`;
  }

  /** A string of any of the four kinds; only values may go over several lines. */
  string(key: readonly string[], mayBeLong = false): string {
    const mark = this.character;
    const long = mayBeLong && this.take(mark.repeat(3));
    if (!long) this.take(mark);
    const end = long ? mark.repeat(3) : mark;
    if (long) this.take('\n');
    let text = '';
    for (;;) {
      if (this.atEnd) this.fail(`unexpected EOF; expected ${mark === '"' ? `'${end}'` : quote(end)}`, key);
      if (this.take(end)) {
        // Up to two quotes may stand before the three that end a long string.
        while (long && this.take(mark)) text += mark;
        return text;
      }
      if (!long && this.character === '\n') this.fail('strings cannot contain newlines', key);
      if (mark === '"' && this.take('\\')) text += this.escaped(long, key);
      else {
        text += this.character;
        this.at += this.character.length;
      }
    }
  }

  private escaped(long: boolean, key: readonly string[]): string {
    if (long && /^[ \t]*\n/.test(this.text.slice(this.at, this.at + 200))) {
      this.takeAll(/[ \t\n]/);
      return '';
    }
    const letter = this.character;
    this.at += letter.length;
    if (Object.hasOwn(ESCAPES, letter)) return ESCAPES[letter] ?? '';
    const [length, word] = letter === 'x' ? [2, 'two'] : letter === 'u' ? [4, 'four'] : letter === 'U' ? [8, 'eight'] : [0, ''];
    if (length === 0)
      this.fail(
        letter === '' || letter === '\n'
          ? String.raw`unexpected end of line after '\'`
          : `invalid escape in string '\\${letter}'`,
        key,
      );
    const digits = this.text.slice(this.at, this.at + length);
    if (!new RegExp(`^[0-9a-fA-F]{${length}}$`).test(digits))
      this.fail(`expected ${word} hexadecimal digits after '\\${letter}', but got ${quote(digits)} instead`, key);
    this.at += length;
    const code = Number.parseInt(digits, 16);
    if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
      this.fail(`Escaped character '\\u${digits}' is not valid UTF-8.`, key);
    return String.fromCodePoint(code);
  }

  /** Fails here; the end of the text counts to its last line. */
  fail(message: string, key: readonly string[]): never {
    const before = this.text.slice(0, this.at);
    const lines = before.split('\n').length - (this.atEnd && before.endsWith('\n') ? 1 : 0);
    throw new GoTomlError(`toml: line ${lines}${key.length === 0 ? '' : ` (last key ${quote(tomlPath(key))})`}: ${message}`);
  }

  /** Fails at a word that has just been passed. */
  failAt(word: string, message: string, key: readonly string[]): never {
    this.at -= word.length;
    return this.fail(message, key);
  }
}

const SHORT: { readonly [character: string]: string } = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
};

export const quoteToml = (text: string): string =>
  `"${text.replace(/["\\\0-\x1f\x7f]/g, (character) => SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;

export const tomlKey = (name: string): string => (/^[A-Za-z0-9_-]+$/.test(name) ? name : quoteToml(name));

/** Names of keys, joined by points. */
export const tomlPath = (names: readonly string[]): string => names.map(tomlKey).join('.');
