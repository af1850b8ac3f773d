import { describe, expect, it } from 'vitest';
import { createConnection } from '../../sandbox/kubelet/connection.ts';

const megabyte = 'x'.repeat(1024 * 1024);

describe('a connection', () => {
  it('is given up when its reader never reads, and what waits stays bounded', async () => {
    let closed = false;
    const { connection, write } = createConnection({ onClose: () => (closed = true) });
    let written = 0;
    while (!closed && written < 1000) {
      write('stdout', megabyte);
      written++;
    }
    expect(written).toBe(33);
    write('stdout', megabyte);
    let read = 0;
    for await (const { text } of connection.output) read += text.length;
    expect(read).toBe(33 * megabyte.length);
    expect(await connection.exit).toBe(0);
  });

  it('stays open for one that reads, however much comes', async () => {
    let closed = false;
    const { connection, write, end } = createConnection({ onClose: () => (closed = true) });
    const pieces = connection.output[Symbol.asyncIterator]();
    for (let count = 0; count < 100; count++) {
      write('stdout', megabyte);
      expect((await pieces.next()).done).toBe(false);
    }
    end(3);
    expect(closed).toBe(false);
    expect(await connection.exit).toBe(3);
  });
});
