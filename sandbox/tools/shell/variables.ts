import type { ResolvedCommandContext } from './just-bash.ts';
import { exportedOf } from './running.ts';
import { streamVariables } from './streams-in-scripts.ts';

/** What a shell knows between two lines. */
export interface Variables {
  readonly cwd: string;
  readonly exported: { readonly [name: string]: string };
  readonly all: { readonly [name: string]: string };
}

export function variablesOf(context: ResolvedCommandContext): Variables {
  const all: { [name: string]: string } = {};
  for (const [name, value] of context.env.entries()) if (!streamVariables.has(name)) all[name] = value;
  return { cwd: context.cwd, exported: exportedOf(context), all };
}
