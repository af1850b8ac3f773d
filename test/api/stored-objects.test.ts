import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { admissionPlugins } from '../../sandbox/admission/index.ts';
import { createApiServer, kubernetesAdmin, type ApiServer } from '../../sandbox/api/index.ts';
import { deepEqual, isObject, type JsonObject } from '../../sandbox/core/json.ts';
import { VirtualClock } from '../../sandbox/core/clock.ts';
import { Random } from '../../sandbox/core/random.ts';
import { kinds } from '../../sandbox/kinds/index.ts';
import { namespaces, serviceAccounts } from '../../sandbox/schema/resources.ts';

interface Recorded {
  readonly id: string;
  readonly group: string;
  readonly path: string;
  readonly setup?: unknown;
  readonly body?: unknown;
  readonly expect: { readonly code: number };
}

/** The real server, too, looks at duplicate addresses on update only. */
const checkedOnUpdateOnly = 'Node/create/dup/rich/status.addresses';

const folder = new URL('../goldens/api/', import.meta.url);

/** Objects that the real server took, by the path they were sent to: they need nothing else to be there. */
const taken = readdirSync(folder)
  .filter((name) => name.endsWith('.jsonl.gz'))
  .flatMap((name) =>
    gunzipSync(readFileSync(new URL(name, folder)))
      .toString()
      .split('\n'),
  )
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Recorded)
  .filter(({ group, expect: { code }, setup, body }) => {
    const named = isObject(body) && isObject(body['metadata']) && typeof body['metadata']['name'] === 'string';
    return group === 'create' && code === 201 && setup === undefined && named;
  });

function start(): ApiServer {
  const server = createApiServer({
    clock: new VirtualClock(Date.UTC(2026, 0, 1)),
    random: new Random('stored'),
    kinds,
    admission: admissionPlugins,
    freeze: true,
  });
  const client = server.componentClient(kubernetesAdmin);
  client.create(namespaces, { metadata: { name: 'default' } });
  client.create(serviceAccounts, { metadata: { name: 'default', namespace: 'default' } });
  return server;
}

/** `/apis/apps/v1/namespaces/{ns}/deployments` taken apart. */
function targetOf(path: string) {
  const [, group = '', version = '', namespace, resource = ''] =
    /^\/(?:api|apis\/([^/]+))\/([^/]+)\/(?:namespaces\/([^/]+)\/)?([^/]+)$/.exec(path) ?? [];
  return { group, version, resource, ...(namespace === undefined ? {} : { namespace: 'default' }), user: kubernetesAdmin };
}

const byResource = new Map<string, Recorded[]>();
for (const one of taken) {
  const { group, version, resource } = targetOf(one.path);
  const key = `${group}/${version}/${resource}`;
  byResource.set(key, [...(byResource.get(key) ?? []), one]);
}

describe('what the real server took and is stored', () => {
  it.each([...byResource])('%s: is taken again as it is, and applied twice is as applied once', (_, cases) => {
    const server = start();
    const differing: string[] = [];
    for (const { id, path, body } of cases) {
      if (id === checkedOnUpdateOnly) continue;
      const target = targetOf(path);
      const kind = server.kinds.byResource(target.group, target.version, target.resource);
      if (kind === undefined || kind.answer !== undefined || kind.partOf !== undefined) continue;
      const object = JSON.parse(JSON.stringify(body).replaceAll('{ns}', 'default').replaceAll('{uniq}', 'thing')) as JsonObject;
      const { name } = object['metadata'] as { readonly name: string };
      const named = { ...target, name };
      // Objects that need others, which are not here, say nothing about this.
      if (server.handle({ verb: 'create', ...target, body: object }).code !== 201) continue;
      const before = server.handle({ verb: 'get', ...named }).body;
      if (kind.verbs?.includes('update') ?? true) {
        const updated = server.handle({ verb: 'update', ...named, body: before });
        if (updated.code !== 200) differing.push(`${id}: ${JSON.stringify(updated.body['message'])}`);
        else if (!deepEqual(updated.body, before)) differing.push(`${id}: an update with itself changes it`);
      }
      const apply = () =>
        server.handle({
          verb: 'patch',
          ...named,
          contentType: 'application/apply-patch+yaml',
          body: object,
          options: { fieldManager: 'tester', force: true },
        });
      const once = apply();
      if (once.code === 200 && !deepEqual(apply().body, once.body)) differing.push(`${id}: applied twice it differs`);
      server.handle({ verb: 'delete', ...named, options: { gracePeriodSeconds: 0 } });
    }
    expect(differing).toEqual([]);
  });

  it('covers the kinds', () => expect(byResource.size).toBeGreaterThan(40));
});
