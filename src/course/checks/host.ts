import { objectName } from '../pack/names.ts';
import {
  anyText,
  boolean,
  either,
  isMapping,
  isPlain,
  jsonObject,
  list,
  listOf,
  mapping,
  matching,
  number,
  oneOf,
  optional,
  record,
  text,
  turned,
  wholeNumber,
  type ValueOf,
} from '../pack/shape.ts';
import { defineCheck, fails, holds } from './define-check.ts';
import {
  cgroupFact,
  containerFact,
  describeProcess,
  fileFact,
  mountFact,
  processesLike,
  routeFact,
  type Fact,
} from './host-facts.ts';

const kinds = oneOf('pid', 'net', 'uts', 'mnt', 'ipc', 'user', 'cgroup', 'time');
const processFields = record({
  name: text,
  argument: optional(text),
  user: optional(text),
  cgroup: optional(text),
  hostname: optional(text),
  own: optional(listOf(kinds, { least: 1 })),
  shares: optional(record({ with: text, namespaces: listOf(kinds, { least: 1 }) })),
});
export type ProcessFact = ValueOf<typeof processFields>;

const process = either<ProcessFact>(
  'the name of a program, or `{ name, argument, user, cgroup, hostname, own, shares }`',
  { test: isPlain, shape: turned(text, (name): ProcessFact => ({ name })) },
  { test: isMapping, shape: processFields },
);
const path = matching('an absolute path', /^\/[^\0]{0,300}$/);

const facts = {
  process: optional(process),
  cgroup: optional(record({ path, values: optional(mapping(anyText)) })),
  mount: optional(record({ at: path, type: optional(text), source: optional(text) })),
  route: optional(record({ to: text, via: optional(text), device: optional(text) })),
  file: optional(
    record({
      path,
      contains: optional(text),
      equals: optional(text),
      figure: optional(record({ name: text, atLeast: optional(number), atMost: optional(number) })),
    }),
  ),
  container: optional(record({ name: text, matches: optional(jsonObject) })),
};
const names = Object.keys(facts) as readonly (keyof typeof facts)[];

const shape = turned(
  record({
    machine: objectName,
    ...facts,
    of: optional(text),
    count: optional(wholeNumber(1, 1_000)),
    absent: optional(boolean),
  }),
  (value, refuse) => {
    const given = names.filter((name) => value[name] !== undefined);
    if (given.length !== 1) return refuse(`expected exactly one of ${list(names)}`);
    if (value.absent === true && value.count !== undefined) return refuse('expected either `count` or `absent`');
    if (value.count !== undefined && value.process === undefined) return refuse('expected `count` beside `process` only');
    if (value.of !== undefined && value.process !== undefined)
      return refuse('expected `of` beside `mount`, `route` and `file`: the process in whose namespace to look');
    return value;
  },
);
type HostFact = ValueOf<typeof shape>;

/** A process, control group, mount, route, file or container of docker is there, or is not, on a simulated machine. */
export const host = defineCheck<HostFact>({
  type: 'host',
  shape,
  label(value) {
    const what = names.find((name) => value[name] !== undefined) ?? 'process';
    const name = value.process === undefined ? `the ${what}` : value.process.name;
    return `${name} ${value.absent === true ? 'is not' : 'is'} there on ${value.machine}`;
  },
  async evaluate(value, world) {
    const machine = world.machine(value.machine);
    if (machine === undefined) return fails(`there is no machine ${value.machine}`);
    const { absent = false, count } = value;
    if (value.process !== undefined) {
      const { matching: found, nearly } = processesLike(machine, value.process);
      const what = `${value.process.name} on ${value.machine}`;
      if (absent) return found.length === 0 ? holds : fails(`${what}: expected no process, found ${found.length}`);
      if (count !== undefined)
        return found.length === count ? holds : fails(`${what}: expected ${count} processes, found ${found.length}`);
      if (found.length > 0) return holds;
      return fails(
        `${what}: expected a process${nearly === undefined ? '' : ` ${describeProcess(value.process)}`}, found ${nearly ?? 'none'}`,
      );
    }
    const inside = value.of === undefined ? undefined : processesLike(machine, { name: value.of }).matching[0];
    if (value.of !== undefined && inside === undefined) return fails(`${value.of} does not run on ${value.machine}`);
    const fact: Fact =
      value.cgroup !== undefined
        ? cgroupFact(machine, value.cgroup)
        : value.mount !== undefined
          ? mountFact(machine, inside, value.mount)
          : value.route !== undefined
            ? routeFact(machine, inside, value.route)
            : value.container !== undefined
              ? containerFact(world.containers(), value.container)
              : fileFact(machine, inside, value.file ?? { path: '/' });
    const where = value.of === undefined ? value.machine : `${value.machine}, seen by ${value.of}`;
    if (absent) return fact.problem === undefined ? fails(`${where}: expected no ${fact.what}, found one`) : holds;
    return fact.problem === undefined ? holds : fails(`${where}: ${fact.problem}`);
  },
});
