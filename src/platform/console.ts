import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import path from 'node:path';
import process from 'node:process';
import { writeAtomically } from './atomic-file.ts';
import { isMissing } from './pack-files.ts';

/** What a command needs of the world outside: the streams, the environment and plain files. */
export interface Console {
  readonly isTerminal: boolean;
  readonly inputIsTerminal: boolean;
  readonly columns: number;
  readonly rows: number;
  readonly environment: { readonly [name: string]: string | undefined };
  out(text: string): void;
  error(text: string): void;
  /** Lines typed or piped in, without their ends, until there are no more. Ctrl-C calls `onInterrupt` instead of ending the program. */
  lines(options: { readonly prompt?: () => string; readonly onInterrupt?: () => void }): AsyncIterable<string>;
  /** All that is piped in. */
  readInput(): Promise<string>;
  /** Text of a file. Throws Error with words for a person. */
  readFile(file: string): string;
  writeFile(file: string, text: string): void;
  exists(file: string): boolean;
  /** Resolves when the program is asked to end, by Ctrl-C or SIGTERM. */
  untilStopped(): Promise<void>;
  readonly now: () => Date;
  /** Lets keys and signals in between two pieces of work. */
  breath(): Promise<void>;
  /** Real milliseconds. */
  sleep(milliseconds: number): Promise<void>;
  /** A text that is new every time, to seed a cluster with. */
  newSeed(): string;
}

export function processConsole(): Console {
  return {
    isTerminal: process.stdout.isTTY && process.stdin.isTTY && process.env['TERM'] !== 'dumb',
    inputIsTerminal: process.stdin.isTTY,
    columns: process.stdout.columns || 80,
    rows: process.stdout.rows || 24,
    environment: process.env,
    out: (text) => void process.stdout.write(text),
    error: (text) => void process.stderr.write(text),
    lines: readLines,
    async readInput() {
      let text = '';
      process.stdin.setEncoding('utf8');
      for await (const piece of process.stdin) text += String(piece);
      return text;
    },
    readFile(file) {
      try {
        return readFileSync(file, 'utf8');
      } catch (error) {
        if (isMissing(error)) throw new Error(`there is no file ${file}`, { cause: error });
        throw error;
      }
    },
    writeFile: (file, text) => writeAtomically(path.resolve(file), text),
    exists: (file) => existsSync(file),
    untilStopped: () =>
      new Promise((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
      }),
    now: () => new Date(),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    breath: () => new Promise((resolve) => setImmediate(resolve)),
    newSeed: () => Math.random().toString(36).slice(2, 12),
  };
}

async function* readLines(options: { readonly prompt?: () => string; readonly onInterrupt?: () => void }): AsyncIterable<string> {
  const terminal = process.stdin.isTTY && process.stdout.isTTY;
  const lines = createInterface({
    input: process.stdin,
    output: terminal ? process.stdout : undefined,
    terminal,
    historySize: 500,
  });
  if (options.onInterrupt !== undefined) lines.on('SIGINT', options.onInterrupt);
  const ask = (): void => {
    if (!terminal || options.prompt === undefined) return;
    lines.setPrompt(options.prompt());
    lines.prompt();
  };
  try {
    ask();
    for await (const line of lines) {
      yield line;
      ask();
    }
  } finally {
    lines.close();
  }
}

/** Whether a folder can be written to, tried with a file of its own. */
export function canWriteIn(folder: string): boolean {
  const probe = path.join(folder, `.kubetutor-${process.pid}`);
  try {
    writeAtomically(probe, '');
    closeSync(openSync(probe, 'r'));
    return true;
  } catch {
    return false;
  }
}
