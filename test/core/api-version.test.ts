import { describe, expect, it } from 'vitest';
import { compareApiVersions } from '../../sandbox/core/api-version.ts';

describe('versions of an API', () => {
  it('stand by how far they have come', () => {
    const shuffled = ['v1beta2', 'v10', 'foo1', 'v3beta1', 'v11alpha2', 'v1', 'v2', 'foo10', 'v12alpha1', 'v10beta3', 'v11beta2'];
    expect([...shuffled].sort((left, right) => compareApiVersions(right, left))).toEqual([
      'v10',
      'v2',
      'v1',
      'v11beta2',
      'v10beta3',
      'v3beta1',
      'v1beta2',
      'v12alpha1',
      'v11alpha2',
      'foo1',
      'foo10',
    ]);
  });
});
