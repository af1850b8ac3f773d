import type * as Library from 'just-bash/browser';

export type JustBash = typeof Library;
export type { Bash, Command, ExecResult, IFileSystem, ResolvedCommandContext } from 'just-bash/browser';

let loaded: Promise<JustBash> | undefined;

/**
 * Loads the shell language on first use (it is large). A cluster that wants the same run every time loads it before its first
 * activity: a load in the middle would make activities of the same instant go on in another order than the next time.
 */
export function loadShellLanguage(): Promise<JustBash> {
  loaded ??= import('just-bash/browser');
  return loaded;
}
