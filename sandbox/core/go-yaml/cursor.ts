/** A YAML text that does not parse, in the words of go-yaml: `line 3: mapping values are not allowed in this context`. */
export class GoYamlError extends Error {
  override readonly name = 'GoYamlError';
}

/** Where something stands; lines and columns count from 0. */
export interface Mark {
  readonly at: number;
  readonly line: number;
  readonly column: number;
}

const CARRIAGE = 0x0d;
const FEED = 0x0a;

/** A place in a text that knows its line. The end of the text reads as the character 0, which no YAML text holds. */
export class Cursor {
  at = 0;
  line = 0;
  private lineStart = 0;

  constructor(readonly text: string) {}

  get column(): number {
    return this.at - this.lineStart;
  }

  get mark(): Mark {
    return { at: this.at, line: this.line, column: this.column };
  }

  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** The code of a character ahead; 0 past the end. */
  code(ahead = 0): number {
    const at = this.at + ahead;
    return at < this.text.length ? this.text.charCodeAt(at) : 0;
  }

  character(ahead = 0): string {
    return this.text[this.at + ahead] ?? '';
  }

  skip(count = 1): void {
    this.at += count;
  }

  isBreak(ahead = 0): boolean {
    const code = this.code(ahead);
    return code === FEED || code === CARRIAGE || code === 0x85 || code === 0x2028 || code === 0x2029;
  }

  isBlank(ahead = 0): boolean {
    const code = this.code(ahead);
    return code === 0x20 || code === 0x09;
  }

  /** A line break or the end. */
  isBreakOrEnd(ahead = 0): boolean {
    return this.at + ahead >= this.text.length || this.isBreak(ahead);
  }

  /** A blank, a line break or the end. */
  isBlankOrEnd(ahead = 0): boolean {
    return this.isBlank(ahead) || this.isBreakOrEnd(ahead);
  }

  /** Passes a line break and gives what it stands for in a scalar. */
  takeBreak(): string {
    const code = this.code();
    this.at += code === CARRIAGE && this.code(1) === FEED ? 2 : 1;
    this.startLine();
    return code === 0x2028 ? '\u2028' : code === 0x2029 ? '\u2029' : '\n';
  }

  /** The end of the text counts as the beginning of a line of its own. */
  finishLine(): void {
    if (this.column !== 0) this.startLine();
  }

  private startLine(): void {
    this.line++;
    this.lineStart = this.at;
  }

  skipBlanks(): void {
    while (this.isBlank()) this.at++;
  }

  skipComment(): void {
    if (this.character() === '#') while (!this.isBreakOrEnd()) this.at++;
  }

  /** Letters, digits, `_` and `-`. */
  takeWord(): string {
    const start = this.at;
    while (isWord(this.code())) this.at++;
    return this.text.slice(start, this.at);
  }

  /** `---` or `...` at the beginning of a line. */
  isDocumentIndicator(): boolean {
    if (this.column !== 0) return false;
    const three = this.text.slice(this.at, this.at + 3);
    return (three === '---' || three === '...') && this.isBlankOrEnd(3);
  }

  /** Fails here; scanners name the line that they stand in, but never the first. */
  fail(problem: string, context: Mark = this.mark): never {
    const line = this.line === 0 ? context.line : this.line + 1;
    throw problemAt(line, problem);
  }
}

export const isWord = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) ||
  (code >= 0x41 && code <= 0x5a) ||
  (code >= 0x61 && code <= 0x7a) ||
  code === 0x5f ||
  code === 0x2d;

export const problemAt = (line: number, problem: string): GoYamlError =>
  new GoYamlError(line === 0 ? problem : `line ${line}: ${problem}`);
