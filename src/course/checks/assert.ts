import { wholeNumber } from '../pack/shape.ts';
import { defineCheck, fails, holds } from './define-check.ts';
import { matchesOf, partialObject, search, wantedOf, whyNone, type PartialObject } from './objects.ts';

interface Assertion {
  readonly object: PartialObject;
  readonly count?: number;
}

/** An object matches, or exactly `count` of them do. */
export const assert = defineCheck<Assertion>({
  type: 'assert',
  shape: {
    expected: partialObject.expected,
    schema: partialObject.schema,
    read(node, reading) {
      const object = partialObject.read(node, reading);
      return object === undefined ? undefined : { object };
    },
  },
  beside: { count: wholeNumber(1, 1_000) },
  join: (value, { count }) => (typeof count === 'number' ? { ...value, count } : value),
  label: ({ object, count }) => (count === undefined ? wantedOf(object) : `${count} × ${wantedOf(object)}`),
  watches: ({ object }) => [object],
  async evaluate({ object, count }, world) {
    const found = await search(object, world);
    if (typeof found === 'string') return fails(found);
    const matches = matchesOf(found).length;
    if (count === undefined) return matches > 0 ? holds : fails(whyNone(object, found));
    if (matches === count) return holds;
    const missed = found.candidates[matches];
    const why = matches < count && missed !== undefined ? `; ${whyNone(object, { ...found, candidates: [missed] })}` : '';
    return fails(`expected ${count} of ${wantedOf(object, found.kind)}, found ${matches}${why}`);
  },
});
