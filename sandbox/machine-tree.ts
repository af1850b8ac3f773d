import { createFileTree, linkNode, withNode, type DirectoryNode } from './host/file-tree.ts';
import type { ProgramTable } from './host/machine-types.ts';

/** What a machine has on its disk to begin with: a file for each program in /usr/bin, to which `/bin` leads, and its daemons. */
export function machineTree(programs: ProgramTable, daemons: readonly string[], modified: number): DirectoryNode {
  const binaries = [
    ...programs.names.filter((name) => name !== 'init').map((name) => `/usr/bin/${name}`),
    '/sbin/init',
    ...daemons,
  ];
  const tree = createFileTree(Object.fromEntries(binaries.map((path) => [path, ''])), { executable: binaries, modified });
  return withNode(tree, ['bin'], linkNode('usr/bin', modified), modified);
}
