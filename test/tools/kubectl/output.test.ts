import { parse } from 'yaml';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toYaml } from '../../../sandbox/core/yaml-text.ts';
import { renderTemplate } from '../../../sandbox/tools/kubectl/jsonpath/evaluate.ts';
import { parseTemplate } from '../../../sandbox/tools/kubectl/jsonpath/parse.ts';
import { threeWayStrategicPatch } from '../../../sandbox/tools/kubectl/patch/strategic-diff.ts';
import { structureOf } from '../../../sandbox/tools/kubectl/patch/structure.ts';

describe('YAML', () => {
  it.each([
    [{ a: 'plain', b: '1', c: 'true', d: '' }, 'a: plain\nb: "1"\nc: "true"\nd: ""\n'],
    [{ list: [{ b: 1, a: [] }, 'x'] }, 'list:\n- a: []\n  b: 1\n- x\n'],
    [{ text: 'one\ntwo\n', open: 'one\ntwo' }, 'open: |-\n  one\n  two\ntext: |\n  one\n  two\n'],
    [{ star: '*', colon: 'a: b', quote: "it's" }, "colon: 'a: b'\nquote: it's\nstar: '*'\n"],
    [{ yes: 'no', time: '2026-01-01T00:00:00Z' }, 'time: "2026-01-01T00:00:00Z"\n"yes": "no"\n'],
  ])('%j', (value, text) => {
    expect(toYaml(value)).toBe(text);
  });

  it('can be read back, whatever stands in it', () => {
    const values = fc.dictionary(
      fc.string({ minLength: 1 }).filter((key) => key !== '__proto__'),
      fc.oneof(fc.string({ maxLength: 200 }), fc.integer(), fc.boolean()),
    );
    fc.assert(
      fc.property(values, (value) => {
        expect(parse(toYaml({ data: value }))).toEqual({ data: value });
      }),
      { numRuns: 300 },
    );
  });
});

describe('JSONPath', () => {
  const list = {
    items: [
      { name: 'a', labels: { 'x.y/z': '1' }, ports: [{ n: 1 }, { n: 2 }] },
      { name: 'b', ports: [] },
    ],
  };

  it.each([
    ['{.items[*].name}', 'a b'],
    ['{range .items[*]}{.name}:{.ports[*].n}{"\\n"}{end}', 'a:1 2\nb:\n'],
    ['{.items[?(@.name=="b")].name}', 'b'],
    ['{.items[0].labels.x\\.y/z}', '1'],
    ['{.items[-1:].name}', 'b'],
    ['{..n}', '1 2'],
    ['{.items[0].ports}', '[{"n":1},{"n":2}]'],
    ["{.items[0]['name','labels']}", 'a {"x.y/z":"1"}'],
  ])('%s', (template, text) => {
    expect(renderTemplate(parseTemplate(template), list)).toBe(text);
  });
});

describe('the patch of apply', () => {
  const structure = structureOf('io.k8s.api.apps.v1.Deployment') ?? {};
  const spec = (containers: readonly object[], more: object = {}): object => ({ template: { spec: { containers } }, ...more });

  it('touches only what the file says, or said', () => {
    const original = {
      spec: spec(
        [
          { name: 'a', image: 'x:1' },
          { name: 'old', image: 'y' },
        ],
        { paused: true },
      ),
    };
    const modified = { spec: spec([{ name: 'a', image: 'x:2' }]) };
    const current = {
      spec: spec(
        [
          { name: 'a', image: 'x:1', resources: {} },
          { name: 'old', image: 'y' },
          { name: 'injected', image: 'z' },
        ],
        { paused: true, replicas: 7 },
      ),
    };
    expect(threeWayStrategicPatch(original, modified, current, structure)).toEqual({
      spec: {
        paused: null,
        template: {
          spec: {
            '$setElementOrder/containers': [{ name: 'a' }],
            containers: [
              { name: 'a', image: 'x:2' },
              { name: 'old', $patch: 'delete' },
            ],
          },
        },
      },
    });
  });

  it('is empty when nothing changed', () => {
    const object = { spec: spec([{ name: 'a', image: 'x:1' }]) };
    expect(threeWayStrategicPatch(object, object, { spec: spec([{ name: 'a', image: 'x:1', tty: false }]) }, structure)).toEqual(
      {},
    );
  });
});
