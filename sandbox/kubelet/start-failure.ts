import type { ProgramTable } from '../host/machine-types.ts';
import type { FileSystem } from '../host/file-system.ts';

const prefix =
  'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ';

/** Why the runtime cannot start a command, in its words; undefined when it can. */
export function startFailure(
  config: { readonly argv: readonly string[]; readonly workingDirectory: string },
  programs: ProgramTable,
  files: FileSystem,
): string | undefined {
  const why = executableFailure(config.argv[0] ?? '', programs, files);
  return why === undefined ? undefined : `${prefix}${why}: unknown`;
}

/** The last words of such a failure, as `exec` gives them too: `exec: "x": executable file not found in $PATH`. */
export function executableFailure(command: string, programs: ProgramTable, files: FileSystem): string | undefined {
  const quoted = JSON.stringify(command);
  if (!command.includes('/')) return programs.find(command) ? undefined : `exec: ${quoted}: executable file not found in $PATH`;
  const stat = files.stat(command);
  if (stat === undefined) return `exec: ${quoted}: stat ${command}: no such file or directory`;
  if (stat.type === 'directory') return `exec: ${quoted}: is a directory`;
  if ((stat.mode & 0o111) === 0) return `exec: ${quoted}: permission denied`;
  return undefined;
}
