import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve, type ServedCluster } from '../harness/served-cluster.ts';

let served: ServedCluster;
beforeAll(async () => {
  const limits = { headers: 60, request: 150, idle: 60, check: 20, connections: 8 };
  served = await serve({ components: ['apiserver'], limits });
});
afterAll(() => served.close());

const place = '/api/v1/namespaces/default/configmaps';
const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;

interface Conversation {
  readonly socket: Socket;
  /** All that was said until the server hung up. */
  readonly said: Promise<string>;
}

/** Says this and nothing more. */
function say(text: string): Conversation {
  const socket = connect(served.server.port, '127.0.0.1', () => socket.write(text));
  const said = new Promise<string>((resolve) => {
    let heard = '';
    socket.on('data', (piece: Buffer) => (heard += piece.toString('utf8')));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(heard));
  });
  return { socket, said };
}

describe('the server hangs up on', () => {
  it('whoever connects and says nothing', async () => {
    expect(await say('').said).toMatch(/^(HTTP\/1.1 408 |$)/);
  });

  it('whoever does not end the headers, however often another one comes', async () => {
    const slow = say('GET /readyz HTTP/1.1\r\n');
    const drip = setInterval(() => slow.socket.write('X-A: b\r\n'), 10);
    const said = await slow.said;
    clearInterval(drip);
    expect(said).toMatch(/^HTTP\/1.1 408 /);
  });

  it('whoever does not end the body, however slowly it goes on', async () => {
    const slow = say(
      `POST ${place} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 10000\r\n\r\n`,
    );
    const drip = setInterval(() => slow.socket.write(' '), 10);
    const said = await slow.said;
    clearInterval(drip);
    expect(said).toMatch(/^HTTP\/1.1 408 /);
  });

  it('whoever has an answer and asks for nothing more', async () => {
    expect(await say(get('/readyz')).said).toMatch(/^HTTP\/1.1 200 /);
  });

  it('nobody who watches', async () => {
    const watch = say(get(`${place}?watch=true`));
    const idle = say(get('/readyz'));
    await idle.said;
    await say('').said;
    expect(watch.socket.destroyed).toBe(false);
    watch.socket.destroy();
    expect(await watch.said).toMatch(/^HTTP\/1.1 200 /);
  });
});

it('takes no more connections than it may, and those again that are free', async () => {
  const readers = Array.from({ length: 8 }, () => say(get(`${place}?watch=true`)));
  await Promise.all(readers.map(({ socket }) => new Promise((resolve) => socket.once('data', resolve))));
  // Nobody reads any more, and nobody else is let in.
  for (const { socket } of readers) socket.pause();
  expect(await say(get('/readyz')).said).toBe('');
  const [one] = readers;
  one?.socket.destroy();
  await one?.said;
  await expect.poll(async () => say(get('/readyz')).said).toMatch(/^HTTP\/1.1 200 /);
  for (const { socket } of readers) socket.destroy();
});
