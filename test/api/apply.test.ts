import { beforeEach, describe, expect, it } from 'vitest';
import { admissionPlugins } from '../../sandbox/admission/index.ts';
import type { JsonObject } from '../../sandbox/core/json.ts';
import { createApiServer, kubernetesAdmin, type ApiServer } from '../../sandbox/api/index.ts';
import type { ApiResponse, RequestOptions } from '../../sandbox/api/request.ts';
import { VirtualClock } from '../../sandbox/core/clock.ts';
import { Random } from '../../sandbox/core/random.ts';
import { kinds } from '../../sandbox/kinds/index.ts';
import { namespaces } from '../../sandbox/schema/resources.ts';

let server: ApiServer;

beforeEach(() => {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1));
  server = createApiServer({ clock, random: new Random('test'), kinds, admission: admissionPlugins, freeze: true });
  server.componentClient(kubernetesAdmin).create(namespaces, { spec: {}, metadata: { name: 'shop' } });
});

const apply = (manager: string, data: JsonObject, options: RequestOptions = {}): ApiResponse =>
  server.handle({
    verb: 'patch',
    group: '',
    version: 'v1',
    resource: 'configmaps',
    namespace: 'shop',
    name: 'c',
    contentType: 'application/apply-patch+yaml',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data },
    options: { fieldManager: manager, ...options },
    user: kubernetesAdmin,
  });

describe('server-side apply', () => {
  it('makes the object, then says 200', () => {
    expect(apply('one', { a: '1' }).code).toBe(201);
    expect(apply('one', { a: '1' })).toMatchObject({ code: 200, body: { data: { a: '1' } } });
  });

  it('writes nothing when nothing changes', () => {
    apply('one', { a: '1' });
    const { revision } = server.store;
    apply('one', { a: '1' });
    expect(server.store.revision).toBe(revision);
  });

  it('takes away what its manager no longer lists, and leaves what others own', () => {
    apply('one', { a: '1', b: '1' });
    apply('two', { c: '1' });
    expect(apply('one', { b: '1' }).body['data']).toEqual({ b: '1', c: '1' });
  });

  it('refuses to change what another manager owns, unless forced', () => {
    apply('one', { a: '1' });
    const refused = apply('two', { a: '2' });
    expect(refused).toMatchObject({
      code: 409,
      body: { message: 'Apply failed with 1 conflict: conflict with "one": .data.a' },
    });
    expect(apply('two', { a: '2' }, { force: true }).body['data']).toEqual({ a: '2' });
    expect(apply('one', { a: '1' }).body['message']).toBe('Apply failed with 1 conflict: conflict with "two": .data.a');
  });

  it('needs to know the manager', () => {
    expect(apply('', {}).body['message']).toBe(
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    );
  });
});
