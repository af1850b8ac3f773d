import { listOf, optional, record, text, turned, wholeNumber } from '../pack/shape.ts';
import { defineCheck, fails, holds } from './define-check.ts';
import { originName, podFields, podQuery } from './origin.ts';

const shape = turned(
  record({
    ...podFields,
    command: listOf(text, { least: 1 }),
    contains: optional(text),
    equals: optional(text),
    exitCode: optional(wholeNumber(0, 255)),
  }),
  (value, refuse) => {
    const pod = podQuery(value, refuse);
    const { command, contains, equals, exitCode = 0 } = value;
    return pod && { pod, command, contains, equals, exitCode };
  },
);

/** A command in a container prints this. It is for looking: it must not change anything. */
export const exec = defineCheck({
  type: 'exec',
  shape,
  label: ({ pod, command }) => `\`${command.join(' ')}\` in ${originName(pod)}`,
  async evaluate({ pod, command, contains, equals, exitCode }, world) {
    const printed = await world.printed(pod, { command });
    if (typeof printed === 'string') return fails(printed);
    const what = `\`${command.join(' ')}\` in Pod ${printed.pod}`;
    const found = printed.text.trim();
    const shown = found === '' ? 'nothing' : `"${found.slice(0, 120)}"`;
    if (printed.exitCode !== exitCode)
      return fails(`${what}: expected the exit code ${exitCode}, found ${printed.exitCode} and ${shown}`);
    if (contains !== undefined && !found.includes(contains))
      return fails(`${what}: expected "${contains}" in it, found ${shown}`);
    if (equals !== undefined && found !== equals.trim()) return fails(`${what}: expected "${equals.trim()}", found ${shown}`);
    return holds;
  },
});
