import type { ProcessContext } from '../../host/program.ts';

/** Whether it has a root file system of its own. */
export function isContainer(process: ProcessContext): boolean {
  return process.system.self.files !== process.system.machine.files && process.system.namespaces.pid.parent !== undefined;
}

/** Whether the tools are those of busybox, as in the small images; machines, and images of Debian and Ubuntu, have the large ones. */
export function isBusybox(process: ProcessContext): boolean {
  if (!isContainer(process)) return false;
  const release = '/etc/os-release';
  const text = process.files.stat(release) === undefined ? '' : process.files.readText(release);
  return !/^ID(_LIKE)?="?(debian|ubuntu)/m.test(text);
}
