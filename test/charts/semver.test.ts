import { expect, test } from 'vitest';
import { isCompatible, compareVersions, parseVersion } from '../../sandbox/charts/semver.ts';

test.each([
  ['>=1.20.0-0', '1.36.1', true],
  ['^1.2', '1.9.0', true],
  ['^1.2', '2.0.0', false],
  ['~1.2.3', '1.2.9', true],
  ['~1.2.3', '1.3.0', false],
  ['1.2.x', '1.2.7', true],
  ['1.2 - 1.4', '1.4.9', true],
  ['>1, <3 || 5.x', '5.1.0', true],
  ['^0.2.3', '0.3.0', false],
  ['*', '1.0.0-rc.1', false],
  ['>=1.0.0-0', '1.0.0-rc.1', true],
  ['!=1.2.3', '1.2.3', false],
])('%s takes %s: %s', (constraint, version, fits) => {
  expect(isCompatible(constraint, version)).toBe(fits);
});

test('releases come after what was before them', () => {
  const order = ['1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta.2', '1.0.0-beta.11', '1.0.0-rc.1', '1.0.0'];
  const parsed = order.flatMap((text) => parseVersion(text) ?? []);
  expect(parsed).toHaveLength(order.length);
  for (const [index, version] of parsed.entries())
    for (const later of parsed.slice(index + 1)) expect(compareVersions(version, later)).toBeLessThan(0);
});
