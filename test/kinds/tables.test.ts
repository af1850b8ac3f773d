import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { kinds } from '../../sandbox/kinds/index.ts';

interface RecordedTable {
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly format: string;
    readonly priority: number;
  }[];
  readonly states?: readonly { readonly object: never; readonly cells: readonly unknown[] }[];
}

const recorded = JSON.parse(gunzipSync(readFileSync('test/goldens/api/meta/tables.json.gz')).toString()) as {
  readonly [resource: string]: RecordedTable;
};
const isVolatile = (cell: unknown): boolean => typeof cell === 'string' && cell.includes('<volatile>');

/** Questions and parts of others are never listed and have no table; metrics come from another server, which was not recorded. */
const listed = kinds.filter(({ verbs, type }) => (verbs?.includes('list') ?? true) && type.group !== 'metrics.k8s.io');

describe.each(listed.map((kind) => [kind.type.resource, kind] as const))('the table of %s', (resource, kind) => {
  const { group, version } = kind.type;
  const table = recorded[`${group === '' ? '' : `${group}/`}${version}/${resource}`];

  test('has the columns of the real server', () => {
    const columns = kind.columns.map(({ name, type, format = '', priority = 0 }) => ({ name, type, format, priority }));
    expect(columns).toEqual(table?.columns.map(({ name, type, format, priority }) => ({ name, type, format, priority })));
  });

  test.each(table?.states ?? [])('shows an object as it does (%#)', ({ object, cells }) => {
    const shown = kind.columns.map((column) => column.cell(object, { now: Date.UTC(2026, 0, 1) }));
    expect(shown.map((cell, index) => (isVolatile(cells[index]) ? cells[index] : cell))).toEqual(cells);
  });
});
