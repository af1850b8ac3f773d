import { osRelease } from './images/os-release.ts';
import type { Clock } from './core/clock.ts';
import type { Random } from './core/random.ts';
import type { Network, NetworkNamespace } from './core/traffic.ts';
import { createFileSystem, createMachine, type FileSystem, type Machine, type ProgramTable } from './host/index.ts';
import { machineTree } from './machine-tree.ts';
import { WORKSTATION_ADDRESS } from './node-defaults.ts';

/** Who sits at the learner's machine. */
export const LEARNER = { uid: 1000, gid: 1000, name: 'learner' };

export const LEARNER_HOME = '/home/learner';

const DAEMONS = ['/usr/bin/containerd', '/usr/bin/dockerd', '/usr/bin/docker-proxy'];

/** Folders that a Linux machine has. */
const folders = [
  '/dev',
  '/etc',
  '/home',
  '/proc',
  '/root',
  '/run',
  '/sys',
  '/tmp',
  '/usr/bin',
  '/usr/local/bin',
  '/var/log',
  `${LEARNER_HOME}/.kube`,
];

export interface WorkstationOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly programs: ProgramTable;
  readonly network: Network;
  readonly networkNamespace: NetworkNamespace;
  readonly apiServerAddress: string;
  /** Host name → address, for /etc/hosts. */
  readonly hosts: ReadonlyMap<string, string>;
  /** Path relative to the home folder → text. */
  readonly files: { readonly [path: string]: string };
  /** People beside the administrator, each with a context of the same name. */
  readonly users: readonly { readonly name: string; readonly token: string }[];
}

/** The machine at which the learner sits, with a home folder and a kubeconfig that leads to the cluster. */
export function createWorkstation(options: WorkstationOptions): Machine {
  const files = createFileSystem({ clock: options.clock, base: machineTree(options.programs, DAEMONS, options.clock.now()) });
  for (const folder of folders) files.makeDirectory(folder, { recursive: true });
  files.changeMode('/tmp', 0o1777);
  files.write('/etc/hostname', 'workstation\n');
  files.write('/etc/os-release', osRelease('Ubuntu 24.04.2 LTS', 'ubuntu', '24.04'));
  files.write('/etc/hosts', hostsFile(options.hosts));
  files.write(
    '/etc/passwd',
    `root:x:0:0:root:/root:/bin/bash\n${LEARNER.name}:x:${LEARNER.uid}:${LEARNER.gid}::${LEARNER_HOME}:/bin/bash\n`,
  );
  files.write('/etc/group', `root:x:0:\n${LEARNER.name}:x:${LEARNER.gid}:\n`);
  files.write(`${LEARNER_HOME}/.kube/config`, kubeconfig(options.apiServerAddress, options.users), { mode: 0o600 });
  for (const [path, text] of Object.entries(options.files)) writeWithFolders(files, `${LEARNER_HOME}/${path}`, text);
  giveTo(files, LEARNER_HOME, LEARNER);
  return createMachine({
    hostname: 'workstation',
    clock: options.clock,
    random: options.random,
    programs: options.programs,
    network: options.network,
    networkNamespace: options.networkNamespace,
    files,
    init: ['/sbin/init'],
  });
}

function writeWithFolders(files: FileSystem, path: string, text: string): void {
  files.makeDirectory(path.slice(0, path.lastIndexOf('/')), { recursive: true });
  files.write(path, text);
}

function hostsFile(hosts: ReadonlyMap<string, string>): string {
  const lines = [...hosts].map(([name, address]) => `${address}\t${name}`);
  return ['127.0.0.1\tlocalhost', `${WORKSTATION_ADDRESS}\tworkstation`, ...lines, ''].join('\n');
}

/** As kubeadm writes it, but for the certificates: the way to the simulated API server needs none. */
function kubeconfig(address: string, users: WorkstationOptions['users']): string {
  return `apiVersion: v1
clusters:
- cluster:
    server: https://${address}:6443
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: kubernetes-admin
  name: kubernetes-admin@kubernetes
${users.map(({ name }) => `- context:\n    cluster: kubernetes\n    user: ${name}\n  name: ${name}\n`).join('')}current-context: kubernetes-admin@kubernetes
kind: Config
preferences: {}
users:
- name: kubernetes-admin
  user: {}
${users.map(({ name, token }) => `- name: ${name}\n  user:\n    token: ${token}\n`).join('')}`;
}

function giveTo(files: FileSystem, path: string, { uid, gid }: typeof LEARNER): void {
  files.changeOwner?.(path, uid, gid);
  if (files.stat(path)?.type === 'directory') for (const name of files.list(path)) giveTo(files, `${path}/${name}`, LEARNER);
}
