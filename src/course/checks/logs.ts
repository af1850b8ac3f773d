import { boolean, optional, record, text, turned, wholeNumber } from '../pack/shape.ts';
import { defineCheck, fails, holds } from './define-check.ts';
import { originName, podFields, podQuery } from './origin.ts';

const shape = turned(
  record({ ...podFields, contains: text, previous: optional(boolean), least: optional(wholeNumber(1, 10_000)) }),
  (value, refuse) => {
    const pod = podQuery(value, refuse);
    const { contains, previous = false, least = 1 } = value;
    return pod && { pod, contains, previous, least };
  },
);

/** The log of a container has this text in it. */
export const logs = defineCheck({
  type: 'logs',
  shape,
  label: ({ pod, contains }) => `"${contains}" in the log of ${originName(pod)}`,
  async evaluate({ pod, contains, previous, least }, world) {
    const printed = await world.printed(pod, { log: { previous } });
    if (typeof printed === 'string') return fails(printed);
    const lines = printed.text.trimEnd().split('\n');
    const count = lines.filter((line) => line.includes(contains)).length;
    if (count >= least) return holds;
    const last = lines.at(-1)?.slice(0, 120) ?? '';
    return fails(
      `the log of Pod ${printed.pod}: expected ${least === 1 ? 'a line' : `${least} lines`} with "${contains}", found ${count === 0 ? 'none' : count}; its last line is "${last}"`,
    );
  },
});
