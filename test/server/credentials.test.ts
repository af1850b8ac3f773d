import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubernetesAdmin } from '../../sandbox/api/index.ts';
import { pods, serviceAccounts, services } from '../../sandbox/schema/resources.ts';
import { typed } from '../../sandbox/index.ts';
import { createHttpClient } from '../../sandbox/server/http-client.ts';
import { serve, type ServedCluster } from '../harness/served-cluster.ts';

let served: ServedCluster;
beforeAll(async () => {
  served = await serve({
    objects: [
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'bot', namespace: 'default' } },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'web', namespace: 'default', labels: { app: 'web' } },
        spec: { containers: [{ name: 'web', image: 'nginx', ports: [{ containerPort: 80 }] }] },
      },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'web', namespace: 'default' },
        spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 8080, targetPort: 80 }] },
      },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'nobody', namespace: 'default' },
        spec: { selector: { app: 'nobody' }, ports: [{ port: 80 }] },
      },
    ],
  });
  await served.advance(60_000);
});
afterAll(() => served.close());

const ask = (path: string, headers: { readonly [name: string]: string } = {}, init: RequestInit = {}): Promise<Response> =>
  fetch(`${served.server.url}${path}`, { ...init, headers });

function token(): string {
  const { group, version, resource } = serviceAccounts;
  const target = { group, version, resource, namespace: 'default', name: 'bot', subresource: 'token' };
  const { body } = served.cluster.api.componentClient(kubernetesAdmin).request({ verb: 'create', ...target, body: {} });
  return (body['status'] as { readonly token: string }).token;
}

describe('a bearer token', () => {
  it('of a ServiceAccount makes the caller that', async () => {
    const answer = await ask('/api/v1/namespaces/default/secrets', { authorization: `Bearer ${token()}` });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('User \\"system:serviceaccount:default:bot\\" cannot list resource \\"secrets\\"');
  });

  it('that nobody knows is refused, also beside a token that the server wants', async () => {
    expect((await ask('/version', { authorization: 'Bearer nothing' })).status).toBe(401);
    const guarded = await serve({ components: ['apiserver'], token: 'sesame', users: [{ name: 'ada' }] });
    const status = async (authorization?: string): Promise<number> =>
      (await fetch(`${guarded.server.url}/api/v1/nodes`, authorization === undefined ? {} : { headers: { authorization } }))
        .status;
    expect(await status()).toBe(401);
    expect(await status('Bearer other')).toBe(401);
    expect(await status('Bearer sesame')).toBe(200);
    expect(await status('Bearer token-of-ada')).toBe(403);
    await guarded.close();
  });

  it('is what the client of a kubeconfig sends', async () => {
    const client = createHttpClient({ server: served.server.url, token: token() });
    await expect(typed.list(client, pods, 'default')).rejects.toThrow('system:serviceaccount:default:bot');
    client.dispose();
  });
});

describe('proxy', () => {
  const namespace = '/api/v1/namespaces/default';

  it('leads to a Pod and to the endpoints of a Service, by name or number of the port', async () => {
    for (const place of ['pods/web', 'pods/web:80', 'services/web:http', 'services/web:8080', 'services/http:web:http']) {
      const answer = await ask(`${namespace}/${place}/proxy/`);
      expect([place, answer.status, (await answer.text()).includes('nginx')]).toEqual([place, 200, true]);
    }
    const missing = await ask(`${namespace}/services/web:http/proxy/missing?x=1`);
    expect([missing.status, (await missing.text()).includes('404')]).toEqual([404, true]);
  });

  it('redirects to the root of what is behind it', async () => {
    const answer = await ask(`${namespace}/pods/web/proxy?x=1`, {}, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([301, `${namespace}/pods/web/proxy/?x=1`]);
  });

  it.each([
    ['services/web/proxy/', 503, 'no endpoints available for service "web"'],
    ['services/web:81/proxy/', 503, 'no service port 81 found for service "web"'],
    ['services/nobody:80/proxy/', 503, 'no endpoints available for service "nobody"'],
    ['services/none/proxy/', 404, 'endpoints "none" not found'],
    ['services/ftp:web:80/proxy/', 400, 'invalid service request "ftp:web:80"'],
    ['pods/none/proxy/', 404, 'pods "none" not found'],
    ['configmaps/web/proxy/', 404, 'the server could not find the requested resource'],
  ])('says what is wrong with %s', async (place, status, message) => {
    const answer = await ask(`${namespace}/${place}`);
    expect([answer.status, ((await answer.json()) as { message: string }).message]).toEqual([status, message]);
  });

  it('says that nothing listens', async () => {
    const address = served.cluster.api.componentClient(kubernetesAdmin).get(pods, { namespace: 'default', name: 'web' })
      .status?.podIP;
    const answer = await ask(`${namespace}/pods/web:81/proxy/`);
    const message = `error trying to reach service: dial tcp ${address}:81: connect: connection refused`;
    expect(await answer.json()).toMatchObject({ code: 503, reason: 'ServiceUnavailable', message });
  });

  it('asks for the right to the subresource', async () => {
    const answer = await ask(`${namespace}/services/web:http/proxy/`, { authorization: `Bearer ${token()}` });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('cannot get resource \\"services/proxy\\"');
  });

  it('is what raw paths of the client in process lead through', async () => {
    const client = served.cluster.client();
    const raw = (path: string): Promise<unknown> => served.cluster.clock.run(() => client.raw(path));
    expect(String(await raw(`${namespace}/services/web:http/proxy`))).toContain('nginx');
    await expect(raw(`${namespace}/services/web:http/proxy/missing`)).rejects.toThrow(
      'the server could not find the requested resource',
    );
    expect(await raw(`${namespace}/services/web`)).toMatchObject({ kind: services.kind });
  });
});
