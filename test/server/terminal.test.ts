import { describe, expect, it } from 'vitest';
import { createTerminal } from '../../sandbox/server/streams/terminal.ts';

function press(keys: string): { sent: string[]; shown: string } {
  const sent: string[] = [];
  let shown = '';
  createTerminal(
    (text) => sent.push(text),
    (text) => (shown += text),
  ).input(keys);
  return { sent, shown };
}

describe('the keys of a person', () => {
  it.each([
    ['a line', 'ls\r', ['ls\n'], 'ls\r\n'],
    ['Backspace', 'lx\x7fs\r', ['ls\n'], 'lx\b \bs\r\n'],
    ['Backspace on an empty line', '\x7f', [], ''],
    ['Ctrl-U', 'abc\x15ls\r', ['ls\n'], `abc${'\b \b'.repeat(3)}ls\r\n`],
    ['Ctrl-W', 'rm all\x17x\r', ['rm x\n'], `rm all${'\b \b'.repeat(3)}x\r\n`],
    ['Ctrl-C', 'half\x03', ['\x03'], 'half'],
    ['Ctrl-D', '\x04', ['\x04'], ''],
    ['Ctrl-D after text', 'ab\x04', ['ab'], 'ab'],
    ['arrow keys', '\x1b[Als\x1bOB\r', ['ls\n'], 'ls\r\n'],
    ['letters of other languages', 'ü€😀\x7f\r', ['ü€\n'], 'ü€😀\b \b\r\n'],
  ])('%s', (_what, keys, sent, shown) => {
    expect(press(keys)).toEqual({ sent, shown });
  });
});
