import { capabilityMask } from '../capabilities.ts';
import type { ComputedNode } from '../computed-files.ts';
import { file } from '../computed-files.ts';
import { FileError } from '../file-system.ts';
import type { Host } from '../host.ts';
import { idMapText, NAMESPACE_KINDS, type IdMapping, type PidNamespace, type UserNamespace } from '../namespaces.ts';
import { normalPath } from '../file-paths.ts';
import type { HostProcess } from '../process.ts';
import { mountInfoText, mountsText } from './mount-table.ts';

const stateNames = { S: 'S (sleeping)', R: 'R (running)', T: 'T (stopped)', Z: 'Z (zombie)' } as const;

/** Who has no parent here belongs to the first process of the machine; 0 is somebody outside. */
export function parentNumber({ parent, pid }: HostProcess, namespace: PidNamespace): number {
  if (parent !== undefined) return parent.numberIn(namespace);
  return namespace.parent === undefined && pid !== 1 ? 1 : 0;
}

function statusText(host: Host, process: HostProcess, namespace: PidNamespace): string {
  const { uid, gid } = process.user;
  const parent = parentNumber(process, namespace);
  const kilobytes = Math.floor(process.memory / 1024);
  const peak = Math.floor(process.resources.memoryPeak / 1024);
  const numbers = [...process.numbers].reverse().map(([, number]) => number);
  const bounding = capabilityMask(process.capabilities);
  const seen = numbers.slice(numbers.indexOf(process.numberIn(namespace)));
  return [
    `Name:\t${process.command}`,
    'Umask:\t0022',
    `State:\t${stateNames[process.state]}`,
    `Tgid:\t${process.numberIn(namespace)}`,
    `Pid:\t${process.numberIn(namespace)}`,
    `PPid:\t${parent}`,
    `Uid:\t${uid}\t${uid}\t${uid}\t${uid}`,
    `Gid:\t${gid}\t${gid}\t${gid}\t${gid}`,
    `NSpid:\t${seen.join('\t')}`,
    `VmPeak:\t${String(peak + 4096).padStart(8)} kB`,
    `VmSize:\t${String(kilobytes + 4096).padStart(8)} kB`,
    `VmRSS:\t${String(kilobytes).padStart(8)} kB`,
    'Threads:\t1',
    ...['CapPrm', 'CapEff'].map((name) => `${name}:\t${uid === 0 ? bounding : capabilityMask(new Set())}`),
    `CapBnd:\t${bounding}`,
    `Cpus_allowed_list:\t${host.cgroups.cpuList}`,
    '',
  ].join('\n');
}

/** The path of its group below the root of the reader's cgroup namespace. */
function cgroupPath(host: Host, process: HostProcess): string {
  const root = (host.caller?.namespaces ?? host.registry.initial).cgroup.root;
  const own = process.resources.cgroup.path;
  if (root.parent === undefined) return own;
  if (own === root.path) return '/';
  return own.startsWith(`${root.path}/`) ? own.slice(root.path.length) : `/..${own}`;
}

function readMap(text: string): readonly IdMapping[] {
  const lines = text.trim().split('\n');
  return lines.map((line) => {
    const numbers = line.trim().split(/\s+/).map(Number);
    const [inside = NaN, outside = NaN, count = NaN] = numbers;
    if (numbers.length !== 3 || numbers.some((number) => !Number.isInteger(number) || number < 0) || count === 0)
      throw new FileError('EINVAL', text);
    return { inside, outside, count };
  });
}

function idMap(process: HostProcess, kind: 'uidMap' | 'gidMap'): ComputedNode {
  return {
    type: 'file',
    mode: 0o666,
    read: () => idMapText(process.namespaces.user[kind]),
    write(text) {
      const namespace: UserNamespace = process.namespaces.user;
      // It can be written once, and not for the namespace that the machine began with.
      if (namespace.parent === undefined || namespace[kind].length > 0) throw new FileError('EPERM', 'uid_map');
      namespace[kind] = readMap(text);
    },
  };
}

/** Links to what a process has open are for root, and for whoever runs it. Throws FileError. */
function demandAccess({ caller }: Host, { user }: HostProcess): void {
  if (caller !== undefined && caller.user.uid !== 0 && caller.user.uid !== user.uid) throw new FileError('EACCES', '/proc');
}

const USUAL_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The file that it runs: as it was called, else found in its PATH. Throws FileError for one that is in no file. */
function executableOf({ argv, env, files, cwd }: HostProcess): string {
  const name = (argv[0] ?? '').replace(/^-/, '');
  const paths = name.includes('/')
    ? [name.startsWith('/') ? name : `${cwd}/${name}`]
    : (env['PATH'] ?? USUAL_PATH).split(':').map((folder) => `${folder}/${name}`);
  const found = paths.find((path) => files.stat(path)?.type === 'file');
  if (found === undefined) throw new FileError('ENOENT', name);
  return normalPath(found);
}

export function processFolder(host: Host, process: HostProcess, namespace: PidNamespace): ComputedNode {
  const entries: { readonly [name: string]: ComputedNode } = {
    cgroup: file(() => `0::${cgroupPath(host, process)}\n`),
    cmdline: file(() => process.argv.map((word) => `${word}\0`).join('')),
    comm: file(() => `${process.command}\n`),
    cwd: {
      type: 'magic',
      target: () => (demandAccess(host, process), process.cwd),
      place: () => (demandAccess(host, process), { files: process.files, path: process.cwd }),
    },
    environ: file(() =>
      Object.entries(process.env)
        .map(([name, value]) => `${name}=${value}\0`)
        .join(''),
    ),
    exe: {
      type: 'magic',
      target: () => (demandAccess(host, process), executableOf(process)),
      place: () => (demandAccess(host, process), { files: process.files, path: executableOf(process) }),
    },
    gid_map: idMap(process, 'gidMap'),
    mountinfo: file(() => mountInfoText(process.files)),
    mounts: file(() => mountsText(process.files)),
    ns: {
      type: 'directory',
      list: () => [...NAMESPACE_KINDS, 'pid_for_children'],
      child(name) {
        const kind = NAMESPACE_KINDS.find((one) => one === name);
        if (name === 'pid_for_children') return { type: 'symlink', target: () => `pid:[${process.pidForChildren.inode}]` };
        return kind === undefined ? undefined : { type: 'symlink', target: () => `${kind}:[${process.namespaces[kind].inode}]` };
      },
    },
    oom_score: file(() => {
      const share = (process.memory / host.cgroups.memory) * 1000;
      return `${Math.max(0, Math.round(share + process.resources.oomScoreAdj + 666))}\n`;
    }),
    oom_score_adj: file(
      () => `${process.resources.oomScoreAdj}\n`,
      (text) => {
        const value = Number(text.trim());
        if (!Number.isInteger(value) || Math.abs(value) > 1000) throw new FileError('EINVAL', text);
        process.resources.oomScoreAdj = value;
      },
    ),
    root: {
      type: 'magic',
      // Whoever is in the same mount namespace sees which folder of it is the root; from elsewhere it is a root like any other.
      target: () => (demandAccess(host, process), process.rootFolder),
      place: () => (demandAccess(host, process), { files: process.files, path: '/' }),
    },
    setgroups: {
      type: 'file',
      mode: 0o666,
      read: () => `${process.namespaces.user.setgroups}\n`,
      write(text) {
        const word = text.trim();
        if (word !== 'allow' && word !== 'deny') throw new FileError('EINVAL', text);
        process.namespaces.user.setgroups = word;
      },
    },
    stat: file(() => {
      const ticks = Math.floor(process.cpuTime / 10);
      const parent = parentNumber(process, namespace);
      const started = Math.floor((process.started - host.machine.booted) / 10);
      return `${process.numberIn(namespace)} (${process.command}) ${process.state} ${parent} 0 0 0 -1 0 0 0 0 0 ${ticks} 0 0 0 20 0 1 0 ${started} ${process.memory + 4_194_304} ${Math.floor(process.memory / 4096)}\n`;
    }),
    status: file(() => statusText(host, process, namespace)),
    uid_map: idMap(process, 'uidMap'),
  };
  return {
    type: 'directory',
    list: () => Object.keys(entries),
    child: (name) => (Object.hasOwn(entries, name) ? entries[name] : undefined),
  };
}
