import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admissionPlugins } from '../../sandbox/admission/index.ts';
import { createApiServer, kubernetesAdmin, type ApiServer } from '../../sandbox/api/index.ts';
import { structureOfKind, type Kind } from '../../sandbox/api/kind.ts';
import { mergePatch } from '../../sandbox/api/patches/merge-patch.ts';
import { strategicMergePatch } from '../../sandbox/api/patches/strategic-merge-patch.ts';
import { VirtualClock } from '../../sandbox/core/clock.ts';
import { draftOf, isObject, type JsonObject, type JsonValue } from '../../sandbox/core/json.ts';
import { Random } from '../../sandbox/core/random.ts';
import { kinds } from '../../sandbox/kinds/index.ts';
import { namespaces, serviceAccounts } from '../../sandbox/schema/resources.ts';
import type { Structure } from '../../sandbox/schema/structure.ts';

function start(): ApiServer {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1));
  const server = createApiServer({ clock, random: new Random('properties'), kinds, admission: admissionPlugins, freeze: true });
  const client = server.componentClient(kubernetesAdmin);
  client.create(namespaces, { metadata: { name: 'default' } });
  client.create(serviceAccounts, { metadata: { name: 'default', namespace: 'default' } });
  return server;
}

const server = start();
const kindNamed = (group: string, resource: string, version = 'v1'): Kind => {
  const kind = server.kinds.byResource(group, version, resource);
  if (kind === undefined) throw new Error(`${resource} is not served`);
  return kind;
};

const words = fc.constantFrom(
  'a',
  'web',
  '',
  'A b',
  '80',
  '1Gi',
  '100m',
  'TCP',
  'Always',
  '..',
  '/x',
  '10.0.0.1',
  'kubernetes.io/x',
  '-1',
);
const numbers = fc.constantFrom(0, 1, -1, 80, 70_000, 2 ** 31, 1.5);

/** Values that mostly have the shape of a structure. */
function valuesOf(structure: Structure, depth: number): fc.Arbitrary<JsonValue> {
  const { shape } = structure;
  const items = structure.items?.();
  if (depth > 7) return fc.constant(null);
  if (shape === 'struct') {
    const fields = [...(structure.fields ?? [])].map(
      ([name, field]) => [name, fc.constant(null).chain(() => valuesOf(field.structure(), depth + 1))] as const,
    );
    const some = fc.subarray(fields, { maxLength: Math.min(fields.length, 5) });
    return some.chain((chosen) => fc.record(Object.fromEntries(chosen)) as fc.Arbitrary<JsonValue>);
  }
  if (shape === 'list' && items !== undefined) return fc.array(valuesOf(items, depth + 1), { maxLength: 2 });
  if (shape === 'map' && items !== undefined) return fc.dictionary(words, valuesOf(items, depth + 1), { maxKeys: 2 });
  if (shape === 'boolean') return fc.boolean();
  if (shape === 'integer' || shape === 'number') return numbers;
  return shape === 'intOrString' ? fc.oneof(words, numbers) : words;
}

const any = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JsonValue>;

describe('whatever is sent', () => {
  const places = kinds
    .filter(({ verbs, computed }) => computed === undefined && (verbs?.includes('create') ?? true))
    .map(({ type }) => [type.group, type.resource, type.version] as const);

  it.each(places)('%s %s %s: is answered, and what would be stored is defaulted', (group, resource, version) => {
    const kind = kindNamed(group, resource, version);
    const { kind: name, namespaced } = kind.type;
    const apiVersion = group === '' ? version : `${group}/${version}`;
    const context = { now: 0, user: kubernetesAdmin, random: new Random('check'), dryRun: false, list: () => [] };
    const body = fc.oneof({ weight: 9, arbitrary: valuesOf(structureOfKind(kind), 0) }, { weight: 1, arbitrary: any });
    fc.assert(
      fc.property(body, (given) => {
        const object = isObject(given) ? { ...given, apiVersion, kind: name, metadata: { name: 'thing' } } : given;
        const target = { group, version, resource, ...(namespaced ? { namespace: 'default' } : {}), user: kubernetesAdmin };
        const made = server.handle({ verb: 'create', ...target, body: JSON.stringify(object), options: { dryRun: true } });
        expect([201, 400, 403, 404, 409, 422, 500]).toContain(made.code);
        if (made.code !== 201 || kind.answer !== undefined || kind.partOf !== undefined) return;
        const again = draftOf(made.body) as JsonObject;
        kind.default?.(again as never, context);
        expect(again).toEqual(made.body);
      }),
      { numRuns: 25 },
    );
  });
});

/** Deployments that are mostly right. */
const goodDeployments = fc.record({
  replicas: fc.integer({ min: 0, max: 5 }),
  labels: fc.dictionary(fc.constantFrom('app', 'tier'), fc.constantFrom('a', 'b'), { minKeys: 1 }),
  containers: fc.uniqueArray(
    fc.record(
      {
        name: fc.constantFrom('a', 'b', 'c'),
        image: fc.constantFrom('nginx', 'busybox:1.36'),
        ports: fc.uniqueArray(fc.record({ containerPort: fc.integer({ min: 1, max: 3 }) }), {
          selector: ({ containerPort }) => containerPort,
        }),
        env: fc.uniqueArray(fc.record({ name: fc.constantFrom('A', 'B'), value: fc.constantFrom('', '1') }), {
          selector: ({ name }) => name,
        }),
        args: fc.array(fc.constantFrom('x', 'y'), { maxLength: 2 }),
      },
      { requiredKeys: ['name', 'image'] },
    ),
    { minLength: 1, maxLength: 3, selector: ({ name }) => name },
  ),
});
type Good = typeof goodDeployments extends fc.Arbitrary<infer Value> ? Value : never;

const deploymentOf = ({ replicas, labels, containers }: Good): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'made', namespace: 'default' },
  spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } } as never,
});

describe('a Deployment', () => {
  const target = { group: 'apps', version: 'v1', resource: 'deployments', namespace: 'default', user: kubernetesAdmin } as const;
  const named = { ...target, name: 'made' };

  it('that is stored holds up, and an update with itself changes nothing', () => {
    fc.assert(
      fc.property(goodDeployments, (good) => {
        server.handle({ verb: 'delete', ...named });
        const made = server.handle({ verb: 'create', ...target, body: deploymentOf(good) });
        expect(made.code).toBe(201);
        expect(server.handle({ verb: 'update', ...named, body: made.body })).toMatchObject({ code: 200, body: made.body });
        expect(server.handle({ verb: 'get', ...named }).body).toEqual(made.body);
      }),
      { numRuns: 40 },
    );
  });

  it('that is applied twice is as it was after once, and gives up what is applied no more', () => {
    const apply = (good: Good): ReturnType<ApiServer['handle']> =>
      server.handle({
        verb: 'patch',
        ...named,
        contentType: 'application/apply-patch+yaml',
        body: deploymentOf(good),
        options: { fieldManager: 'tester', force: true },
      });
    fc.assert(
      fc.property(goodDeployments, goodDeployments, (first, second) => {
        server.handle({ verb: 'delete', ...named });
        expect(apply(first).code).toBe(201);
        const next = { ...second, labels: first.labels };
        const once = apply(next);
        expect(once.code).toBe(200);
        expect(apply(next).body).toEqual(once.body);
        const spec = once.body['spec'] as {
          readonly template: { readonly spec: { readonly containers: readonly JsonObject[] } };
        };
        const found = spec.template.spec.containers;
        expect(found.map(({ name }) => name)).toEqual(next.containers.map(({ name }) => name));
        expect(found.map(({ env }) => env ?? [])).toEqual(
          next.containers.map(({ env }) => (env ?? []).map(({ name, value }) => (value === '' ? { name } : { name, value }))),
        );
      }),
      { numRuns: 40 },
    );
  });
});

describe('applying', () => {
  it('twice is the same as once', () => {
    const data = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.string({ maxLength: 5 }));
    const labels = fc.dictionary(fc.constantFrom('x', 'y'), fc.constantFrom('1', '2', ''));
    const target = {
      group: '',
      version: 'v1',
      resource: 'configmaps',
      namespace: 'default',
      name: 'applied',
      user: kubernetesAdmin,
    };
    const apply = (body: JsonObject): JsonObject =>
      server.handle({
        verb: 'patch',
        ...target,
        contentType: 'application/apply-patch+yaml',
        body,
        options: { fieldManager: 'tester', force: true },
      }).body;
    fc.assert(
      fc.property(data, labels, (content, marks) => {
        const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'applied', labels: marks }, data: content };
        const once = apply(config);
        expect(once['data'] ?? {}).toEqual(content);
        expect(apply(config)).toEqual(once);
      }),
      { numRuns: 60 },
    );
  });
});

/** RFC 7386, as it is written there. */
function plainMerge(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result: { [key: string]: unknown } = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = plainMerge(result[key], value);
  }
  return result;
}

describe('patches', () => {
  const names = fc.constantFrom('a', 'b', 'c');
  const { tree } = fc.letrec<{ tree: unknown; leaf: unknown }>((tie) => ({
    leaf: fc.oneof(fc.constant(null), fc.integer(), fc.string({ maxLength: 3 }), fc.array(fc.integer(), { maxLength: 2 })),
    tree: fc.dictionary(names, fc.oneof({ maxDepth: 3 }, tie('leaf'), tie('tree')), { maxKeys: 3 }),
  }));

  it('merge as the RFC says', () => {
    fc.assert(
      fc.property(tree, tree, (target, patch) => {
        expect(mergePatch(target, patch)).toEqual(plainMerge(target, patch));
      }),
    );
  });

  it('merge maps alike, strategic or not', () => {
    const texts = fc.dictionary(names, fc.oneof(fc.constant(null), fc.string({ maxLength: 3 })));
    const structure = structureOfKind(kindNamed('', 'configmaps'));
    fc.assert(
      fc.property(texts, texts, (before, data) => {
        const target = { data: before };
        expect(strategicMergePatch(structure, target, { data })).toEqual(plainMerge(target, { data }));
      }),
    );
  });

  it('merge containers by name and lose none', () => {
    const structure = structureOfKind(kindNamed('', 'pods'));
    const containers = fc.uniqueArray(fc.record({ name: names, image: fc.constantFrom('x', 'y') }), {
      selector: ({ name }) => name,
    });
    fc.assert(
      fc.property(containers, containers, (before, wanted) => {
        const patched = strategicMergePatch(structure, { spec: { containers: before } }, { spec: { containers: wanted } });
        const found = (
          patched as { readonly spec: { readonly containers: readonly { readonly name: string; readonly image: string }[] } }
        ).spec;
        const images = new Map([...before, ...wanted].map(({ name, image }) => [name, image]));
        expect(new Map(found.containers.map(({ name, image }) => [name, image]))).toEqual(images);
        const listed = found.containers.map(({ name }) => name).filter((name) => wanted.some((one) => one.name === name));
        expect(listed).toEqual(wanted.map(({ name }) => name));
      }),
    );
  });
});
