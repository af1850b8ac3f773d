import type { NamespaceKind } from '../../host/namespaces.ts';
import type { Process } from '../../host/machine-types.ts';
import type { ProcessContext } from '../../host/program.ts';

/** Letters of unshare(1) and nsenter(1), long names, kinds. */
export const namespaceOptions: readonly { readonly letter: string; readonly long: string; readonly kind: NamespaceKind }[] = [
  { letter: 'm', long: 'mount', kind: 'mnt' },
  { letter: 'u', long: 'uts', kind: 'uts' },
  { letter: 'i', long: 'ipc', kind: 'ipc' },
  { letter: 'n', long: 'net', kind: 'net' },
  { letter: 'p', long: 'pid', kind: 'pid' },
  { letter: 'U', long: 'user', kind: 'user' },
  { letter: 'C', long: 'cgroup', kind: 'cgroup' },
  { letter: 'T', long: 'time', kind: 'time' },
];

/** Where a command would be found in the files of a process, in the folders of PATH; undefined when it is nowhere. */
export function findCommand(process: ProcessContext, name: string): string | undefined {
  const { files, env } = process;
  if (name.includes('/'))
    return files.stat(name.startsWith('/') ? name : `${process.cwd}/${name}`) === undefined ? undefined : name;
  const folders = (env['PATH'] ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin').split(':');
  return folders.map((folder) => `${folder}/${name}`).find((path) => files.stat(path)?.type === 'file');
}

/** The shell of somebody who names no command. */
export function loginShell(process: ProcessContext): readonly string[] {
  const shell = process.env['SHELL'] ?? '/bin/sh';
  return [process.programs.find(shell.split('/').at(-1) ?? '') === undefined ? '/bin/sh' : shell];
}

/** A process by its number as this one sees it. */
export function processOf(process: ProcessContext, pid: number): Process | undefined {
  return process.system.processes().find((other) => process.system.pidOf(other) === pid);
}
