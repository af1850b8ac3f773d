import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { patchContentType, send, typed, type Client, type Connection } from '../../sandbox/api/client.ts';
import { kubernetesAdmin } from '../../sandbox/api/http-request.ts';
import { configMaps, nodes, pods } from '../../sandbox/schema/resources.ts';
import { createHttpClient, NoAnswer } from '../../sandbox/server/http-client.ts';
import { serve, type ServedCluster } from '../harness/served-cluster.ts';

/** Both implementations of Client answer alike. */
const ways: readonly (readonly [string, (served: ServedCluster) => Client])[] = [
  ['in the same process', ({ cluster }) => cluster.api.client(kubernetesAdmin)],
  ['over HTTP', ({ server }) => createHttpClient({ server: server.url, token: 'secret' })],
  [
    'over TLS',
    ({ server }) =>
      createHttpClient({
        server: server.url,
        token: 'secret',
        ...(server.certificate === undefined ? {} : { certificateAuthority: server.certificate }),
      }),
  ],
];

const there = { group: '', version: 'v1', resource: 'configmaps', namespace: 'default' } as const;

async function outputOf({ output }: Connection): Promise<string> {
  let all = '';
  for await (const { text } of output) all += text;
  return all;
}

describe.each(ways)('a client %s', (way, clientOf) => {
  let served: ServedCluster;
  let client: Client;
  beforeAll(async () => {
    served = await serve({ token: 'secret', tls: way === 'over TLS' });
    client = clientOf(served);
    await typed.create(client, pods, {
      metadata: { name: 'web', namespace: 'default' },
      spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] },
    });
    await served.advance(20_000);
  });
  afterAll(() => served.close());

  it('creates, gets, patches, lists and deletes', async () => {
    await typed.create(client, configMaps, { metadata: { name: 'a', namespace: 'default' }, data: { k: 'v' } });
    const patched = await send(client, {
      verb: 'patch',
      ...there,
      name: 'a',
      body: { data: { k: 'w' } },
      contentType: patchContentType.merge,
    });
    expect(patched.body).toMatchObject({ kind: 'ConfigMap', data: { k: 'w' } });
    expect(await typed.get(client, configMaps, { name: 'a', namespace: 'default' })).toMatchObject({ data: { k: 'w' } });
    const { items } = await typed.list(client, configMaps, 'default', { fieldSelector: 'metadata.name=a' });
    expect(items).toMatchObject([{ kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'a' } }]);
    await typed.delete(client, configMaps, { name: 'a', namespace: 'default' });
    await expect(typed.get(client, configMaps, { name: 'a', namespace: 'default' })).rejects.toMatchObject({
      reason: 'NotFound',
      message: 'configmaps "a" not found',
    });
  });

  it('is refused, and warned, in the server’s words', async () => {
    const answer = await client.request({ verb: 'create', ...there, body: { metadata: { name: 'b' }, dada: {} } });
    expect(answer).toMatchObject({ code: 201, warnings: ['unknown field "dada"'] });
    const refused = await client.request({
      verb: 'create',
      ...there,
      body: { metadata: { name: 'c' }, dada: {} },
      options: { fieldValidation: 'Strict' },
    });
    expect(refused).toMatchObject({ code: 400, body: { kind: 'Status', reason: 'BadRequest' } });
  });

  it('pages through a list, and gets tables', async () => {
    const first = await typed.list(client, nodes, undefined, { limit: 2 });
    expect(first.items).toHaveLength(2);
    const rest = await typed.list(client, nodes, undefined, { limit: 2, continue: first.metadata.continue ?? '' });
    expect(rest.items).toHaveLength(1);
    const table = await send(client, { verb: 'list', ...there, as: 'Table' });
    expect(table.body['kind']).toBe('Table');
  });

  it('watches', async () => {
    const watch = await client.watch({ ...there, options: { fieldSelector: 'metadata.name=watched' } });
    await typed.create(client, configMaps, { metadata: { name: 'watched', namespace: 'default' } });
    for await (const event of watch) {
      expect(event).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'watched' } } });
      break;
    }
  });

  it('reads a log', async () => {
    const log = await client.connect({ ...there, resource: 'pods', name: 'web', subresource: 'log' });
    expect(await outputOf(log)).toContain('start worker process');
  });

  it('runs a command, gives it input and learns its exit code', async () => {
    const parameters = {
      command: ['sh', '-c', 'cat; echo bad >&2; exit 3'],
      stdin: ['true'],
      stdout: ['true'],
      stderr: ['true'],
    };
    const connection = await client.connect({
      ...there,
      resource: 'pods',
      name: 'web',
      subresource: 'exec',
      options: { parameters },
    });
    connection.send('héllo\n');
    connection.closeInput();
    const pieces: { [channel: string]: string } = { stdout: '', stderr: '' };
    for await (const { channel, text } of connection.output) pieces[channel] += text;
    expect(pieces).toEqual({ stdout: 'héllo\n', stderr: 'bad\n' });
    expect(await connection.exit).toBe(3);
  });

  it('forwards a port', async () => {
    const connection = await client.connect({
      ...there,
      resource: 'pods',
      name: 'web',
      subresource: 'portforward',
      options: { parameters: { ports: ['80'] } },
    });
    connection.send('GET / HTTP/1.1\r\nHost: web\r\n\r\n');
    for await (const { text } of connection.output) {
      expect(text).toContain('HTTP/1.1 200');
      break;
    }
    connection.close();
  });

  it('is told that there is no such Pod', async () => {
    const nobody = { ...there, resource: 'pods', name: 'nobody' };
    for (const subresource of ['log', 'exec', 'portforward']) {
      await expect(client.connect({ ...nobody, subresource })).rejects.toMatchObject({ reason: 'NotFound' });
    }
  });

  it('reads other paths', async () => {
    expect(await client.raw('/version')).toMatchObject({ major: '1', minor: '36' });
    expect(await client.raw('/readyz')).toBe('ok');
    await expect(client.raw('/nowhere')).rejects.toMatchObject({ code: 404 });
  });
});

describe('a client over HTTP', () => {
  const version = (server: string): Promise<unknown> =>
    createHttpClient({ server }).request({ verb: 'list', group: '', version: 'v1', resource: 'nodes' });

  it('says when nothing listens', async () => {
    await expect(version('http://127.0.0.1:1')).rejects.toThrow(NoAnswer);
    await expect(version('http://127.0.0.1:1')).rejects.toThrow('nothing listens at http://127.0.0.1:1');
  });

  it('says when the certificate is not trusted, or TLS is spoken on one side only', async () => {
    const secure = await serve({ tls: true });
    const plain = await serve();
    try {
      await expect(version(secure.server.url)).rejects.toThrow('is not trusted');
      await expect(version(secure.server.url.replace('https', 'http'))).rejects.toThrow('does not speak as an API server does');
      await expect(version(plain.server.url.replace('http', 'https'))).rejects.toThrow('does not speak as an API server does');
    } finally {
      await secure.close();
      await plain.close();
    }
  });
});
