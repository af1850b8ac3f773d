import { spawn, type IPty } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import stringWidth from 'string-width';

/** A program in a real pseudo-terminal, with a terminal emulator that shows what a person would see. */
export interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly environment?: { readonly [name: string]: string };
  /** How long to wait for anything before giving up. */
  readonly patience?: number;
}

/** Names of keys, as a person would call them, and what they send. */
const keys: { readonly [name: string]: string } = {
  enter: '\r',
  escape: '\u001b',
  tab: '\t',
  'shift+tab': '\u001b[Z',
  backspace: '\u007f',
  delete: '\u001b[3~',
  up: '\u001b[A',
  down: '\u001b[B',
  right: '\u001b[C',
  left: '\u001b[D',
  home: '\u001b[H',
  end: '\u001b[F',
  pageup: '\u001b[5~',
  pagedown: '\u001b[6~',
  'alt+down': '\u001b[1;3B',
};

export function keySequence(key: string): string {
  const control = /^ctrl\+([a-z])$/.exec(key)?.[1];
  return keys[key] ?? (control ? String.fromCharCode(control.charCodeAt(0) - 96) : key);
}

/** Emoji are two columns wide, as in today's terminals; the emulator's own tables are older. */
const modernWidths = {
  version: 'modern',
  wcwidth: (codepoint: number): 0 | 1 | 2 => {
    const width = codepoint < 32 ? 0 : stringWidth(String.fromCodePoint(codepoint));
    return width > 1 ? 2 : width > 0 ? 1 : 0;
  },
  charProperties(codepoint: number): number {
    // What xterm.js keeps of a character: its width in bits 1 and 2.
    return this.wcwidth(codepoint) << 1;
  },
};

export class Terminal {
  private readonly screen: xterm.Terminal;
  private readonly pty: IPty;
  private readonly patience: number;
  private pending = 0;
  private exitCode: number | undefined;
  /** All that the program wrote, for looking at escape sequences. */
  written = '';

  constructor(file: string, args: readonly string[], options: TerminalOptions = {}) {
    const { columns = 80, rows = 24, environment = {}, patience = 15_000 } = options;
    this.patience = patience;
    this.screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1000 });
    this.screen.unicode.register(modernWidths);
    this.screen.unicode.activeVersion = modernWidths.version;
    this.pty = spawn(file, [...args], {
      name: 'xterm-256color',
      cols: columns,
      rows,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: process.env['HOME'] ?? '/',
        LANG: 'C.UTF-8',
        COLORTERM: 'truecolor',
        ...environment,
      },
    });
    this.pty.onData((data) => {
      this.written += data;
      this.pending += 1;
      this.screen.write(data, () => {
        this.pending -= 1;
      });
    });
    this.screen.onData((reply) => this.pty.write(reply));
    this.pty.onExit(({ exitCode, signal }) => {
      this.exitCode = exitCode === 0 && signal ? 128 + signal : exitCode;
    });
  }

  /** Presses keys by name, or types text as it is. */
  press(...names: readonly string[]): void {
    for (const name of names) this.pty.write(keySequence(name));
  }

  paste(text: string): void {
    // As terminals do: the ends of lines are sent as Enter is.
    this.pty.write(`\u001b[200~${text.replaceAll('\n', '\r')}\u001b[201~`);
  }

  resize(columns: number, rows: number): void {
    this.pty.resize(columns, rows);
    this.screen.resize(columns, rows);
  }

  signal(name: string): void {
    this.pty.kill(name);
  }

  /** The screen as text, without blanks at the ends of rows. */
  frame(): string {
    const buffer = this.screen.buffer.active;
    const rows = Array.from(
      { length: this.screen.rows },
      // After the window has shrunk the emulator still keeps what stood beyond its edge.
      (_, row) => buffer.getLine(buffer.baseY + row)?.translateToString(true, 0, this.screen.cols) ?? '',
    );
    return rows.map((row) => row.trimEnd()).join('\n');
  }

  cursor(): { readonly x: number; readonly y: number } {
    const { cursorX, cursorY } = this.screen.buffer.active;
    return { x: cursorX, y: cursorY };
  }

  get cursorShown(): boolean {
    return this.written.lastIndexOf('\u001b[?25h') > this.written.lastIndexOf('\u001b[?25l');
  }

  get buffer(): 'normal' | 'alternate' {
    return this.screen.buffer.active.type;
  }

  get emulator(): xterm.Terminal {
    return this.screen;
  }

  get exited(): number | undefined {
    return this.exitCode;
  }

  /** The colour of the first cell of this text: `default`, a palette number, or `#rrggbb`. */
  colourOf(text: string): string {
    const buffer = this.screen.buffer.active;
    for (let row = 0; row < this.screen.rows; row += 1) {
      const line = buffer.getLine(buffer.baseY + row);
      const at = line?.translateToString(true).indexOf(text) ?? -1;
      const cell = at < 0 ? undefined : line?.getCell(at);
      if (!cell) continue;
      if (cell.isFgDefault()) return 'default';
      return cell.isFgRGB() ? `#${cell.getFgColor().toString(16).padStart(6, '0')}` : String(cell.getFgColor());
    }
    throw new Error(`"${text}" is not on the screen:\n${this.frame()}`);
  }

  /** Waits until the screen holds this, and for the emulator to have drawn all of it. */
  async until(expected: string | RegExp | ((frame: string) => boolean)): Promise<string> {
    const holds = (frame: string): boolean => {
      if (typeof expected === 'string') return frame.includes(expected);
      return expected instanceof RegExp ? expected.test(frame) : expected(frame);
    };
    await this.poll(
      () => this.pending === 0 && holds(this.frame()),
      () => `waited for ${String(expected)}, but the screen is:\n${this.frame()}`,
    );
    return this.frame();
  }

  /** Waits until the program ends and answers with its exit code. */
  async exit(): Promise<number> {
    await this.poll(
      () => this.exitCode !== undefined && this.pending === 0,
      () => `it did not end; the screen is:\n${this.frame()}`,
    );
    return this.exitCode ?? 0;
  }

  private async poll(holds: () => boolean, complaint: () => string): Promise<void> {
    const deadline = performance.now() + this.patience;
    while (!holds()) {
      if (performance.now() > deadline) throw new Error(complaint());
      if (this.exitCode !== undefined && this.pending === 0 && !holds())
        throw new Error(`it ended with ${this.exitCode}; ${complaint()}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Ends the program if it still runs. */
  close(): void {
    if (this.exitCode === undefined) this.pty.kill('SIGKILL');
    this.screen.dispose();
  }
}
