import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve, type ServedCluster } from '../harness/served-cluster.ts';

interface Answer {
  readonly code: number;
  readonly text: string;
}

function ask(
  port: number,
  path: string,
  options: { method?: string; headers?: { [name: string]: string }; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path, method: options.method ?? 'GET', headers: options.headers ?? {} },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (piece: string) => (text += piece));
        response.on('end', () => resolve({ code: response.statusCode ?? 0, text }));
      },
    );
    sent.on('error', reject);
    sent.end(options.body);
  });
}

describe('the API over HTTP', () => {
  let served: ServedCluster;
  beforeAll(async () => {
    served = await serve();
  });
  afterAll(() => served.close());
  const get = (path: string, headers?: { [name: string]: string }): Promise<Answer> =>
    ask(served.server.port, path, headers ? { headers } : {});

  it('listens on loopback only', () => {
    expect(served.server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('answers a get, a list and what is not there', async () => {
    expect(JSON.parse((await get('/api/v1/namespaces/default')).text)).toMatchObject({
      kind: 'Namespace',
      metadata: { name: 'default' },
    });
    expect(JSON.parse((await get('/api/v1/nodes?limit=2')).text)).toMatchObject({ kind: 'NodeList', items: [{}, {}] });
    const missing = await get('/api/v1/namespaces/default/pods/nobody');
    expect(missing.code).toBe(404);
    expect(JSON.parse(missing.text)).toMatchObject({ kind: 'Status', reason: 'NotFound', message: 'pods "nobody" not found' });
    expect((await get('/nowhere')).code).toBe(404);
  });

  it('creates, and refuses what is wrong, with the server’s words', async () => {
    const post = (body: string): Promise<Answer> =>
      ask(served.server.port, '/api/v1/namespaces/default/configmaps?fieldValidation=Strict', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
    expect((await post('{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":"v"}}')).code).toBe(201);
    expect(
      JSON.parse((await post('{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"b"},"dada":{}}')).text),
    ).toMatchObject({
      message: expect.stringContaining('unknown field "dada"'),
    });
    expect((await post('{"apiVersion":')).code).toBe(400);
    expect((await post('')).code).toBeGreaterThanOrEqual(400);
    expect((await post(`"${'x'.repeat(4_000_000)}"`)).code).toBe(413);
    expect((await get('/readyz')).text).toBe('ok');
  });

  it('streams a watch', async () => {
    let text = '';
    const watching = request({
      host: '127.0.0.1',
      port: served.server.port,
      path: '/api/v1/namespaces/default/configmaps?watch=1&resourceVersion=0',
    });
    const seen = new Promise<void>((resolve) => {
      watching.on('response', (response) => {
        response.setEncoding('utf8');
        response.on('data', (piece: string) => {
          text += piece;
          if (text.endsWith('\n') && text.includes('"watched"')) resolve();
        });
        void ask(served.server.port, '/api/v1/namespaces/default/configmaps', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"watched"}}',
        });
      });
    });
    watching.end();
    await seen;
    watching.destroy();
    const events = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; object: { metadata: { name: string } } });
    expect(events.at(-1)).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'watched' } } });
  });

  it('does not answer a web page, nor under a strange name', async () => {
    expect((await get('/api/v1/nodes', { origin: 'http://evil.example' })).code).toBe(403);
    expect((await get('/api/v1/nodes', { host: 'evil.example' })).code).toBe(403);
    expect((await get('/api/v1/nodes', { host: 'localhost:1' })).code).toBe(200);
  });
});

describe('the API with a token', () => {
  it('wants it with every request', async () => {
    const served = await serve({ token: 'secret' });
    try {
      expect((await ask(served.server.port, '/api/v1/nodes')).code).toBe(401);
      expect((await ask(served.server.port, '/api/v1/nodes', { headers: { authorization: 'Bearer wrong' } })).code).toBe(401);
      expect((await ask(served.server.port, '/api/v1/nodes', { headers: { authorization: 'Bearer secret' } })).code).toBe(200);
    } finally {
      await served.close();
    }
  });
});
