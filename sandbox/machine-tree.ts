import { createFileTree, linkNode, withNode, type DirectoryNode } from './host/file-tree.ts';
import type { ProgramTable } from './host/machine-types.ts';

/** Trees never change, so that all machines with the same programs begin with the same one. */
const known = new WeakMap<ProgramTable, Map<string, DirectoryNode>>();

/** What a machine has on its disk to begin with: a file for each program in /usr/bin, to which `/bin` leads, and its daemons. */
export function machineTree(programs: ProgramTable, daemons: readonly string[], modified: number): DirectoryNode {
  const trees = known.get(programs) ?? new Map<string, DirectoryNode>();
  known.set(programs, trees);
  const key = JSON.stringify([daemons, modified]);
  const tree = trees.get(key) ?? made(programs, daemons, modified);
  trees.set(key, tree);
  return tree;
}

function made(programs: ProgramTable, daemons: readonly string[], modified: number): DirectoryNode {
  const binaries = [
    ...programs.names.filter((name) => name !== 'init').map((name) => `/usr/bin/${name}`),
    '/sbin/init',
    ...daemons,
  ];
  const tree = createFileTree(Object.fromEntries(binaries.map((path) => [path, ''])), { executable: binaries, modified });
  return withNode(tree, ['bin'], linkNode('usr/bin', modified), modified);
}
