import type { ProcessContext } from '../../host/program.ts';

/**
 * Whether a tool is that of busybox, as in the small images; machines, images of Debian and Ubuntu, and those of Alpine that have installed
 * `instead`, have the large one.
 */
export function isBusybox(process: ProcessContext, instead?: string): boolean {
  // Only images bring programs of their own; a container made by hand has those of the machine.
  if (process.programs === process.system.machine.programs) return false;
  if (/^ID(_LIKE)?="?(debian|ubuntu)/m.test(textOf(process, '/etc/os-release'))) return false;
  return instead === undefined || !textOf(process, '/lib/apk/db/installed').split('\n').includes(`P:${instead}`);
}

function textOf({ files }: ProcessContext, path: string): string {
  return files.stat(path) === undefined ? '' : files.readText(path);
}
