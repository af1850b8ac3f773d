import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ChartError, loadChart, parseIgnore } from '../../sandbox/charts/index.ts';
import { readArchive } from '../../sandbox/charts/archive.ts';
import { parseConstraint, parseVersion } from '../../sandbox/charts/semver.ts';
import { setValues, type SetKind } from '../../sandbox/charts/set-values.ts';
import { schemaProblem } from '../../sandbox/charts/schema/index.ts';
import { splitManifests } from '../../sandbox/charts/manifests.ts';
import { chartFiles } from './chart-files.ts';

const yamlish = fc.stringMatching(/^[a-c:{}[\]&*!|>'"#,\-? \n\t0-9.~%@`]*$/);

test('any Chart.yaml and values.yaml is a chart or a ChartError', () => {
  fc.assert(
    fc.property(yamlish, yamlish, (metadata, values) => {
      const files = chartFiles({ 'Chart.yaml': `apiVersion: v2\nname: a\nversion: 1.0.0\n${metadata}`, 'values.yaml': values });
      try {
        loadChart(files);
      } catch (error) {
        expect(error).toBeInstanceOf(ChartError);
      }
    }),
    { numRuns: 300 },
  );
});

test('any --set is taken or refused with a ChartError', () => {
  const kinds: SetKind[] = [{ kind: 'typed' }, { kind: 'string' }, { kind: 'literal' }];
  fc.assert(
    fc.property(fc.stringMatching(/^[a-b.,=[\]{}\\0-3n -]*$/), fc.constantFrom(...kinds), (text, kind) => {
      try {
        setValues(text, new Map(), kind);
      } catch (error) {
        expect(error).toBeInstanceOf(ChartError);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('no archive, version, ignore file or manifest crashes or hangs', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), fc.string(), (bytes, text) => {
      try {
        readArchive(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(ChartError);
      }
      parseVersion(text);
      parseConstraint(text);
      splitManifests(text);
      try {
        parseIgnore(text)('a/b.txt', false);
      } catch (error) {
        expect(error).toBeInstanceOf(ChartError);
      }
    }),
    { numRuns: 1_000 },
  );
});

test('a schema that refers to itself without end is judged', () => {
  const schema =
    '{"$ref": "#/definitions/a", "definitions": {"a": {"$ref": "#/definitions/b"}, "b": {"$ref": "#/definitions/a"}}}';
  expect(schemaProblem(new Map(), new TextEncoder().encode(schema), () => undefined)).toBeTypeOf('string');
});
