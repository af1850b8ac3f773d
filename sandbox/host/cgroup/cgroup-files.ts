import type { ComputedFolder } from '../computed-files.ts';
import { FileError } from '../file-system.ts';
import { CONTROLLERS, type Cgroup, type CgroupMember, type Controller } from './cgroup.ts';
import type { CgroupTree } from './cgroup-tree.ts';

export interface CgroupFilesOptions {
  readonly tree: CgroupTree;
  /** A process by the number that whoever asks now gives it; 0 is the one who asks. */
  member(pid: number): (CgroupMember & { moveTo(group: Cgroup): void }) | undefined;
  /** The number by which whoever asks now knows a process, 0 for one that he cannot see. */
  number(member: CgroupMember): number;
}

type CgroupFile = {
  readonly controller?: Controller;
  /** Not in the root. */
  readonly inner?: boolean;
  read(group: Cgroup): string;
  write?(group: Cgroup, text: string): void;
};

const line = (value: string | number): string => `${value}\n`;
const micro = (milliseconds: number): number => Math.floor(milliseconds * 1000);
const limitText = (limit: number | undefined): string => line(limit === undefined ? 'max' : limit);

/** Bytes as the kernel reads them: `max`, or a number with K, M, G. Throws FileError `EINVAL`. */
function readBytes(text: string): number | undefined {
  const match = /^(\d+)([kKmMgGtT]?)$/.exec(text.trim());
  if (text.trim() === 'max') return undefined;
  if (match === null) throw new FileError('EINVAL', text);
  const power = ['', 'k', 'm', 'g', 't'].indexOf((match[2] ?? '').toLowerCase());
  // Limits are whole pages.
  return Math.floor((Number(match[1]) * 1024 ** power) / 4096) * 4096;
}

function wholeNumber(text: string, least: number, most: number): number {
  const trimmed = text.trim();
  if (!/^\d+$/.test(trimmed)) throw new FileError('EINVAL', text);
  const value = Number(trimmed);
  if (value < least || value > most) throw new FileError('ERANGE', text);
  return value;
}

/** Quota and period of cpu.max, in microseconds. */
function writeCpuMax(tree: CgroupTree, group: Cgroup, text: string): void {
  const [quota = '', period = String(group.cpuMax.period * 1000), ...rest] = text.trim().split(/\s+/);
  const wrong = (): never => {
    throw new FileError('EINVAL', text);
  };
  if (rest.length > 0 || !/^(max|\d+)$/.test(quota) || !/^\d+$/.test(period)) wrong();
  if (Number(period) < 1_000 || Number(period) > 1_000_000 || (quota !== 'max' && Number(quota) < 1_000)) wrong();
  tree.scheduler.change(() => {
    group.cpuMax = { quota: quota === 'max' ? undefined : Number(quota) / 1000, period: Number(period) / 1000 };
  });
}

const memoryStat = (group: Cgroup): string =>
  [
    `anon ${group.memory}`,
    'file 0',
    `kernel ${group.processCount * 98_304}`,
    `kernel_stack ${group.processCount * 16_384}`,
    'shmem 0',
    'file_mapped 0',
    'file_dirty 0',
    `inactive_anon ${group.memory}`,
    'active_anon 0',
    'inactive_file 0',
    'active_file 0',
    'pgfault 0',
    'pgmajfault 0',
    '',
  ].join('\n');

const isPopulated = (group: Cgroup): boolean => group.processCount > 0;

function filesFor(options: CgroupFilesOptions): { readonly [name: string]: CgroupFile } {
  const { tree } = options;
  const numbers = (group: Cgroup): string =>
    [...group.members]
      .map((member) => options.number(member))
      .sort((left, right) => left - right)
      .map(line)
      .join('');
  const move = (group: Cgroup, text: string): void => {
    if (!/^\d+$/.test(text.trim())) throw new FileError('EINVAL', text);
    const member = options.member(Number(text.trim()));
    if (member === undefined) throw new FileError('ESRCH', text);
    member.moveTo(group);
  };
  return {
    'cgroup.controllers': { read: ({ available }) => line(available.join(' ')) },
    'cgroup.events': {
      inner: true,
      read: (group) => `populated ${isPopulated(group) ? 1 : 0}\nfrozen ${group.frozen ? 1 : 0}\n`,
    },
    'cgroup.freeze': {
      inner: true,
      read: ({ frozen }) => line(frozen ? 1 : 0),
      write: (group, text) => tree.freeze(group, wholeNumber(text, 0, 1) === 1),
    },
    'cgroup.kill': {
      inner: true,
      read: () => '',
      write(group, text) {
        wholeNumber(text, 1, 1);
        for (const member of Array.from(group.allMembers())) member.killByKernel();
      },
    },
    'cgroup.max.depth': { read: () => line('max') },
    'cgroup.max.descendants': { read: () => line('max') },
    'cgroup.procs': { read: numbers, write: move },
    'cgroup.stat': {
      read: (group) => `nr_descendants ${[...group.subtree()].length - 1}\nnr_dying_descendants 0\n`,
    },
    'cgroup.subtree_control': {
      read: (group) => line(CONTROLLERS.filter((controller) => group.enabled.has(controller)).join(' ')),
      write(group, text) {
        const words = text.trim().split(/\s+/);
        const named = (sign: string): Controller[] =>
          words
            .filter((word) => word.startsWith(sign))
            .map((word) => CONTROLLERS.find((controller) => controller === word.slice(1)))
            .filter((controller) => controller !== undefined);
        const [enable, disable] = [named('+'), named('-')];
        if (enable.length + disable.length !== words.length) throw new FileError('EINVAL', text);
        tree.control(group, enable, disable);
      },
    },
    'cgroup.threads': { read: numbers, write: move },
    'cgroup.type': { inner: true, read: () => line('domain') },
    'cpu.idle': { controller: 'cpu', inner: true, read: () => line(0) },
    'cpu.max': {
      controller: 'cpu',
      inner: true,
      read: ({ cpuMax: { quota, period } }) => line(`${quota === undefined ? 'max' : micro(quota)} ${micro(period)}`),
      write: (group, text) => writeCpuMax(tree, group, text),
    },
    'cpu.max.burst': { controller: 'cpu', inner: true, read: () => line(0) },
    'cpu.stat': {
      read(group) {
        tree.scheduler.settle();
        const { used, periods, throttledPeriods, throttled } = group.cpu;
        const usage = `usage_usec ${micro(used)}\nuser_usec ${micro(used)}\nsystem_usec 0\n`;
        if (!group.available.includes('cpu') || group.parent === undefined) return usage;
        return `${usage}nr_periods ${Math.floor(periods)}\nnr_throttled ${Math.floor(throttledPeriods)}\nthrottled_usec ${micro(throttled)}\nnr_bursts 0\nburst_usec 0\n`;
      },
    },
    'cpu.weight': {
      controller: 'cpu',
      inner: true,
      read: ({ cpuWeight }) => line(cpuWeight),
      write(group, text) {
        const weight = wholeNumber(text, 1, 10_000);
        tree.scheduler.change(() => {
          group.cpuWeight = weight;
        });
      },
    },
    'cpuset.cpus.effective': { controller: 'cpuset', read: () => line(tree.cpuList) },
    'memory.current': { controller: 'memory', inner: true, read: ({ memory }) => line(memory) },
    'memory.events': {
      controller: 'memory',
      inner: true,
      read: ({ memoryEvents: { low, high, max, oom, oomKill, oomGroupKill } }) =>
        `low ${low}\nhigh ${high}\nmax ${max}\noom ${oom}\noom_kill ${oomKill}\noom_group_kill ${oomGroupKill}\n`,
    },
    'memory.high': {
      controller: 'memory',
      inner: true,
      read: ({ memoryHigh }) => limitText(memoryHigh),
      write: (group, text) => void (group.memoryHigh = readBytes(text)),
    },
    'memory.low': {
      controller: 'memory',
      inner: true,
      read: ({ memoryLow }) => line(memoryLow),
      write: (group, text) => void (group.memoryLow = readBytes(text) ?? Infinity),
    },
    'memory.max': {
      controller: 'memory',
      inner: true,
      read: ({ memoryMax }) => limitText(memoryMax),
      write(group, text) {
        group.memoryMax = readBytes(text);
        tree.enforce(group);
      },
    },
    'memory.min': {
      controller: 'memory',
      inner: true,
      read: ({ memoryMin }) => line(memoryMin),
      write: (group, text) => void (group.memoryMin = readBytes(text) ?? Infinity),
    },
    'memory.oom.group': {
      controller: 'memory',
      inner: true,
      read: ({ oomGroup }) => line(oomGroup ? 1 : 0),
      write: (group, text) => void (group.oomGroup = wholeNumber(text, 0, 1) === 1),
    },
    'memory.peak': { controller: 'memory', inner: true, read: ({ memoryPeak }) => line(memoryPeak) },
    'memory.stat': { controller: 'memory', inner: true, read: memoryStat },
    'memory.swap.current': { controller: 'memory', inner: true, read: () => line(0) },
    'memory.swap.max': {
      controller: 'memory',
      inner: true,
      read: ({ swapMax }) => limitText(swapMax),
      write: (group, text) => void (group.swapMax = readBytes(text)),
    },
    'pids.current': { controller: 'pids', inner: true, read: ({ processCount }) => line(processCount) },
    'pids.events': { controller: 'pids', inner: true, read: ({ pidsEvents }) => `max ${pidsEvents}\n` },
    'pids.max': {
      controller: 'pids',
      inner: true,
      read: ({ pidsMax }) => limitText(pidsMax),
      write: (group, text) => void (group.pidsMax = text.trim() === 'max' ? undefined : wholeNumber(text, 0, 4_194_304)),
    },
    'pids.peak': { controller: 'pids', inner: true, read: ({ pidsPeak }) => line(pidsPeak) },
  };
}

/** What a mount of cgroup2 shows from this group down. Models Documentation/admin-guide/cgroup-v2. */
export function cgroupFolder(group: Cgroup, options: CgroupFilesOptions): ComputedFolder {
  const files = filesFor(options);
  const folderOf = (at: Cgroup): ComputedFolder => {
    const here = (entry: CgroupFile | undefined): entry is CgroupFile =>
      entry !== undefined &&
      !(entry.inner && at.parent === undefined) &&
      (entry.controller === undefined || at.available.includes(entry.controller));
    return {
      type: 'directory',
      list: () => [...Object.keys(files).filter((name) => here(files[name])), ...at.children.keys()],
      child(name) {
        const child = at.children.get(name);
        if (child !== undefined) return folderOf(child);
        const entry = Object.hasOwn(files, name) ? files[name] : undefined;
        if (!here(entry)) return undefined;
        const write = entry.write === undefined ? undefined : (text: string) => entry.write?.(at, text);
        return { type: 'file', read: () => entry.read(at), ...(write === undefined ? {} : { write }) };
      },
      make: (name) => void options.tree.create(at, name),
      remove(name) {
        const child = at.children.get(name);
        if (child !== undefined) options.tree.remove(child);
      },
    };
  };
  return folderOf(group);
}
