import { expect, test } from 'vitest';
import { coalesceValues } from '../../sandbox/charts/coalesce.ts';
import { goJson } from '../../sandbox/charts/go-json-text.ts';
import { loadChart } from '../../sandbox/charts/index.ts';
import type { Values } from '../../sandbox/charts/go-map.ts';
import { chartFiles } from './chart-files.ts';

const chart = () =>
  loadChart(
    chartFiles({
      'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
      'values.yaml': 'a: {x: 1, z: 2, t: {u: 1}}\nglobal: {zone: one}\ndb: {size: 2}\n',
      'charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 1.0.0\n',
      'charts/db/values.yaml': 'size: 1\ndisk: fast\n',
    }),
  );

function coalesced(values: Values): { readonly json: unknown; readonly warnings: readonly string[] } {
  const warnings: string[] = [];
  const result = coalesceValues(chart(), values, (text) => warnings.push(text));
  return { json: JSON.parse(goJson(result)), warnings };
}

test('what a person gives wins over the chart, and the chart over its subcharts', () => {
  const { json } = coalesced(new Map([['a', new Map([['x', 5]])]]));
  expect(json).toEqual({
    a: { x: 5, z: 2, t: { u: 1 } },
    global: { zone: 'one' },
    db: { size: 2, disk: 'fast', global: { zone: 'one' } },
  });
});

test('null takes a default away', () => {
  const { json } = coalesced(new Map([['a', new Map([['x', null]])]]));
  expect(json).toMatchObject({ a: { z: 2 } });
  expect(json).not.toHaveProperty('a.x');
});

test('a value in place of a table is warned of', () => {
  const { warnings } = coalesced(new Map([['a', new Map([['t', 'text']])]]));
  expect(warnings.join('\n')).toContain('cannot overwrite table with non table for web.a.t (map[u:1])');
});
