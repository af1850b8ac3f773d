import { defineCheck, fails, holds } from './define-check.ts';
import { matchesOf, nameOf, partialObject, search, wantedOf, type PartialObject } from './objects.ts';

/** No object matches. */
export const absent = defineCheck<PartialObject>({
  type: 'absent',
  shape: partialObject,
  label: (object) => `no ${wantedOf(object)}`,
  watches: (object) => [object],
  async evaluate(object, world) {
    const found = await search(object, world);
    if (typeof found === 'string') return fails(found);
    const [match] = matchesOf(found);
    return match === undefined ? holds : fails(`${nameOf(match, object.kind)} is still there`);
  },
});
