import { createComputedFiles, type ComputedFolder } from '../computed-files.ts';
import type { FileSystem } from '../file-system.ts';
import { mayWrite, type Host } from '../host.ts';
import type { PidNamespace } from '../namespaces.ts';
import { processFolder } from './process-folder.ts';
import { systemFiles } from './system-files.ts';

/** /proc as members of a PID namespace see it: a folder for each process in it, and what the whole machine has in common. */
export function createProcFiles(host: Host, namespace: PidNamespace): FileSystem {
  const visible = () => host.processes().filter((process) => process.numberIn(namespace) > 0);
  const self = (): string => {
    const number = host.caller?.numberIn(namespace) ?? 0;
    // Nobody asks: the first process there is stands for the machine.
    return String(number === 0 ? (visible()[0]?.numberIn(namespace) ?? 1) : number);
  };
  const root = (): ComputedFolder => {
    const fixed = systemFiles(host, namespace);
    return {
      type: 'directory',
      list: () => [...visible().map((process) => String(process.numberIn(namespace))), ...Object.keys(fixed), 'self'],
      child(name) {
        if (name === 'self' || name === 'thread-self') return { type: 'symlink', target: self };
        if (Object.hasOwn(fixed, name)) return fixed[name];
        const process = visible().find((one) => String(one.numberIn(namespace)) === name);
        return process === undefined ? undefined : processFolder(host, process, namespace);
      },
    };
  };
  return createComputedFiles(root, { now: () => host.clock.now(), mayWrite: () => mayWrite(host) });
}
