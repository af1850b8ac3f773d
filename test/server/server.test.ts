import { request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, type Answer } from '../harness/http-ask.ts';
import { serve, type ServedCluster } from '../harness/served-cluster.ts';

describe('the API over HTTP', () => {
  let served: ServedCluster;
  beforeAll(async () => {
    served = await serve();
  });
  afterAll(() => served.close());
  const get = (path: string, headers?: { [name: string]: string }): Promise<Answer> =>
    ask(served.server, path, headers ? { headers } : {});

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
      ask(served.server, '/api/v1/namespaces/default/configmaps?fieldValidation=Strict', {
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
        void ask(served.server, '/api/v1/namespaces/default/configmaps', {
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

describe('what is broken or hostile', () => {
  let served: ServedCluster;
  beforeAll(async () => {
    served = await serve({ components: ['apiserver'] });
  });
  afterAll(() => served.close());
  const configMaps = '/api/v1/namespaces/default/configmaps';
  const json = { 'content-type': 'application/json' };

  it.each([
    ['an unknown method', configMaps, { method: 'PROPFIND' }, 405],
    ['OPTIONS', configMaps, { method: 'OPTIONS' }, 405],
    ['HEAD', configMaps, { method: 'HEAD' }, 405],
    ['POST of another path', '/version', { method: 'POST' }, 405],
    ['a limit that is no number', `${configMaps}?limit=many`, {}, 400],
    ['a selector that is none', `${configMaps}?labelSelector=%21%21%3D`, {}, 400],
    ['a broken escape', `${configMaps}/%zz?x=%zz`, {}, 404],
    ['an unknown content type', configMaps, { method: 'POST', headers: { 'content-type': 'text/html' }, body: 'x' }, 415],
    ['deep nesting', configMaps, { method: 'POST', headers: json, body: '['.repeat(200_000) }, 400],
    ['deep objects', configMaps, { method: 'POST', headers: json, body: '{"a":'.repeat(200_000) }, 400],
    ['deep YAML', configMaps, { method: 'POST', headers: { 'content-type': 'application/yaml' }, body: '['.repeat(20_000) }, 400],
    ['impersonation without a user', configMaps, { headers: { 'impersonate-group': 'a' } }, 400],
    ['exec in a Pod that is not there', '/api/v1/namespaces/default/pods/p/exec?command=ls', { method: 'POST' }, 404],
  ])('is refused: %s', async (_what, path, request, code) => {
    expect((await ask(served.server, path, request)).code).toBe(code);
    expect((await ask(served.server, '/readyz')).text).toBe('ok');
  });

  it('does not end the process when bytes are no HTTP, or an upgrade none that we know', async () => {
    const send = (bytes: string): Promise<string> =>
      new Promise((resolve) => {
        let all = '';
        const socket = connect(served.server.port, '127.0.0.1', () => socket.end(bytes));
        socket.on('data', (piece) => (all += piece.toString()));
        socket.on('close', () => resolve(all));
        socket.on('error', () => resolve(all));
      });
    expect(await send('nonsense\r\n\r\n')).toContain('400');
    const upgrade = (path: string, to: string): string =>
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: ${to}\r\n\r\n`;
    expect(await send(upgrade('/version', 'websocket'))).toContain('400');
    expect(await send(upgrade('/api/v1/namespaces/default/pods/p/exec', 'h2c'))).toContain('400');
    expect(await send(upgrade('/api/v1/namespaces/default/pods/p/exec', 'websocket'))).toContain('400');
    expect(await send(upgrade('/api/v1/namespaces/default/pods/p/exec?command=ls', 'SPDY/3.1'))).toContain('404');
    expect((await ask(served.server, '/readyz')).text).toBe('ok');
  });

  it('acts for another user when the administrator asks for it', async () => {
    const headers = { 'impersonate-user': 'eve', 'impersonate-group': ['a', 'b'], 'impersonate-extra-scopes': 'x', ...json };
    const answer = await ask(served.server, '/apis/authentication.k8s.io/v1/selfsubjectreviews', {
      method: 'POST',
      headers,
      body: '{}',
    });
    expect(JSON.parse(answer.text)).toMatchObject({
      status: { userInfo: { username: 'eve', groups: ['a', 'b', 'system:authenticated'], extra: { scopes: ['x'] } } },
    });
    expect((await ask(served.server, '/api/v1/nodes', { headers })).code).toBe(403);
  });

  it('serves OpenAPI v2, in JSON and as old kubectl wants it', async () => {
    const { definitions } = JSON.parse((await ask(served.server, '/openapi/v2')).text) as {
      definitions: { [name: string]: unknown };
    };
    expect(definitions['io.k8s.api.core.v1.PodSpec']).toMatchObject({
      properties: {
        containers: { items: { $ref: '#/definitions/io.k8s.api.core.v1.Container' }, 'x-kubernetes-patch-merge-key': 'name' },
      },
    });
    const accept = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
    const { headers } = await ask(served.server, '/openapi/v2', { headers: { accept } });
    expect(headers['content-type']).toBe('application/com.github.proto-openapi.spec.v2.v1.0+protobuf');
  });
});

describe('the API with a token', () => {
  it.each([false, true])('wants it with every request (TLS: %s)', async (tls) => {
    const served = await serve({ token: 'secret', tls, components: ['apiserver'] });
    const code = async (authorization?: string): Promise<number> =>
      (await ask(served.server, '/api/v1/nodes', authorization === undefined ? {} : { headers: { authorization } })).code;
    try {
      expect(await code()).toBe(401);
      expect(await code('Bearer wrong')).toBe(401);
      expect(await code('Bearer secret')).toBe(200);
    } finally {
      await served.close();
    }
  });
});
