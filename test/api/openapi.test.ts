import { describe, expect, it } from 'vitest';
import { createCluster, isObject, type JsonObject } from '../../sandbox/index.ts';

const client = createCluster({ seed: 'openapi', components: ['apiserver'] }).client();

const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((place, key) => (isObject(place) ? place[key] : undefined), value);
const objectsAt = (value: unknown, ...path: readonly string[]): readonly (readonly [string, JsonObject])[] => {
  const found = at(value, ...path);
  return isObject(found) ? Object.entries(found as { [name: string]: JsonObject }) : [];
};

describe('OpenAPI documents', () => {
  it.each(['v2', 'v3'])('say of every type and field what it is for (%s)', async (version) => {
    const documents =
      version === 'v2'
        ? [await client.raw('/openapi/v2')]
        : await Promise.all(
            objectsAt(await client.raw('/openapi/v3'), 'paths').map(([, place]) =>
              client.raw(String(place['serverRelativeURL'])),
            ),
          );
    const schemas = documents.flatMap((document) =>
      objectsAt(document, ...(version === 'v2' ? ['definitions'] : ['components', 'schemas'])),
    );
    const lacking = schemas.flatMap(([name, schema]) => [
      ...(typeof schema['description'] === 'string' ? [] : [name]),
      ...objectsAt(schema, 'properties').flatMap(([field, { description }]) =>
        typeof description === 'string' ? [] : [`${name}.${field}`],
      ),
    ]);
    expect(lacking).toEqual([]);
    expect(new Set(schemas.map(([name]) => name)).size).toBeGreaterThan(450);
  });

  it('refer only to what they hold', async () => {
    const document = await client.raw('/openapi/v3/apis/apps/v1');
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
      ([, name]) => name,
    );
    const held = new Set(objectsAt(document, 'components', 'schemas').map(([name]) => name));
    expect(references.length).toBeGreaterThan(200);
    expect(references.filter((name) => !held.has(name ?? ''))).toEqual([]);
    expect(held).toContain('io.k8s.api.autoscaling.v1.Scale');
  });

  it('say what must be there, what is allowed and what stands there by itself', async () => {
    const document = await client.raw('/openapi/v3/api/v1');
    const port = at(document, 'components', 'schemas', 'io.k8s.api.core.v1.ServicePort');
    expect(at(port, 'required')).toEqual(['port']);
    expect(at(port, 'properties', 'protocol')).toMatchObject({ type: 'string', default: 'TCP', enum: ['SCTP', 'TCP', 'UDP'] });
    expect(at(port, 'properties', 'targetPort')).toMatchObject({
      allOf: [{ $ref: '#/components/schemas/io.k8s.apimachinery.pkg.util.intstr.IntOrString' }],
    });
  });

  it('let a reference have siblings in version 2', async () => {
    const document = await client.raw('/openapi/v2');
    expect(at(document, 'definitions', 'io.k8s.api.core.v1.Pod', 'properties', 'spec')).toEqual({
      $ref: '#/definitions/io.k8s.api.core.v1.PodSpec',
      description: expect.stringContaining('The containers to run'),
    });
  });

  it('are refused for what is not served', async () => {
    await expect(client.raw('/openapi/v3/apis/nowhere.example.com/v1')).rejects.toMatchObject({ code: 404 });
    await expect(client.raw('/openapi/v4')).rejects.toMatchObject({ code: 404 });
  });
});
