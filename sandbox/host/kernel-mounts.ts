import { cgroupFolder } from './cgroup/cgroup-files.ts';
import type { Cgroup, CgroupMember } from './cgroup/cgroup.ts';
import { createComputedFiles, file, folder } from './computed-files.ts';
import type { FileSystem } from './file-system.ts';
import { mayWrite, type Host } from './host.ts';
import type { Mount, MountedFileSystem } from './memory-file-system.ts';
import type { PidNamespace } from './namespaces.ts';

/** The file systems of the kernel that are not there yet: /proc, /sys and the control groups from this one down. */
export function kernelMounts(host: Host, pids: PidNamespace, group: Cgroup, files: MountedFileSystem): readonly Mount[] {
  const all: readonly Mount[] = [
    { path: '/proc', files: host.procFiles(pids), source: 'proc', type: 'proc', options: 'rw,nosuid,nodev,noexec,relatime' },
    { path: '/sys', files: sysFiles(host), source: 'sysfs', type: 'sysfs', options: 'rw,nosuid,nodev,noexec,relatime' },
    {
      path: '/sys/fs/cgroup',
      files: cgroupFiles(host, group),
      source: 'cgroup2',
      type: 'cgroup2',
      options: 'rw,nosuid,nodev,noexec,relatime,nsdelegate,memory_recursiveprot',
    },
  ];
  return all.filter(({ path }) => !files.mounts.some((mount) => mount.path === path));
}

function cgroupFiles(host: Host, group: Cgroup): FileSystem {
  const find = (pid: number) => {
    const namespace = host.caller?.namespaces.pid ?? host.registry.initial.pid;
    if (pid === 0) return host.caller;
    return host.processes().find((process) => process.running && process.numberIn(namespace) === pid);
  };
  const root = () =>
    cgroupFolder(group, {
      tree: host.cgroups,
      member: (pid) => find(pid)?.resources,
      number(member: CgroupMember) {
        const process = host.processes().find(({ resources }) => resources === member);
        return process?.numberIn(host.caller?.namespaces.pid ?? host.registry.initial.pid) ?? 0;
      },
    });
  return createComputedFiles(root, { now: () => host.clock.now(), mayWrite: () => mayWrite(host) });
}

/** The same for all containers of a machine. */
const sysOf = new WeakMap<Host, FileSystem>();

function sysFiles(host: Host): FileSystem {
  const known = sysOf.get(host);
  if (known !== undefined) return known;
  const range = `${host.cgroups.cpuList}\n`;
  const devices = (): readonly string[] => {
    const { stack } = (host.caller?.namespaces ?? host.registry.initial).net;
    return stack.devices?.links.map(({ name }) => name) ?? [];
  };
  const root = () =>
    folder({
      class: folder({
        net: {
          type: 'directory',
          list: devices,
          child: (name) => (devices().includes(name) ? folder({}) : undefined),
        },
      }),
      devices: folder({ system: folder({ cpu: folder({ online: file(() => range), possible: file(() => range) }) }) }),
      fs: folder({ cgroup: folder({}) }),
      kernel: folder({}),
    });
  const made = createComputedFiles(root, { now: () => host.clock.now(), mayWrite: () => mayWrite(host) });
  sysOf.set(host, made);
  return made;
}
