import { describe, expect, it } from 'vitest';
import { goSorted } from '../../sandbox/core/go-sort.ts';

const byNumber = (left: number, right: number): boolean => left < right;

describe('goSorted', () => {
  it.each([0, 1, 12, 13, 50, 200, 1_000])('puts %i numbers in order', (count) => {
    const numbers = Array.from({ length: count }, (_, index) => (index * 7_919) % 101);
    expect(goSorted(numbers, byNumber)).toEqual(numbers.toSorted((left, right) => left - right));
  });

  it('puts what runs backwards in order, and what has few values', () => {
    const backwards = Array.from({ length: 300 }, (_, index) => 300 - index);
    expect(goSorted(backwards, byNumber)).toEqual(backwards.toReversed());
    const few = Array.from({ length: 300 }, (_, index) => index % 3);
    expect(goSorted(few, byNumber)).toEqual(few.toSorted());
  });

  it('leaves up to twelve equal items where they were, and of more has the order of Go', () => {
    const phases =
      'Pending Pending Succeeded Failed Pending Running Pending Pending Pending Pending Running Pending Running Running';
    const pods = phases.split(' ').map((phase, index) => ({ phase, index }));
    const sorted = goSorted(pods, (left, right) => left.phase < right.phase).map(({ phase }) => phase);
    expect(sorted).toEqual(phases.split(' ').toSorted());
    const twelve = pods.slice(0, 12).map(({ index }) => ({ index }));
    expect(goSorted(twelve, () => false)).toEqual(twelve);
  });

  it('moves what is less than everything to the front, the last of them first', () => {
    const items = ['a', undefined, 'b', undefined];
    const indexes = items.map((key, index) => ({ key, index }));
    const sorted = goSorted(
      indexes,
      (left, right) => left.key === undefined || (right.key !== undefined && left.key < right.key),
    );
    expect(sorted.map(({ index }) => index)).toEqual([3, 1, 0, 2]);
  });
});
