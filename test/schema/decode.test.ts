import { describe, expect, it } from 'vitest';
import { decode, DecodeError } from '../../sandbox/schema/decode.ts';
import { parseJson } from '../../sandbox/schema/parse-json.ts';
import { parseYaml } from '../../sandbox/schema/parse-yaml.ts';
import { checkQuantity, checkTime } from '../../sandbox/schema/scalar-texts.ts';
import { structureOf, type Structure } from '../../sandbox/schema/structure.ts';
import type { JsonValue } from '../../sandbox/core/json.ts';

function structure(name: string): Structure {
  const found = structureOf(name);
  if (found === undefined) throw new Error(name);
  return found;
}
const pod = structure('io.k8s.api.core.v1.Pod');
const deployment = structure('io.k8s.api.apps.v1.Deployment');
const container = (fields: { readonly [name: string]: JsonValue }): JsonValue => ({
  spec: { containers: [{ name: 'a', ...fields }] },
});

function mismatch(what: Structure, value: JsonValue): string {
  try {
    decode(what, value);
  } catch (error) {
    if (error instanceof DecodeError) return error.message;
  }
  return '';
}

describe('decoding', () => {
  it('lists fields that nobody knows, by their path', () => {
    const { unknownFields, value } = decode(pod, container({ imge: 'x', ports: [{ port: 80 }] }));
    expect(unknownFields).toEqual(['spec.containers[0].imge', 'spec.containers[0].ports[0].port']);
    expect(JSON.stringify(value)).not.toContain('imge');
  });

  it.each([
    [
      deployment,
      { spec: { replicas: 'two' } },
      'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      deployment,
      { spec: { replicas: 1.5 } },
      'json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      pod,
      { spec: { containers: 'a' } },
      'json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type []v1.Container',
    ],
    [
      pod,
      container({ livenessProbe: { grpc: [] } }),
      'json: cannot unmarshal array into Go struct field Probe.spec.containers.livenessProbe.ProbeHandler.grpc of type v1.GRPCAction',
    ],
    [
      pod,
      { metadata: { labels: { a: 1 } } },
      'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string',
    ],
    [
      pod,
      container({ resources: { limits: { cpu: '1core' } } }),
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
  ])('refuses a wrong type in the words of the server (%#)', (what, value, message) => {
    expect(mismatch(what, value)).toBe(message);
  });

  it('drops nulls and empty values that count as absent, and shows what is always there', () => {
    expect(
      decode(deployment, { metadata: { name: 'a', namespace: '', labels: null }, spec: { minReadySeconds: 0, replicas: 0 } })
        .value,
    ).toEqual({
      metadata: { name: 'a' },
      spec: { replicas: 0, strategy: {}, template: { metadata: {}, spec: { containers: null } } },
      status: {},
    });
  });

  it('keeps a key called __proto__ a key', () => {
    const { value } = decode(pod, JSON.parse('{"metadata":{"labels":{"__proto__":"x"}}}') as JsonValue);
    expect(JSON.stringify(value)).toContain('"__proto__":"x"');
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });
});

describe('text', () => {
  it.each([
    ['{"a":1,"a":2}', ['duplicate field "a"']],
    ['{"a":[{"b":1,"b":2}]}', ['duplicate field "a[0].b"']],
  ])('of JSON %s has keys twice', (text, duplicates) => {
    expect(parseJson(text).duplicates).toEqual(duplicates);
  });

  it.each([
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":', 'unexpected end of JSON input'],
    ['nope', "invalid character 'o' in literal null (expecting 'u')"],
    ['{} x', "invalid character 'x' after top-level value"],
  ])('that is no JSON is refused: %s', (text, message) => {
    expect(() => parseJson(text)).toThrow(message);
  });

  it('of YAML has keys twice, booleans by other names, and a bound on aliases', () => {
    expect(parseYaml('a: one\na: two\n').duplicates).toEqual(['line 2: key "a" already set in map']);
    expect(parseYaml('a: yes\nb: off\nc: "yes"\n').value).toEqual({ a: true, b: false, c: 'yes' });
    const bomb = `a: &a [x, x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c, *c, *c, *c]\n`;
    expect(() => parseYaml(bomb)).toThrow(/alias/);
  });
});

describe('scalars', () => {
  it.each([
    ['1000m', '1'],
    ['0.5', '500m'],
    ['1024Mi', '1Gi'],
    ['1.5Gi', '1536Mi'],
    ['1e3', '1e3'],
    ['0.0001', '100u'],
    ['123456', '123456'],
    ['1000', '1k'],
    ['0Mi', '0'],
  ])('writes %s as %s', (text, canonical) => {
    expect(checkQuantity(text)).toEqual([canonical]);
  });

  it.each([
    ['2026-01-02T03:04:05.678+01:00', '2026-01-02T02:04:05Z', undefined],
    ['yesterday', 'yesterday', 'parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"'],
    ['2026-01-02T03:04:05Zx', '2026-01-02T03:04:05Zx', 'parsing time "2026-01-02T03:04:05Zx": extra text: "x"'],
  ])('reads the time %s', (text, canonical, problem) => {
    expect(checkTime(text, false)).toEqual(problem === undefined ? [canonical] : [canonical, problem]);
  });
});
