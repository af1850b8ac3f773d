import { expect, test } from 'vitest';
import { unifiedDiff } from '../../sandbox/core/unified-diff.ts';

const lines = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}`);

test('shows what changed with three lines around it', () => {
  const before = lines(1, 9).join('\n');
  const after = [...lines(1, 4), 'new', ...lines(6, 9)].join('\n');
  expect(unifiedDiff(before, after)).toBe(
    '@@ -2,7 +2,7 @@\n line 2\n line 3\n line 4\n-line 5\n+new\n line 6\n line 7\n line 8\n',
  );
});

test('parts changes that are far from each other', () => {
  const after = ['first', ...lines(2, 19), 'last'].join('\n');
  const diff = unifiedDiff(lines(1, 20).join('\n'), after);
  expect(diff.match(/^@@.*$/gm)).toEqual(['@@ -1,4 +1,4 @@', '@@ -17,4 +17,4 @@']);
});

test('has nothing to say of equal texts', () => {
  expect(unifiedDiff('a\nb', 'a\nb')).toBe('');
});
