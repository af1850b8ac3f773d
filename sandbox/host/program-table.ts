import type { Program } from './program.ts';
import type { ProgramTable } from './machine-types.ts';

/** Programs by name; a later one takes the place of an earlier one of the same name. */
export function createProgramTable(...lists: readonly (readonly Program[] | ProgramTable)[]): ProgramTable {
  const programs = new Map<string, Program>();
  for (const list of lists) {
    if ('find' in list && 'names' in list) {
      for (const name of list.names) {
        const program = list.find(name);
        if (program !== undefined) programs.set(name, program);
      }
    } else for (const program of list) programs.set(program.name, program);
  }
  return { find: (name) => programs.get(name), names: [...programs.keys()].sort() };
}
