import type { Connection } from '../api/client.ts';

type Piece = { readonly channel: 'stdout' | 'stderr'; readonly text: string };

/** The kubelet's end of a connection: what it writes here comes out at the other side. */
export interface ConnectionEnd {
  readonly connection: Connection;
  write(channel: 'stdout' | 'stderr', text: string): void;
  /** Nothing more comes; the exit code is known. */
  end(exitCode: number): void;
}

export interface ConnectionHandlers {
  onInput?(text: string): void;
  onInputEnd?(): void;
  onResize?(columns: number, rows: number): void;
  onClose?(): void;
}

/** Letters that may wait for a reader before it is given up: whoever asks for a log and never reads it must not fill the memory. */
const MAX_UNREAD = 32 * 1024 * 1024;

/** Its promises are plain ones: inside an activity wait for them with `clock.join`. */
export function createConnection(handlers: ConnectionHandlers = {}): ConnectionEnd {
  const pieces: Piece[] = [];
  const readers: ((result: IteratorResult<Piece>) => void)[] = [];
  let unread = 0;
  let ended = false;
  let resolveExit: (exitCode: number) => void = () => undefined;
  const exit = new Promise<number>((resolve) => (resolveExit = resolve));
  const end = (exitCode: number): void => {
    if (ended) return;
    ended = true;
    for (const reader of readers.splice(0)) reader({ done: true, value: undefined });
    resolveExit(exitCode);
  };
  const close = (): void => {
    if (ended) return;
    handlers.onClose?.();
    end(0);
  };
  const next = (): Promise<IteratorResult<Piece>> => {
    const piece = pieces.shift();
    if (piece !== undefined) {
      unread -= piece.text.length;
      return Promise.resolve({ done: false, value: piece });
    }
    if (ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => readers.push(resolve));
  };
  return {
    connection: {
      output: { [Symbol.asyncIterator]: () => ({ next }) },
      exit,
      send: (text) => (ended ? undefined : handlers.onInput?.(text)),
      closeInput: () => (ended ? undefined : handlers.onInputEnd?.()),
      resize: (columns, rows) => (ended ? undefined : handlers.onResize?.(columns, rows)),
      close,
    },
    write(channel, text) {
      if (ended || text === '') return;
      const reader = readers.shift();
      if (reader !== undefined) {
        reader({ done: false, value: { channel, text } });
        return;
      }
      pieces.push({ channel, text });
      unread += text.length;
      if (unread > MAX_UNREAD) close();
    },
    end,
  };
}
