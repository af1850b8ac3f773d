import type { Clock } from '../core/clock.ts';
import type { Input, Output } from './program.ts';

/** An output that calls back with every piece. */
export function outputTo(write: (text: string) => void, options: { readonly isTerminal?: boolean } = {}): Output {
  return { isTerminal: options.isTerminal ?? false, write };
}

export const discard: Output = outputTo(() => undefined);

/** An output that keeps what was written. */
export function collector(): Output & { readonly text: string } {
  let text = '';
  return {
    isTerminal: false,
    get text() {
      return text;
    },
    write: (piece) => {
      text += piece;
    },
  };
}

export const emptyInput: Input = { isTerminal: false, read: async () => undefined, readAll: async () => '' };

export function inputFrom(text: string): Input {
  let rest: string | undefined = text === '' ? undefined : text;
  const take = (): string | undefined => {
    const piece = rest;
    rest = undefined;
    return piece;
  };
  return { isTerminal: false, read: async () => take(), readAll: async () => take() ?? '' };
}

/** Two ends: what is written to one is read at the other, in order. */
export interface Pipe {
  readonly input: Input;
  readonly output: Output;
  /** Says that nothing more is written; the reader gets the rest and then the end. */
  close(): void;
  /** Lets the reader see an end once (Ctrl-D on a terminal); what is written later can be read again. */
  endOnce(): void;
  readonly closed: boolean;
}

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
/** With the group, `split` keeps what it splits at. */
const CONTROLS = new RegExp(`([${CTRL_C}${CTRL_D}])`);

/** `clock` is that of the reader; a process that gets the pipe as its input reads through its own. */
export function createPipe(clock: Clock, options: { readonly isTerminal?: boolean } = {}): Pipe {
  const isTerminal = options.isTerminal ?? false;
  const pieces: (string | undefined)[] = [];
  const waiting = new Set<() => void>();
  const interrupts = new Set<() => void>();
  let closed = false;
  const ready = (): void => {
    for (const wake of Array.from(waiting)) wake();
  };
  const inputOf = (own: Clock): Input => {
    const read = async (): Promise<string | undefined> => {
      while (pieces.length === 0 && !closed) {
        await own.block<void>((wake) => {
          const listener = (): void => wake(undefined);
          waiting.add(listener);
          return () => waiting.delete(listener);
        });
      }
      return pieces.shift();
    };
    const readAll = async (): Promise<string> => {
      let text = '';
      for (let piece = await read(); piece !== undefined; piece = await read()) text += piece;
      return text;
    };
    return {
      isTerminal,
      read,
      readAll,
      through: inputOf,
      unread: (text) => (pieces.unshift(text), ready()),
      onInterrupt: (listener) => {
        interrupts.add(listener);
        return () => interrupts.delete(listener);
      },
    };
  };
  return {
    input: inputOf(clock),
    output: {
      isTerminal,
      write(text) {
        if (closed || text === '') return;
        for (const piece of isTerminal ? text.split(CONTROLS) : [text]) {
          if (isTerminal && piece === CTRL_C) {
            // As a terminal does: what was typed and not yet read is gone.
            pieces.length = 0;
            for (const listener of Array.from(interrupts)) listener();
          } else if (isTerminal && piece === CTRL_D) pieces.push(undefined);
          else if (piece !== '') pieces.push(piece);
        }
        ready();
      },
    },
    get closed() {
      return closed;
    },
    endOnce() {
      pieces.push(undefined);
      ready();
    },
    close() {
      closed = true;
      ready();
    },
  };
}
