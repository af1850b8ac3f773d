import { constants, createDeflate, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { spdyDictionary } from '../../sandbox/server/streams/spdy-headers.ts';
import { createSpdySession, type SpdyStream } from '../../sandbox/server/streams/spdy-session.ts';

const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

/** Header blocks as a client writes them, all of one compressed stream. */
function headerWriter(): (headers: { readonly [name: string]: string }) => Promise<Buffer> {
  const deflate = createDeflate({ dictionary: spdyDictionary });
  return (headers) => {
    const texts = Object.entries(headers).flat();
    const block = [number(texts.length / 2), ...texts.flatMap((text) => [number(Buffer.byteLength(text)), Buffer.from(text)])];
    return new Promise((resolve) => {
      deflate.write(Buffer.concat(block));
      deflate.flush(constants.Z_SYNC_FLUSH, () => resolve(deflate.read() as Buffer));
    });
  };
}

function frame(head: number, flags: number, body: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(body.length);
  size.writeUInt8(flags);
  return Buffer.concat([number(head), size, body]);
}

const synStream = (id: number, block: Buffer): Buffer =>
  frame(0x80030001, 0, Buffer.concat([number(id), number(0), Buffer.alloc(2), block]));

function session(): {
  receive(bytes: Buffer): void;
  streams: SpdyStream[];
  sent: Buffer[];
  ended(): boolean;
} {
  const sent: Buffer[] = [];
  const streams: SpdyStream[] = [];
  let ended = false;
  const { receive } = createSpdySession(
    { send: (bytes) => sent.push(Buffer.from(bytes)), end: () => (ended = true), waiting: 0 },
    { onStream: (stream) => streams.push(stream) },
  );
  return { receive, streams, sent, ended: () => ended };
}

const settled = (condition: () => boolean): Promise<void> => expect.poll(condition).toBe(true) as Promise<void>;

describe('SPDY', () => {
  it('opens streams, answers them and carries data, however the bytes are cut', async () => {
    const { receive, streams, sent } = session();
    const write = headerWriter();
    const bytes = Buffer.concat([
      synStream(1, await write({ streamtype: 'error' })),
      synStream(3, await write({ streamtype: 'data', port: '80' })),
      frame(3, 0, Buffer.from('hello')),
      frame(3, 1, Buffer.alloc(0)),
      frame(0x80030006, 0, number(7)),
    ]);
    for (const byte of bytes) receive(Buffer.from([byte]));
    await settled(() => sent.length === 3);
    expect(streams.map(({ headers }) => Object.fromEntries(headers))).toEqual([
      { streamtype: 'error' },
      { streamtype: 'data', port: '80' },
    ]);
    let data = '';
    let done = false;
    streams[1]?.onData((piece) => (data += piece.toString()));
    streams[1]?.onEnd(() => (done = true));
    expect([data, done]).toEqual(['hello', true]);
    // Both replies are pieces of one compressed stream, without headers.
    const replies = Buffer.concat(sent.slice(0, 2).map((reply) => reply.subarray(12)));
    const inflated = inflateSync(replies, { dictionary: spdyDictionary, finishFlush: constants.Z_SYNC_FLUSH });
    expect(inflated).toEqual(Buffer.alloc(8));
    expect(sent[2]).toEqual(frame(0x80030006, 0, number(7)));
    streams[0]?.write(Buffer.from('x'));
    streams[0]?.end();
    expect(sent.slice(3)).toEqual([frame(1, 0, Buffer.from('x')), frame(1, 1, Buffer.alloc(0))]);
  });

  it.each([
    ['headers that are not compressed', synStream(1, Buffer.from('nonsense'))],
    ['a stream without a number', frame(0x80030001, 0, Buffer.alloc(2))],
    ['a frame without end', Buffer.concat([number(1), Buffer.from([0, 0xff, 0xff, 0xff])])],
    ['a goodbye', frame(0x80030007, 0, Buffer.alloc(8))],
  ])('ends at %s', async (_what, bytes) => {
    const { receive, ended } = session();
    receive(bytes);
    await settled(ended);
  });
});
