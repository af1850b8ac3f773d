import { beforeEach, describe, expect, it } from 'vitest';
import { createCluster, isReason, type Cluster } from '../../sandbox/index.ts';
import { kubernetesAdmin } from '../../sandbox/api/index.ts';
import type { ComponentClient } from '../../sandbox/api/client.ts';
import { pods, roleBindings, roles, serviceAccounts, tokenReviews } from '../../sandbox/schema/resources.ts';

let cluster: Cluster;
let admin: ComponentClient;
const own = { namespace: 'default' } as const;

beforeEach(() => {
  cluster = createCluster({ components: ['apiserver'], users: [{ name: 'ada', groups: ['devs'] }] });
  admin = cluster.api.componentClient(kubernetesAdmin);
  admin.create(serviceAccounts, { metadata: { ...own, name: 'bot' } });
});

function tokenFor(spec: object = {}, name = 'bot'): string {
  const { group, version, resource } = serviceAccounts;
  const body = { kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', spec: spec as never };
  const answer = admin.request({ verb: 'create', group, version, resource, ...own, name, subresource: 'token', body });
  if (answer.code !== 201) throw new Error(String(answer.body['message']));
  return (answer.body['status'] as { readonly token: string }).token;
}

const review = (token: string, audiences?: readonly string[]): object => {
  const spec = { token, ...(audiences === undefined ? {} : { audiences }) };
  return admin.create(tokenReviews, { metadata: {}, spec } as never).status ?? {};
};

describe('the token of a ServiceAccount', () => {
  it('has the claims of a real one and tells who it is', () => {
    const token = tokenFor();
    const claims = JSON.parse(atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/'))) as object;
    const uid = admin.get(serviceAccounts, { ...own, name: 'bot' }).metadata.uid;
    expect(claims).toMatchObject({
      aud: ['https://kubernetes.default.svc.cluster.local'],
      sub: 'system:serviceaccount:default:bot',
      'kubernetes.io': { namespace: 'default', serviceaccount: { name: 'bot', uid } },
    });
    expect(review(token)).toMatchObject({
      authenticated: true,
      user: {
        username: 'system:serviceaccount:default:bot',
        uid,
        groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
        extra: { 'authentication.kubernetes.io/credential-id': [`JTI=${(claims as { jti: string }).jti}`] },
      },
      audiences: ['https://kubernetes.default.svc.cluster.local'],
    });
  });

  it('is the same in every run, and another with another seed', () => {
    const again = createCluster({ components: ['apiserver'], users: [{ name: 'ada', groups: ['devs'] }] });
    const first = tokenFor();
    admin = again.api.componentClient(kubernetesAdmin);
    admin.create(serviceAccounts, { metadata: { ...own, name: 'bot' } });
    expect(tokenFor()).toBe(first);
    const other = createCluster({ components: ['apiserver'], seed: 'other' });
    expect(other.api.authenticate(first)).toEqual({ error: 'invalid bearer token' });
  });

  it('is refused when a letter of it was changed, or nothing of it is right', () => {
    const [head = '', body = '', signature = ''] = tokenFor().split('.');
    const forged = btoa(atob(body.replaceAll('-', '+').replaceAll('_', '/')).replace('default:bot', 'default:default'));
    for (const token of [`${head}.${forged}.${signature}`, `${head}.${body}.`, `${head}.${body}`, '', 'x', '..', 'é.é.é'])
      expect(cluster.api.authenticate(token)).toEqual({ error: 'invalid bearer token' });
  });

  it('expires in virtual time', async () => {
    const token = tokenFor({ expirationSeconds: 600 });
    await cluster.clock.advance(600_000);
    expect(cluster.api.authenticate(token)).toHaveProperty('user');
    await cluster.clock.advance(61_000);
    expect(review(token)).toEqual({ user: {}, error: '[invalid bearer token, service account token has expired]' });
  });

  it('is for its audiences only', () => {
    const token = tokenFor({ audiences: ['vault'] });
    expect(review(token)).toEqual({
      user: {},
      error:
        '[invalid bearer token, token audiences ["vault"] is invalid for the target audiences ["https://kubernetes.default.svc.cluster.local"]]',
    });
    expect(review(token, ['vault', 'other'])).toMatchObject({ authenticated: true, audiences: ['vault'] });
  });

  it('ends with its ServiceAccount, also when another of that name follows', () => {
    const token = tokenFor();
    admin.delete(serviceAccounts, { ...own, name: 'bot' });
    expect(review(token)).toMatchObject({ error: '[invalid bearer token, serviceaccounts "bot" not found]' });
    admin.create(serviceAccounts, { metadata: { ...own, name: 'bot' } });
    expect(JSON.stringify(review(token))).toContain('does not match claim');
  });

  it('ends with the Pod that it is bound to', () => {
    const pod = admin.create(pods, {
      metadata: { ...own, name: 'web' },
      spec: { serviceAccountName: 'bot', containers: [{ name: 'a', image: 'nginx' }] },
    });
    const boundObjectRef = { kind: 'Pod', apiVersion: 'v1', name: 'web', uid: pod.metadata.uid };
    const token = tokenFor({ boundObjectRef });
    expect(cluster.api.authenticate(token)).toMatchObject({
      user: { extra: { 'authentication.kubernetes.io/pod-name': ['web'] } },
    });
    expect(() => tokenFor({ boundObjectRef }, 'default')).toThrow(
      'cannot bind token for serviceaccount "default" to pod running with different serviceaccount name.',
    );
    expect(() => tokenFor({ boundObjectRef: { ...boundObjectRef, uid: 'x' } })).toThrow(
      'the UID in the bound object reference (x) does not match the UID in record.',
    );
    expect(() => tokenFor({ boundObjectRef: { kind: 'ConfigMap', apiVersion: 'v1', name: 'a' } })).toThrow(
      'cannot bind token to object of type /v1, Kind=ConfigMap',
    );
    admin.delete(pods, { ...own, name: 'web' });
    expect(review(token)).toMatchObject({ error: '[invalid bearer token, service account token has been invalidated]' });
  });

  it('gives the rights of its ServiceAccount', async () => {
    const client = cluster.api.tokenClient(tokenFor());
    const list = { verb: 'list', group: '', version: 'v1', resource: 'pods', ...own } as const;
    expect((await client.request(list)).body['message']).toBe(
      'pods is forbidden: User "system:serviceaccount:default:bot" cannot list resource "pods" in API group "" in the namespace "default"',
    );
    admin.create(roles, { metadata: { ...own, name: 'r' }, rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }] });
    admin.create(roleBindings, {
      metadata: { ...own, name: 'r' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' },
      subjects: [{ kind: 'ServiceAccount', name: 'bot', namespace: 'default' }],
    });
    expect((await client.request(list)).code).toBe(200);
    const stranger = cluster.api.tokenClient('nobody');
    expect(await stranger.request(list)).toMatchObject({ code: 401, body: { reason: 'Unauthorized', message: 'Unauthorized' } });
    await expect(stranger.raw('/version')).rejects.toSatisfy((error) => isReason(error, 'Unauthorized'));
  });
});

it('a user of the options is known by their token', () => {
  expect(cluster.api.authenticate('token-of-ada')).toMatchObject({
    user: { username: 'ada', groups: ['devs', 'system:authenticated'] },
  });
});
