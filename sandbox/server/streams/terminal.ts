/** Between the keys of a person and a program that reads lines. */
export interface Terminal {
  /** Keys as they are pressed. */
  input(text: string): void;
  /** What a program prints, as a terminal wants it. */
  output(text: string): string;
}

const MAX_LINE = 4095;
const ERASE = '\b \b';
const ESCAPE = '\u001b';
const escapeSequence = new RegExp(`${ESCAPE}(?:\\[[0-9;?]*[ -/]*[@-~]|O.)?`, 'g');

/**
 * What a pseudo terminal's line discipline does on a real node: kubectl sends every key as it is and shows only what comes back. Shows keys,
 * gathers lines and mends them (Backspace, Ctrl-U, Ctrl-W); Ctrl-C, Ctrl-D and their like go through for the container's side to act on.
 */
export function createTerminal(send: (text: string) => void, show: (text: string) => void): Terminal {
  let line: string[] = [];
  const erase = (count: number): void => {
    line = line.slice(0, line.length - count);
    show(ERASE.repeat(count));
  };
  const enter = (): void => {
    show('\r\n');
    send(`${line.join('')}\n`);
    line = [];
  };
  const interrupt = (key: string): void => {
    line = [];
    send(key);
  };
  const keys: { readonly [key: string]: (key: string) => void } = {
    '\r': enter,
    '\n': enter,
    '\x7f': () => erase(Math.min(1, line.length)),
    '\b': () => erase(Math.min(1, line.length)),
    '\x15': () => erase(line.length),
    '\x17': () => erase(/\S*\s*$/.exec(line.join(''))?.[0].length ?? 0),
    '\x03': interrupt,
    '\x1a': interrupt,
    '\x1c': interrupt,
    '\x04'(key) {
      send(line.length === 0 ? key : line.join(''));
      line = [];
    },
  };
  return {
    input(text) {
      for (const key of text.replace(escapeSequence, '')) {
        const act = keys[key];
        if (act !== undefined) act(key);
        else if ((key >= ' ' || key === '\t') && line.length < MAX_LINE) {
          line.push(key);
          show(key);
        }
      }
    },
    output: (text) => text.replace(/\r?\n/g, '\r\n'),
  };
}
