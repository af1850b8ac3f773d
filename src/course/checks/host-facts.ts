import { FileError, type FileSystem, type JsonObject, type Machine, type MountedFileSystem } from '../../../sandbox/index.ts';
import { describeDifference, differences } from './partial-match.ts';

type Process = Machine['processes'][number];

/** What was looked for, and words for why it is not so; without them it is. */
export interface Fact {
  readonly what: string;
  readonly problem?: string;
}

export interface ProcessQuery {
  readonly name: string;
  readonly argument?: string;
  readonly user?: string;
  /** Path of its control group, or of one above. */
  readonly cgroup?: string;
  /** As it sees the name of its machine. */
  readonly hostname?: string;
  /** Namespaces of its own: not those of the machine. */
  readonly own?: readonly NamespaceKind[];
  /** Namespaces in which it is with another process. */
  readonly shares?: { readonly with: string; readonly namespaces: readonly NamespaceKind[] };
}

type NamespaceKind = keyof Process['namespaces'];

/** Processes of that name, and in words why the nearest of those that do not match does not. */
export function processesLike(
  machine: Machine,
  wanted: ProcessQuery,
): { readonly matching: readonly Process[]; readonly nearly?: string } {
  const named = machine.processes.filter((process) => isCalled(process, wanted.name));
  const judged = named.map((process) => ({ process, difference: differenceOf(machine, process, wanted) }));
  const matching = judged.filter(({ difference }) => difference === undefined).map(({ process }) => process);
  const nearly = judged.find(({ difference }) => difference !== undefined)?.difference;
  return { matching, ...(nearly === undefined ? {} : { nearly }) };
}

/** A script that starts a program in its own place keeps its name in front: `/docker-entrypoint.sh nginx`. */
function isCalled({ argv }: Process, name: string): boolean {
  return argv.slice(0, 2).some((word) => word.split('/').at(-1) === name);
}

function differenceOf(machine: Machine, process: Process, wanted: ProcessQuery): string | undefined {
  const { argument, user, cgroup, hostname, own = [], shares } = wanted;
  if (argument !== undefined && !process.argv.slice(1).includes(argument)) return `\`${process.argv.join(' ')}\``;
  if (user !== undefined && process.user.name !== user) return `one of the user ${process.user.name}`;
  if (cgroup !== undefined && process.cgroup !== cgroup && !process.cgroup.startsWith(`${cgroup.replace(/\/$/, '')}/`))
    return `one in the control group ${process.cgroup}`;
  if (hostname !== undefined && process.namespaces.uts.hostname !== hostname)
    return `one whose host name is ${process.namespaces.uts.hostname}`;
  const common = own.find((kind) => process.namespaces[kind] === machine.namespaces.initial[kind]);
  if (common !== undefined) return `one in the ${common} namespace of the machine`;
  if (shares === undefined) return undefined;
  const others = machine.processes.filter((other) => other !== process && isCalled(other, shares.with));
  const apart = shares.namespaces.find((kind) => !others.some((other) => other.namespaces[kind] === process.namespaces[kind]));
  return apart === undefined ? undefined : `one that shares no ${apart} namespace with ${shares.with}`;
}

/** What is wanted of a process beside its name, to follow "a process". */
export function describeProcess({ argument, user, cgroup, hostname, own, shares }: ProcessQuery): string {
  return [
    argument === undefined ? [] : `with the argument ${argument}`,
    user === undefined ? [] : `of the user ${user}`,
    cgroup === undefined ? [] : `in the control group ${cgroup}`,
    hostname === undefined ? [] : `whose host name is ${hostname}`,
    own === undefined ? [] : `with a ${own.join(', ')} namespace of its own`,
    shares === undefined ? [] : `that shares the ${shares.namespaces.join(', ')} namespace with ${shares.with}`,
  ]
    .flat()
    .join(' and ');
}

/** A control group is there, and its files say this. */
export function cgroupFact(
  machine: Machine,
  { path, values = {} }: { readonly path: string; readonly values?: { readonly [file: string]: string } },
): Fact {
  const what = `control group ${path}`;
  if (machine.cgroups.find(path) === undefined) return { what, problem: `there is no control group ${path}` };
  for (const [file, wanted] of Object.entries(values)) {
    const found = textOf(machine.files, `/sys/fs/cgroup${path}/${file}`)?.trim();
    if (found !== wanted.trim())
      return {
        what,
        problem: `${file} of the control group ${path}: expected "${wanted}", found ${found === undefined ? 'nothing' : `"${found}"`}`,
      };
  }
  return { what };
}

/** Something is mounted there, as a process sees it, or the machine. */
export function mountFact(
  machine: Machine,
  process: Process | undefined,
  { at, type, source }: { readonly at: string; readonly type?: string; readonly source?: string },
): Fact {
  const what = `mount at ${at}`;
  const files = process?.namespaces.mnt.files ?? machine.files;
  const mounts = hasMounts(files) ? files.mounts : [];
  const mount = mounts.findLast(({ path }) => path === at);
  if (mount === undefined) return { what, problem: `expected a mount at ${at}, found none` };
  if (type !== undefined && mount.type !== type)
    return { what, problem: `the mount at ${at}: expected the type ${type}, found ${mount.type ?? 'none'}` };
  if (source !== undefined && mount.source !== source)
    return { what, problem: `the mount at ${at}: expected ${source}, found ${mount.source ?? 'nothing'}` };
  return { what };
}

function hasMounts(files: FileSystem): files is MountedFileSystem {
  return 'mounts' in files;
}

/** A network stack has this route. */
export function routeFact(
  machine: Machine,
  process: Process | undefined,
  { to, via, device }: { readonly to: string; readonly via?: string; readonly device?: string },
): Fact {
  const what = `route to ${to}`;
  const stack = process?.namespaces.net.stack ?? machine.networkNamespace;
  const routes = stack.devices?.routes ?? [];
  const same = routes.filter(({ destination }) => destination === to);
  const right = same.some(
    (route) => (via === undefined || route.via === via) && (device === undefined || route.device === device),
  );
  if (right) return { what };
  const [other] = same;
  const wanted = `${via === undefined ? '' : ` via ${via}`}${device === undefined ? '' : ` by ${device}`}`;
  const found = other === undefined ? 'none' : `one${other.via === undefined ? '' : ` via ${other.via}`} by ${other.device}`;
  return { what, problem: `expected a route to ${to}${wanted}, found ${found}` };
}

/** A file of the machine, or as a process sees it, is there and says this. */
export function fileFact(
  machine: Machine,
  process: Process | undefined,
  {
    path,
    contains,
    equals,
    figure,
  }: { readonly path: string; readonly contains?: string; readonly equals?: string; readonly figure?: FigureQuery },
): Fact {
  const what = `file ${path}`;
  const found = textOf(process?.namespaces.mnt.files ?? machine.files, path);
  if (found === undefined) return { what, problem: `there is no file ${path}` };
  const shown = `"${found.trim().slice(0, 120)}"`;
  if (contains !== undefined && !found.includes(contains))
    return { what, problem: `${path}: expected "${contains}" in it, found ${shown}` };
  if (equals !== undefined && found.trim() !== equals.trim())
    return { what, problem: `${path}: expected "${equals}", found ${shown}` };
  const wrong = figure === undefined ? undefined : wrongFigure(found, figure);
  return wrong === undefined ? { what } : { what, problem: `${path}: ${wrong}` };
}

/** A number in a file of the kernel: `nr_throttled 17` among others, or a figure that stands alone. */
export interface FigureQuery {
  readonly name: string;
  readonly atLeast?: number;
  readonly atMost?: number;
}

function wrongFigure(content: string, { name, atLeast = -Infinity, atMost = Infinity }: FigureQuery): string | undefined {
  const row = content.split('\n').find((line) => line.split(' ')[0] === name) ?? content;
  const value = Number(row.trim().split(' ').at(-1));
  if (value >= atLeast && value <= atMost) return undefined;
  return `expected ${name} of ${value >= atLeast ? `at most ${atMost}` : `at least ${atLeast}`}, found ${value}`;
}

/** A container of docker is there, and `docker inspect` describes it so. */
export function containerFact(
  containers: readonly JsonObject[],
  { name, matches }: { readonly name: string; readonly matches?: JsonObject },
): Fact {
  const what = `container ${name}`;
  const found = containers.find((one) => one['Name'] === `/${name}`);
  if (found === undefined) return { what, problem: `there is no container ${name}` };
  const [difference] = differences(matches, found);
  return difference === undefined ? { what } : { what, problem: `container ${name}: ${describeDifference(difference)}` };
}

function textOf(files: FileSystem, path: string): string | undefined {
  try {
    return files.readText(path);
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}
