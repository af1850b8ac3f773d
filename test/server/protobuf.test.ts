import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeProtobuf } from '../../sandbox/server/protobuf/index.ts';
import { bytesField, joined, type Piece } from '../../sandbox/server/protobuf/wire.ts';
import { ask } from '../harness/http-ask.ts';
import { serve, type ServedCluster } from '../harness/served-cluster.ts';

/** A field that holds a number; field and number are small here. */
const numberField = (field: number, value: number): Piece => Uint8Array.from([field * 8, value]);

const prefix = Uint8Array.from([0x6b, 0x38, 0x73, 0]);

/** An object in its envelope, as client-go writes it. */
const envelope = (apiVersion: string, kind: string, object: readonly Piece[]): Buffer =>
  Buffer.from(
    joined([
      prefix,
      bytesField(1, [bytesField(1, apiVersion), bytesField(2, kind)]),
      bytesField(2, object),
      bytesField(3, ''),
      bytesField(4, ''),
    ]),
  );

const meta = (name: string): Piece => bytesField(1, [bytesField(1, name), bytesField(2, ''), bytesField(8, [])]);

describe('a body in protobuf', () => {
  it('is read with its maps, and without what is zero', () => {
    const object = [
      meta('a'),
      bytesField(2, [bytesField(1, 'k'), bytesField(2, 'v')]),
      bytesField(3, [bytesField(1, 'b'), bytesField(2, '\u0000x')]),
    ];
    expect(decodeProtobuf(envelope('v1', 'ConfigMap', object))).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', creationTimestamp: null },
      data: { k: 'v' },
      binaryData: { b: 'AHg=' },
    });
  });

  it('is read with numbers that may be texts, quantities and embedded structs', () => {
    const probe = bytesField(10, [
      bytesField(1, [bytesField(2, [bytesField(1, '/'), bytesField(2, [numberField(1, 1), bytesField(3, 'http')])])]),
      numberField(2, 0),
    ]);
    const limits = bytesField(8, [bytesField(1, [bytesField(1, 'cpu'), bytesField(2, [bytesField(1, '100m')])])]);
    const volume = bytesField(1, [bytesField(1, 'v'), bytesField(2, [bytesField(2, [bytesField(1, '')])])]);
    const spec = bytesField(2, [volume, bytesField(2, [bytesField(1, 'c'), limits, probe]), numberField(4, 0)]);
    expect(decodeProtobuf(envelope('v1', 'Pod', [meta('p'), spec]))).toMatchObject({
      spec: {
        volumes: [{ name: 'v', emptyDir: {} }],
        containers: [
          { name: 'c', resources: { limits: { cpu: '100m' } }, livenessProbe: { httpGet: { path: '/', port: 'http' } } },
        ],
        terminationGracePeriodSeconds: 0,
      },
    });
  });

  it('never reaches a prototype', () => {
    const object = [meta('a'), bytesField(2, [bytesField(1, '__proto__'), bytesField(2, 'v')])];
    const { data } = decodeProtobuf(envelope('v1', 'ConfigMap', object));
    expect(Object.keys(data as object)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
  });

  it.each([
    ['no prefix', Buffer.from('{}'), 'does not appear to be a protobuf message'],
    ['cut short', envelope('v1', 'Pod', [meta('p')]).subarray(0, 20), 'unexpected EOF'],
    ['of an unknown kind', envelope('v1', 'Nonsense', []), 'no kind "Nonsense" is registered'],
    ['with a text where a message is', envelope('v1', 'Pod', [numberField(1, 5)]), 'wrong wireType'],
  ])('that is broken (%s) is refused', (_what, body, message) => {
    expect(() => decodeProtobuf(body)).toThrow(message);
  });

  it('may be any bytes at all without doing harm', () => {
    const good = envelope('v1', 'Pod', [meta('p'), bytesField(2, [bytesField(2, [bytesField(1, 'c')])])]);
    for (let at = 4; at < good.length; at++) {
      for (const value of [0, 0x7f, 0xff]) {
        const bad = Buffer.from(good);
        bad[at] = value;
        try {
          decodeProtobuf(bad);
        } catch (error) {
          expect(error).toMatchObject({ name: 'StatusError', code: 400 });
        }
      }
    }
  });
});

describe('over HTTP', () => {
  let served: ServedCluster;
  beforeAll(async () => {
    served = await serve({ components: ['apiserver'] });
  });
  afterAll(() => served.close());

  it('creates, and deletes with options', async () => {
    const headers = { 'content-type': 'application/vnd.kubernetes.protobuf' };
    const path = '/api/v1/namespaces/default/configmaps';
    const created = await ask(served.server, path, { method: 'POST', headers, body: envelope('v1', 'ConfigMap', [meta('a')]) });
    expect(created.code).toBe(201);
    const wrong = envelope('v1', 'DeleteOptions', [bytesField(2, [bytesField(1, 'not-the-uid')])]);
    expect((await ask(served.server, `${path}/a`, { method: 'DELETE', headers, body: wrong })).code).toBe(409);
    const right = envelope('v1', 'DeleteOptions', [bytesField(4, 'Background')]);
    expect((await ask(served.server, `${path}/a`, { method: 'DELETE', headers, body: right })).code).toBe(200);
  });
});
