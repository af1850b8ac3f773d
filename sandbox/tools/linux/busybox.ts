import type { ProcessContext } from '../../host/program.ts';

/**
 * Whether the small programs are those of busybox: in images that are no Debian or Ubuntu. Only images bring programs of their own; a
 * container made by hand has those of the machine.
 */
export function isBusybox(process: ProcessContext): boolean {
  if (process.programs === process.system.machine.programs) return false;
  const release = '/etc/os-release';
  return process.files.stat(release) === undefined || !/^ID(_LIKE)?="?(debian|ubuntu)/m.test(process.files.readText(release));
}
