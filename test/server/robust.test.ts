import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve, type ServedCluster } from '../harness/served-cluster.ts';

let served: ServedCluster;
beforeAll(async () => {
  served = await serve({ components: ['apiserver'] });
});
afterAll(() => served.close());

const place = '/api/v1/namespaces/default/configmaps';
const post = (body: string, type = 'application/json'): Promise<Response> =>
  fetch(`${served.server.url}${place}`, { method: 'POST', body, headers: { 'content-type': type } });
const alive = async (): Promise<number> => (await fetch(`${served.server.url}/readyz`)).status;

describe('a request that means harm', () => {
  it.each([
    ['JSON a hundred thousand deep', '['.repeat(100_000), 'application/json'],
    ['objects as deep', '{"a":'.repeat(100_000), 'application/json'],
    ['YAML as deep', '['.repeat(100_000), 'application/yaml'],
    ['YAML of as many dashes', '- '.repeat(100_000), 'application/yaml'],
    ['YAML whose aliases grow', laughs(), 'application/yaml'],
    ['protobuf that is none', 'k8s\0\x0a\xff\xff\xff\xff\x0f', 'application/vnd.kubernetes.protobuf'],
    ['a key of the prototype', '{"__proto__":{"polluted":true},"constructor":{}}', 'application/json'],
  ])('%s is refused', async (_, body, type) => {
    const answer = await post(body, type);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(await alive()).toBe(200);
  });

  it('with a body that is too large is cut off', async () => {
    const answer = await post(`{"data":{"a":"${'x'.repeat(8 * 1024 * 1024)}"}}`).catch(() => undefined);
    expect(answer?.status ?? 413).toBe(413);
    expect(await alive()).toBe(200);
  });

  it('with a body in another language than its kind is refused as what it says it is', async () => {
    const patch = (type: string): Promise<Response> =>
      fetch(`${served.server.url}${place}/a`, { method: 'PATCH', body: '{}', headers: { 'content-type': type } });
    for (const type of ['application/cbor', 'application/apply-patch+cbor', 'application/vnd.kubernetes.protobuf', 'text/plain'])
      expect([type, (await patch(type)).status]).toEqual([type, 415]);
    for (const type of ['application/cbor', 'text/plain', 'application/x-www-form-urlencoded'])
      expect([type, (await post('{}', type)).status]).toEqual([type, 415]);
  });

  it('that breaks off in the middle, or speaks no HTTP, ends nothing', async () => {
    for (const text of [
      `POST ${place} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{"a`,
      `GET ${place}?watch=true HTTP/1.1\r\nHost: localhost\r\n\r\n`,
      'GET /%zz%00?%zz=%zz HTTP/1.1\r\nHost: localhost\r\n\r\n',
      '\x16\x03\x01\x02\x00\x01\x00',
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connect(served.server.port, '127.0.0.1', () => {
          socket.write(text, () => socket.destroy());
        });
        socket.on('error', () => undefined);
        socket.on('close', () => resolve());
      });
    }
    expect(await alive()).toBe(200);
  });
});

describe('a client that does not read', () => {
  it('loses its watch, and holds up nobody else', async () => {
    const lazy = connect(served.server.port, '127.0.0.1');
    lazy.on('error', () => undefined);
    const gone = new Promise<void>((resolve) => lazy.on('close', () => resolve()));
    lazy.write(`GET ${place}?watch=true HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await new Promise<void>((resolve) => lazy.once('data', () => resolve()));
    lazy.pause();

    const eager = await fetch(`${served.server.url}${place}?watch=true`);
    const seen = countEvents(eager, 50);
    const data = { a: 'x'.repeat(1_000_000) };
    for (let index = 0; index < 50; index++) {
      expect((await post(JSON.stringify({ metadata: { name: `large-${index}` }, data }))).status).toBe(201);
      await fetch(`${served.server.url}${place}/large-${index}`, { method: 'DELETE' });
    }
    expect(await seen).toBeGreaterThanOrEqual(50);
    lazy.resume();
    await gone;
    expect(await alive()).toBe(200);
  });
});

/** Reads a watch until so many lines have come. */
async function countEvents({ body }: Response, wanted: number): Promise<number> {
  let lines = 0;
  if (body === null) return lines;
  for await (const piece of body as unknown as AsyncIterable<Uint8Array>) {
    for (const byte of piece) if (byte === 10) lines++;
    if (lines >= wanted) break;
  }
  return lines;
}

/** A document of a few lines that would be millions of nodes. */
function laughs(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 12; level++)
    lines.push(`a${level}: &a${level} [${Array.from({ length: 9 }, () => `*a${level - 1}`).join(', ')}]`);
  return lines.join('\n');
}
