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

  it('takes no strategic patch, and nothing that is no patch', () => {
    ask('create', { body: backup({ schedule: 'x' }) });
    const types = ['application/strategic-merge-patch+json', 'application/yaml', 'application/vnd.kubernetes.protobuf', ''];
    for (const contentType of types) {
      const { code, body } = ask('patch', { name: 'nightly', contentType, body: { spec: { keep: 4 } } });
      expect([code, body['message']]).toEqual([
        415,
        'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
      ]);
    }
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

  const update = (spec: JsonObject, more: JsonObject = {}): ApiResponse => {
    const old = ask('get', { name: 'nightly' }).body;
    return ask('update', { name: 'nightly', body: { ...old, ...more, spec } });
  };
  const redefine = (changes: (spec: JsonObject) => JsonObject): number => {
    const target = {
      group: 'apiextensions.k8s.io',
      version: 'v1',
      resource: 'customresourcedefinitions',
      name: 'backups.stable.example.com',
      user: kubernetesAdmin,
    };
    const old = server.handle({ verb: 'get', ...target }).body;
    return server.handle({ verb: 'update', ...target, body: { ...old, spec: changes(old['spec'] as JsonObject) } }).code;
  };

  it('holds against an update only what the update changed', () => {
    ask('create', { body: backup({ schedule: 'x', keep: 9, targets: ['a'] }) });
    const text = (from: string, to: string) => (spec: JsonObject) =>
      JSON.parse(JSON.stringify(spec).replaceAll(from, to)) as JsonObject;
    expect(redefine(text('"minimum":1', '"minimum":1,"maximum":5'))).toBe(200);
    expect(redefine(text('self.keep <= 10', 'self.keep <= 5'))).toBe(200);
    expect(
      update(
        { schedule: 'x', keep: 9, targets: ['a'] },
        { metadata: { name: 'nightly', resourceVersion: '', labels: { a: 'b' } } },
      ).code,
    ).toBe(422);
    const old = ask('get', { name: 'nightly' }).body;
    const labelled = { ...(old['metadata'] as JsonObject), labels: { a: 'b' } };
    expect(update({ schedule: 'x', keep: 9, targets: ['a'] }, { metadata: labelled }).code).toBe(200);
    // The value is as it was, but the rule looks at the whole of the spec.
    const { body } = update({ schedule: 'x', keep: 9, targets: ['a', 'b'] });
    expect([body['code'], body['message']]).toEqual([422, expect.stringContaining('spec: Invalid value: too many')]);
    expect(JSON.stringify(body)).not.toContain('less than or equal to 5');
    expect(JSON.stringify(update({ schedule: 'x', keep: 8, targets: ['a'] }).body)).toContain('less than or equal to 5');
  });

  it('refuses a version that a webhook would have to convert', () => {
    ask('create', { body: backup({ schedule: 'x' }) });
    const webhook = { conversionReviewVersions: ['v1'], clientConfig: { url: 'https://example.com/convert' } };
    const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    expect(
      redefine((spec) => ({
        ...spec,
        conversion: { strategy: 'Webhook', webhook },
        versions: [
          ...(spec['versions'] as readonly JsonObject[]),
          { name: 'v2', served: true, storage: false, schema: { openAPIV3Schema: open } },
        ],
      })),
    ).toBe(200);
    const message = 'conversion webhook for stable.example.com/v1, Kind=Backup failed: webhooks are not simulated';
    expect(ask('get', { version: 'v2', name: 'nightly' }).body).toMatchObject({ code: 500, message });
    expect(ask('list', { version: 'v2' }).body).toMatchObject({ code: 500, message });
    expect(
      ask('create', { version: 'v2', body: { ...backup({}), apiVersion: 'stable.example.com/v2', metadata: { name: 'b' } } })
        .code,
    ).toBe(500);
    expect(ask('get', { name: 'nightly' }).code).toBe(200);
    // A watch of that version is told; who writes is not disturbed.
    const seen: string[] = [];
    ask('delete', { name: 'nightly' });
    server.watch(
      { verb: 'watch', group: 'stable.example.com', version: 'v2', resource: 'backups', user: kubernetesAdmin },
      ({ type }) => seen.push(type),
    );
    expect(ask('create', { body: backup({ schedule: 'x' }) }).code).toBe(201);
    expect(seen).toEqual(['ERROR']);
  });
});
