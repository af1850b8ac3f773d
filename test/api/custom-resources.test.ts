import { beforeEach, describe, expect, it } from 'vitest';
import { createApiServer, kubernetesAdmin, type ApiServer } from '../../sandbox/api/index.ts';
import type { ApiResponse, Verb } from '../../sandbox/api/request.ts';
import { VirtualClock } from '../../sandbox/core/clock.ts';
import type { JsonObject } from '../../sandbox/core/json.ts';
import { Random } from '../../sandbox/core/random.ts';
import { kinds } from '../../sandbox/kinds/index.ts';

const schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      required: ['schedule'],
      properties: {
        schedule: { type: 'string', pattern: String.raw`^\S+$` },
        keep: { type: 'integer', minimum: 1, default: 3 },
        targets: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
      },
      'x-kubernetes-validations': [
        { rule: 'self.keep <= 10', message: 'too many' },
        { rule: 'self.schedule == oldSelf.schedule', message: 'the schedule stays' },
      ],
    },
    status: { type: 'object', properties: { last: { type: 'string' } } },
  },
};

function definition(changes: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'backups.stable.example.com' },
    spec: {
      group: 'stable.example.com',
      scope: 'Namespaced',
      names: { plural: 'backups', kind: 'Backup', shortNames: ['bk'] },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: schema },
          subresources: { status: {} },
          additionalPrinterColumns: [
            { name: 'Keep', type: 'integer', jsonPath: '.spec.keep' },
            { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
          ],
        },
      ],
      ...changes,
    },
  };
}

describe('a CustomResourceDefinition', () => {
  let server: ApiServer;

  beforeEach(() => {
    server = createApiServer({ clock: new VirtualClock(0), random: new Random('crd'), kinds, admission: [], freeze: true });
    expect(define(definition()).code).toBe(201);
  });

  const define = (body: JsonObject): ApiResponse =>
    server.handle({
      verb: 'create',
      group: 'apiextensions.k8s.io',
      version: 'v1',
      resource: 'customresourcedefinitions',
      body,
      user: kubernetesAdmin,
    });
  const ask = (verb: Verb, more: JsonObject = {}): ApiResponse =>
    server.handle({
      verb,
      group: 'stable.example.com',
      version: 'v1',
      resource: 'backups',
      namespace: 'default',
      user: kubernetesAdmin,
      ...more,
    });
  const backup = (spec: JsonObject): JsonObject => ({
    apiVersion: 'stable.example.com/v1',
    kind: 'Backup',
    metadata: { name: 'nightly' },
    spec,
  });

  it('is established, and its objects are served with their defaults', () => {
    const { body, code } = ask('create', { body: backup({ schedule: '@daily' }) });
    expect(code).toBe(201);
    expect(body['spec']).toEqual({ schedule: '@daily', keep: 3 });
    expect(JSON.stringify(server.raw('/apis/stable.example.com/v1'))).toContain('"shortNames":["bk"]');
  });

  it.each<readonly [wrong: string, spec: JsonObject, message: string]>([
    ['a missing field', {}, 'spec.schedule: Required value'],
    ['a wrong type', { schedule: 5 }, 'spec.schedule in body must be of type string: "integer"'],
    ['a value below the least', { schedule: 'x', keep: 0 }, 'spec.keep in body should be greater than or equal to 1'],
    ['a broken rule', { schedule: 'x', keep: 11 }, 'spec: Invalid value: too many'],
    ['an item twice', { schedule: 'x', targets: ['a', 'a'] }, 'spec.targets[1]: Duplicate value: "a"'],
  ])('refuses %s', (_, spec, message) => {
    const { body, code } = ask('create', { body: backup(spec) });
    expect([code, body['message']]).toEqual([422, expect.stringContaining(message)]);
  });

  it('drops fields that nobody knows, and says so', () => {
    const { body, warnings } = ask('create', { body: backup({ schedule: 'x', colour: 'red' }) });
    expect(body['spec']).toEqual({ schedule: 'x', keep: 3 });
    expect(warnings).toEqual(['unknown field "spec.colour"']);
  });

  it('lets rules look back at what was', () => {
    ask('create', { body: backup({ schedule: 'x' }) });
    const patch = { name: 'nightly', contentType: 'application/merge-patch+json' };
    expect(ask('patch', { ...patch, body: { spec: { keep: 4 } } }).code).toBe(200);
    const refused = ask('patch', { ...patch, body: { spec: { schedule: 'y' } } });
    expect(refused.body['message']).toContain('the schedule stays');
  });

  it('shows its own columns', () => {
    ask('create', { body: backup({ schedule: 'x' }) });
    const { body } = ask('list', { as: 'Table' });
    expect((body['rows'] as readonly JsonObject[]).map(({ cells }) => cells)).toEqual([['nightly', 3, null]]);
  });

  it('is not established while another one has its names', () => {
    const { body } = define({
      ...definition({ names: { plural: 'copies', kind: 'Copy', shortNames: ['bk'] } }),
      metadata: { name: 'copies.stable.example.com' },
    });
    const name = (body['metadata'] as JsonObject)['name'] as string;
    const stored = server.store.get('apiextensions.k8s.io/customresourcedefinitions', { name });
    expect(JSON.stringify(stored?.['status'])).toContain(String.raw`"ShortNamesConflict","message":"\"bk\" is already in use"`);
    expect(ask('list', { resource: 'copies' }).code).toBe(404);
  });

  it('takes its objects along when it goes', () => {
    ask('create', { body: backup({ schedule: 'x' }) });
    server.handle({
      verb: 'delete',
      group: 'apiextensions.k8s.io',
      version: 'v1',
      resource: 'customresourcedefinitions',
      name: 'backups.stable.example.com',
      user: kubernetesAdmin,
    });
    expect(ask('list').code).toBe(404);
    expect(server.store.count('stable.example.com/backups')).toBe(0);
  });
});
