import type { Program, RunningProcess } from '../../host/program.ts';
import type { ResolvedCommandContext } from './just-bash.ts';
import type { ShellSession } from './session.ts';
import type { Statement } from './syntax.ts';

/** A part of a script as a program: it runs in a copy of the shell, with its variables, functions and folder. */
export interface Subshell {
  readonly program: Program;
  /** Says that nobody reads what it writes: whatever of it writes ends, as by SIGPIPE. */
  breakPipe(process: RunningProcess): void;
}

export function createSubshell(
  parent: ShellSession,
  statements: readonly Statement[],
  context: ResolvedCommandContext,
  lists?: string,
): Subshell {
  let session: ShellSession | undefined;
  return {
    program: {
      name: parent.options.name,
      summary: 'Part of a script',
      async run(process) {
        const own = parent.copyFor(process, context, lists);
        session = own;
        process.onSignal('SIGINT', () => own.end('SIGINT'));
        return own.runStatements(statements);
      },
    },
    breakPipe(process) {
      if (session === undefined || session.replaced) process.kill('SIGPIPE');
      else session.breakPipe();
    },
  };
}
