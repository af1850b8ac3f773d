import { objectName } from '../pack/names.ts';
import { boolean, either, isPlain, isMapping, optional, record, text, turned, wholeNumber, type Shape } from '../pack/shape.ts';
import { defineCheck, fails, holds } from './define-check.ts';

interface HostFact {
  readonly machine: string;
  readonly process: { readonly name: string; readonly argument?: string; readonly user?: string };
  readonly count?: number;
  readonly absent: boolean;
}

const process = record({ name: text, argument: optional(text), user: optional(text) });
type ProcessFact = HostFact['process'];
const processShape: Shape<ProcessFact> = either<ProcessFact>(
  'the name of a program, or `{ name, argument, user }`',
  { test: isPlain, shape: turned(text, (name) => ({ name })) },
  { test: isMapping, shape: process },
);

const later = (what: string): string => `${what} cannot be looked at yet: this version of kubetutor knows \`process\` only`;

const shape: Shape<HostFact> = turned(
  record(
    {
      machine: objectName,
      process: processShape,
      count: optional(wholeNumber(1, 1_000)),
      absent: optional(boolean),
    },
    {
      refused: {
        namespace: later('namespaces'),
        cgroup: later('control groups'),
        mount: later('mounts'),
        route: later('routes'),
      },
    },
  ),
  ({ machine, process: wanted, count, absent = false }, refuse) =>
    absent && count !== undefined
      ? refuse('expected either `count` or `absent`')
      : { machine, process: wanted, absent, ...(count === undefined ? {} : { count }) },
);

/** Processes run, or do not, on a simulated machine. */
export const host = defineCheck<HostFact>({
  type: 'host',
  shape,
  label: ({ machine, process: { name }, absent }) => `${name} ${absent ? 'does not run' : 'runs'} on ${machine}`,
  async evaluate({ machine, process: wanted, count, absent }, world) {
    const processes = world.processes(machine);
    if (processes === undefined) return fails(`there is no machine ${machine}`);
    const found = processes.filter(
      ({ argv, user }) =>
        // A script that starts a program in its own place keeps its name in front: `/docker-entrypoint.sh nginx`.
        argv.slice(0, 2).some((word) => word.split('/').at(-1) === wanted.name) &&
        (wanted.argument === undefined || argv.slice(1).includes(wanted.argument)) &&
        (wanted.user === undefined || user === wanted.user),
    ).length;
    const what = `${wanted.name} on ${machine}`;
    if (absent) return found === 0 ? holds : fails(`${what}: expected no process, found ${found}`);
    if (count !== undefined) return found === count ? holds : fails(`${what}: expected ${count} processes, found ${found}`);
    return found > 0 ? holds : fails(`${what}: expected a process, found none`);
  },
});
