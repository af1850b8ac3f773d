import type { Clock } from './core/clock.ts';
import type { Random } from './core/random.ts';
import type { Network, NetworkNamespace } from './core/traffic.ts';
import { createFileSystem, createMachine, type Machine, type ProgramTable } from './host/index.ts';
import { osRelease } from './images/os-release.ts';
import { machineTree } from './machine-tree.ts';
import { crictlConfig } from './tools/index.ts';

export interface NodeMachineOptions {
  readonly name: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly programs: ProgramTable;
  readonly network: Network;
  readonly networkNamespace: NetworkNamespace;
  readonly cpus: number;
  /** Bytes. */
  readonly memory: number;
  /** Further files, text by path: what its network plug-in is configured with. */
  readonly files: Readonly<Record<string, string>>;
}

const DAEMONS = ['/usr/bin/containerd', '/usr/bin/kubelet'];

const folders = [
  '/dev',
  '/etc/cni/net.d',
  '/etc/kubernetes/manifests',
  '/home',
  '/opt/cni/bin',
  '/root',
  '/run/containerd',
  '/tmp',
  '/usr/bin',
  '/var/lib/kubelet',
  '/var/log',
];

/** A node: an Ubuntu with systemd, and the folders that the packages of Kubernetes make. */
export function createNodeMachine({ name, files: further, ...options }: NodeMachineOptions): Machine {
  const files = createFileSystem({ clock: options.clock, base: machineTree(options.programs, DAEMONS, options.clock.now()) });
  for (const folder of folders) files.makeDirectory(folder, { recursive: true });
  files.changeMode('/tmp', 0o1777);
  files.write('/etc/hostname', `${name}\n`);
  files.write('/etc/crictl.yaml', crictlConfig);
  files.write('/etc/os-release', osRelease('Ubuntu 24.04.2 LTS', 'ubuntu', '24.04'));
  files.write('/etc/passwd', 'root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n');
  files.write('/etc/group', 'root:x:0:\nnogroup:x:65534:\n');
  for (const [path, text] of Object.entries(further)) files.write(path, text);
  return createMachine({ ...options, hostname: name, files, init: ['/sbin/init'] });
}
