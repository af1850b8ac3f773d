import type { ComputedNode } from '../computed-files.ts';
import { file, folder } from '../computed-files.ts';
import { FileError } from '../file-system.ts';
import type { Host } from '../host.ts';
import { KERNEL_RELEASE, KERNEL_VERSION } from '../kernel-version.ts';
import type { PidNamespace } from '../namespaces.ts';

const kilobytes = (bytes: number): string => `${String(Math.floor(bytes / 1024)).padStart(8)} kB`;

/** Kernel buffers and caches of a machine that does nothing. */
const CACHED = 512 * 1024 ** 2;

/** Of the whole machine: no namespace stands between a container and these figures. */
function memoryInfo(host: Host): string {
  const total = host.cgroups.memory;
  const used = host.cgroups.root.memory;
  const cached = Math.min(CACHED, Math.max(0, total - used) / 4);
  const free = Math.max(0, total - used - cached);
  return [
    `MemTotal:       ${kilobytes(total)}`,
    `MemFree:        ${kilobytes(free)}`,
    `MemAvailable:   ${kilobytes(free + cached)}`,
    `Buffers:        ${kilobytes(0)}`,
    `Cached:         ${kilobytes(cached)}`,
    `SwapTotal:      ${kilobytes(0)}`,
    `SwapFree:       ${kilobytes(0)}`,
    '',
  ].join('\n');
}

function loadText(host: Host): string {
  host.cgroups.scheduler.settle();
  const [one, five, fifteen] = host.cgroups.scheduler.loads;
  return `${one.toFixed(2)} ${five.toFixed(2)} ${fifteen.toFixed(2)}`;
}

function processorInfo(host: Host): string {
  return Array.from(
    { length: host.cgroups.cpus },
    (_, index) =>
      `processor\t: ${index}\nvendor_id\t: GenuineIntel\nmodel name\t: Simulated CPU @ 2.40GHz\ncpu MHz\t\t: 2400.000\ncpu cores\t: ${host.cgroups.cpus}\nflags\t\t: fpu vme de pse tsc msr pae mce cx8 apic sep\n\n`,
  ).join('');
}

/** Milliseconds since the start of the machine, and what all its processors together worked and rested in them. */
function processorTime(host: Host): { readonly up: number; readonly used: number; readonly idle: number } {
  const { scheduler, root, cpus } = host.cgroups;
  scheduler.settle();
  const up = host.clock.now() - host.machine.booted;
  return { up, used: root.cpu.used, idle: Math.max(0, up * cpus - root.cpu.used) };
}

function statText(host: Host): string {
  const { scheduler, cpus } = host.cgroups;
  const { up, used, idle } = processorTime(host);
  const hundredths = (milliseconds: number): number => Math.floor(milliseconds / 10);
  const row = (name: string, worked: number, rested: number): string =>
    `${name} ${hundredths(worked)} 0 0 ${hundredths(Math.max(0, rested))} 0 0 0 0 0 0\n`;
  const each = used / cpus;
  const single = Array.from({ length: cpus }, (_, index) => row(`cpu${index}`, each, up - each)).join('');
  return `${row('cpu ', used, idle)}${single}btime ${Math.floor(host.machine.booted / 1000)}\nprocesses ${host.registry.initial.pid.last}\nprocs_running ${Math.max(1, Math.ceil(scheduler.runnable))}\nprocs_blocked 0\n`;
}

export function systemFiles(host: Host, namespace: PidNamespace): { readonly [name: string]: ComputedNode } {
  const running = (): string => {
    const all = host.processes();
    return `${Math.max(1, Math.ceil(host.cgroups.scheduler.runnable))}/${all.length}`;
  };
  return {
    cgroups: file(
      () =>
        `#subsys_name\thierarchy\tnum_cgroups\tenabled\n${['cpuset', 'cpu', 'memory', 'pids'].map((name) => `${name}\t0\t${[...host.cgroups.root.subtree()].length}\t1\n`).join('')}`,
    ),
    cmdline: file(() => 'BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro quiet\n'),
    cpuinfo: file(() => processorInfo(host)),
    filesystems: file(() =>
      ['nodev\tsysfs', 'nodev\ttmpfs', 'nodev\tproc', 'nodev\tcgroup2', 'nodev\toverlay', '\text4', ''].join('\n'),
    ),
    loadavg: file(() => `${loadText(host)} ${running()} ${namespace.last}\n`),
    meminfo: file(() => memoryInfo(host)),
    mounts: { type: 'symlink', target: () => 'self/mounts' },
    stat: file(() => statText(host)),
    sys: folder({
      kernel: folder({
        hostname: file(
          () => `${(host.caller?.namespaces ?? host.registry.initial).uts.hostname}\n`,
          (text) => {
            const { caller } = host;
            if (caller !== undefined && !caller.capabilities.has('SYS_ADMIN'))
              throw new FileError('EROFS', '/proc/sys/kernel/hostname');
            (caller?.namespaces ?? host.registry.initial).uts.hostname = text.trim();
          },
        ),
        osrelease: file(() => `${KERNEL_RELEASE}\n`),
        ostype: file(() => 'Linux\n'),
        pid_max: file(() => '4194304\n'),
        version: file(() => `${KERNEL_VERSION}\n`),
      }),
      net: folder({
        ipv4: folder({
          ip_forward: file(
            () => ((host.caller?.namespaces ?? host.registry.initial).net.stack.devices?.forwarding ? '1\n' : '0\n'),
            (text) => {
              const { devices } = (host.caller?.namespaces ?? host.registry.initial).net.stack;
              if (devices !== undefined) devices.forwarding = text.trim() !== '0';
            },
          ),
        }),
      }),
    }),
    uptime: file(() => {
      const { up, idle } = processorTime(host);
      return `${(up / 1000).toFixed(2)} ${(idle / 1000).toFixed(2)}\n`;
    }),
    version: file(() => `Linux version ${KERNEL_RELEASE} (buildd@lcy02) (gcc 13.2.0) ${KERNEL_VERSION}\n`),
  };
}
