import { describe, expect, it } from 'vitest';
import { Random } from '../../sandbox/core/random.ts';

describe('seeded chance', () => {
  it('repeats itself for the same seed and differs for another', () => {
    const draw = (seed: string): number[] => Array.from({ length: 5 }, () => new Random(seed).fork('pods').uint32());
    const stream = new Random('a');
    expect(new Set(Array.from({ length: 1000 }, () => stream.uint32())).size).toBeGreaterThan(990);
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')).not.toEqual(draw('b'));
  });

  it('gives each purpose its own stream', () => {
    const one = new Random('seed');
    const two = new Random('seed');
    two.uint32();
    expect(one.fork('kubelet').uuid()).toBe(two.fork('kubelet').uuid());
  });

  it('is even enough: a thousand draws from ten fall on each between 60 and 140 times', () => {
    const random = new Random('even');
    const counts = Array.from({ length: 10 }, () => 0);
    for (let draw = 0; draw < 1000; draw++) {
      const drawn = random.below(10);
      counts[drawn] = (counts[drawn] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(60);
    expect(Math.max(...counts)).toBeLessThan(140);
  });

  it('makes UUIDs of version 4 and suffixes without vowels', () => {
    const random = new Random('ids');
    expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(random.suffix(5)).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });
});
