import { describe, expect, test } from 'vitest';
import { formatGoDuration, humanDuration, parseGoDuration } from '../../sandbox/core/duration.ts';
import { valueAt } from '../../sandbox/core/field-path.ts';
import { alignTabs, createTableWriter, describeLayout } from '../../sandbox/core/text-table.ts';
import { formatMicroTime, formatRfc1123, formatTime, parseTime } from '../../sandbox/core/time-text.ts';

const seconds = 1000;
const hours = 3600 * seconds;

describe('ages', () => {
  test.each([
    [-2 * seconds, '<invalid>'],
    [-1500, '0s'],
    [119 * seconds, '119s'],
    [120 * seconds, '2m'],
    [310 * seconds, '5m10s'],
    [10 * 60 * seconds, '10m'],
    [3 * hours, '3h'],
    [3.5 * hours, '3h30m'],
    [47 * hours, '47h'],
    [76 * hours, '3d4h'],
    [24 * 10 * hours, '10d'],
    [24 * 365 * 2 * hours, '2y'],
    [24 * (365 * 3 + 4) * hours, '3y4d'],
  ])('%d ms is %s', (milliseconds, text) => {
    expect(humanDuration(milliseconds)).toBe(text);
  });

  test.each([
    ['1m30s', 90 * seconds],
    ['2.5s', 2500],
    ['100ms', 100],
    ['0s', 0],
    ['25h0m0s', 25 * hours],
  ])('Go writes %s', (text, milliseconds) => {
    expect(formatGoDuration(milliseconds)).toBe(text);
    expect(parseGoDuration(text)).toBe(milliseconds);
  });

  test('Go refuses a number without a unit', () => {
    expect(() => parseGoDuration('5')).toThrow('time: missing unit in duration "5"');
  });
});

describe('times', () => {
  test.each([0, 951_782_399_000, 1_767_323_045_000, 4_102_444_800_000])('%d survives a round trip', (milliseconds) => {
    expect(parseTime(formatTime(milliseconds))).toBe(milliseconds);
    expect(formatTime(milliseconds)).toBe(new Date(milliseconds).toISOString().replace('.000', ''));
  });

  test('have their forms', () => {
    expect(formatMicroTime(1_767_323_045_123)).toBe('2026-01-02T03:04:05.123000Z');
    expect(formatRfc1123(1_767_323_045_000)).toBe('Fri, 02 Jan 2026 03:04:05 +0000');
    expect(parseTime('2026-01-02T03:04:05.5+01:00')).toBe(1_767_323_045_500 - hours);
    expect(parseTime('2026-02-30T00:00:00Z')).toBeUndefined();
  });
});

describe('tables', () => {
  test('a describe column reaches only as far as its neighbours', () => {
    expect(alignTabs('Name:\tweb\nNamespace:\tdefault\nplain\nA:\tb\n', describeLayout)).toBe(
      'Name:       web\nNamespace:  default\nplain\nA:  b\n',
    );
  });

  test('rows that come later stay under their header', () => {
    const write = createTableWriter();
    expect(
      write([
        ['NAME', 'READY'],
        ['web', '1/1'],
      ]),
    ).toBe('NAME   READY\nweb    1/1\n');
    expect(write([['a-long-name', '0/1']])).toBe('a-long-name   0/1\n');
    expect(write([['b', '0/1']])).toBe('b             0/1\n');
  });
});

test('a field path leads to its value', () => {
  expect(valueAt({ spec: { containers: [{ name: 'web' }] } }, '.spec.containers[0].name')).toBe('web');
  expect(valueAt({ labels: { 'a/b.c': 'x' } }, "labels['a/b.c']")).toBe('x');
  expect(valueAt({}, 'constructor')).toBeUndefined();
});
