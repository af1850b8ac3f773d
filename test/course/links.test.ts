import { expect, it } from 'vitest';
import { linksIn } from '../../src/course/pack/links.ts';

it('finds targets of links, and says so where a space keeps one from being a link', () => {
  expect(linksIn('See [Pod](term:Pod) and [cluster IP](<term:cluster IP>), not `[a](term:b c)`.')).toEqual({
    links: ['term:Pod', 'term:cluster IP'],
  });
  expect(linksIn('See the [cluster IP](term:cluster IP).').problem).toBe(
    'expected angle brackets around a target with a space, `[cluster IP](<term:cluster IP>)`, found [cluster IP](term:cluster IP)',
  );
});
