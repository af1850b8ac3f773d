import { printValue, plainText, type Flags } from './format-value.ts';
import { GoInt, typeOf, type MaybeValue } from './values.ts';

const MAX_WIDTH = 1_000_000;

/** Models fmt.Sprintf. */
export function sprintf(pattern: string, args: readonly MaybeValue[]): string {
  return new Printer(pattern, args).run();
}

class Printer {
  private at = 0;
  private used = 0;
  private reordered = false;
  private goodIndex = true;
  private afterIndex = false;
  private out = '';

  constructor(
    private readonly pattern: string,
    private readonly args: readonly MaybeValue[],
  ) {}

  run(): string {
    const { pattern, args } = this;
    while (this.at < pattern.length) {
      const next = pattern.indexOf('%', this.at);
      this.out += pattern.slice(this.at, next === -1 ? undefined : next);
      if (next === -1) break;
      this.at = next + 1;
      this.verb();
    }
    if (!this.reordered && this.used < args.length) {
      const extra = args
        .slice(this.used)
        .map((arg) => (arg === null || arg === undefined ? '<nil>' : `${typeOf(arg)}=${plainText(arg)}`));
      this.out += `%!(EXTRA ${extra.join(', ')})`;
    }
    return this.out;
  }

  private verb(): void {
    const { pattern, args } = this;
    const flags: Flags = {
      plus: false,
      minus: false,
      sharp: false,
      space: false,
      zero: false,
      width: undefined,
      precision: undefined,
    };
    this.goodIndex = true;
    this.afterIndex = false;
    for (; ; this.at++) {
      const character = pattern[this.at];
      if (character === '#') flags.sharp = true;
      else if (character === '0') flags.zero = true;
      else if (character === '+') flags.plus = true;
      else if (character === '-') flags.minus = true;
      else if (character === ' ') flags.space = true;
      else break;
    }
    this.argumentNumber();
    if (pattern[this.at] === '*') {
      this.at++;
      const width = this.intArgument();
      if (width === undefined) this.out += '%!(BADWIDTH)';
      else if (width < 0) [flags.width, flags.minus, flags.zero] = [-width, true, false];
      else flags.width = width;
      this.afterIndex = false;
    } else {
      flags.width = this.digits();
      if (this.afterIndex && flags.width !== undefined) this.goodIndex = false;
    }
    if (pattern[this.at] === '.') {
      this.at++;
      if (this.afterIndex) this.goodIndex = false;
      this.argumentNumber();
      if (pattern[this.at] === '*') {
        this.at++;
        const precision = this.intArgument();
        if (precision === undefined) this.out += '%!(BADPREC)';
        else if (precision >= 0) flags.precision = precision;
        this.afterIndex = false;
      } else flags.precision = this.digits() ?? 0;
    }
    if (!this.afterIndex) this.argumentNumber();
    const code = pattern.codePointAt(this.at);
    if (code === undefined) {
      this.out += '%!(NOVERB)';
      return;
    }
    const verb = String.fromCodePoint(code);
    this.at += verb.length;
    if (verb === '%') this.out += '%';
    else if (!this.goodIndex) this.out += `%!${verb}(BADINDEX)`;
    else if (this.used >= args.length) this.out += `%!${verb}(MISSING)`;
    else this.out += printValue(args[this.used++], verb, flags);
  }

  private digits(): number | undefined {
    const text = /^\d+/.exec(this.pattern.slice(this.at, this.at + 20))?.[0];
    if (text === undefined) return undefined;
    this.at += text.length;
    return Math.min(Number(text), MAX_WIDTH);
  }

  private intArgument(): number | undefined {
    const value = this.args[this.used++];
    const whole = typeof value === 'bigint' ? value : value instanceof GoInt ? value.value : undefined;
    return whole === undefined || whole > BigInt(MAX_WIDTH) || whole < BigInt(-MAX_WIDTH) ? undefined : Number(whole);
  }

  private argumentNumber(): void {
    if (this.pattern[this.at] !== '[') return;
    this.reordered = true;
    const text = /^\[(\d+)\]/.exec(this.pattern.slice(this.at))?.[1];
    if (text === undefined) {
      this.goodIndex = false;
      const close = this.pattern.indexOf(']', this.at);
      this.at = close === -1 ? this.at + 1 : close + 1;
      this.afterIndex = close !== -1;
      return;
    }
    this.at += text.length + 2;
    this.afterIndex = true;
    const index = Number(text) - 1;
    if (index < 0 || index >= this.args.length) this.goodIndex = false;
    else this.used = index;
  }
}

/** Models fmt.Sprint: blanks between neighbours of which none is a string. */
export function sprint(args: readonly MaybeValue[]): string {
  return args
    .map(
      (arg, index) =>
        `${index > 0 && typeof arg !== 'string' && typeof args[index - 1] !== 'string' ? ' ' : ''}${plainText(arg)}`,
    )
    .join('');
}

/** Models fmt.Sprintln. */
export const sprintln = (args: readonly MaybeValue[]): string => `${args.map(plainText).join(' ')}\n`;
