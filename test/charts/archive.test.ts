import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readArchive, writeArchive } from '../../sandbox/charts/archive.ts';
import { loadChart } from '../../sandbox/charts/index.ts';
import { decodeRelease, encodeRelease, type Release } from '../../sandbox/charts/release.ts';
import { NO_TIME } from '../../sandbox/charts/manifests.ts';
import { chartFiles } from './chart-files.ts';

const bytes = new Uint8Array(700).map((_, index) => index % 256);

test('an archive gives back files byte for byte', () => {
  const long = `web/files/${'folder/'.repeat(20)}file.txt`;
  const files = [
    ...chartFiles({ 'web/Chart.yaml': 'apiVersion: v2\r\nname: web\r\nversion: 1.0.0\r\n', 'web/values.yaml': '', [long]: 'x' }),
    { name: 'web/files/bytes.bin', data: bytes },
  ];
  const read = readArchive(writeArchive(files, 0));
  expect(read.map(({ name }) => name)).toEqual(['Chart.yaml', 'values.yaml', long.slice(4), 'files/bytes.bin']);
  expect(new TextDecoder().decode(read[0]?.data)).toContain('v2\r\nname');
  expect(read[3]?.data).toEqual(bytes);
});

test.each([
  ['nothing', new Uint8Array()],
  ['no archive', bytes],
  ['half an archive', writeArchive(chartFiles({ 'web/Chart.yaml': 'name: web' }), 0).slice(0, 40)],
])('%s is refused', (_, archive) => {
  expect(() => readArchive(archive)).toThrow();
});

test('files that leave the chart are refused', () => {
  const archive = writeArchive(chartFiles({ 'web/../../outside': 'x' }), 0);
  expect(() => readArchive(archive)).toThrow(/illegally references parent directory/);
});

test('a release is kept as base64 of gzip of JSON, as the real helm reads it', () => {
  const release: Release = {
    name: 'web',
    namespace: 'shop',
    version: 2,
    info: {
      firstDeployed: '2026-01-01T00:00:00Z',
      lastDeployed: '2026-01-02T00:00:00Z',
      deleted: NO_TIME,
      description: 'Upgrade complete',
      status: 'deployed',
      notes: 'Hello',
    },
    chart: loadChart(
      chartFiles({
        'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
        'values.yaml': 'size: 3\n',
        'templates/a.yaml': 'kind: ConfigMap\n',
      }),
    ),
    config: new Map([['size', 4]]),
    manifest: '---\nkind: ConfigMap\n',
    hooks: [],
    labels: new Map(),
  };
  const text = encodeRelease(release);
  const json = JSON.parse(gunzipSync(Buffer.from(text, 'base64')).toString()) as unknown;
  expect(json).toMatchObject({
    name: 'web',
    namespace: 'shop',
    version: 2,
    info: { status: 'deployed', deleted: '', notes: 'Hello' },
    chart: {
      metadata: { name: 'web', version: '1.0.0' },
      templates: [{ name: 'templates/a.yaml', data: Buffer.from('kind: ConfigMap\n').toString('base64') }],
    },
    config: { size: 4 },
  });
  const again = decodeRelease(text);
  expect(again).toMatchObject({ name: 'web', namespace: 'shop', version: 2, manifest: release.manifest });
  expect(encodeRelease(again)).toBe(text);
});
