import type { Clock } from '../core/clock.ts';
import { collector } from '../host/streams.ts';
import type { Runtime, RuntimeContainer } from './runtime.ts';
import { executableFailure } from './start-failure.ts';

export type RunOutcome =
  | { readonly ended: 'exit'; readonly exitCode: number; readonly output: string }
  | { readonly ended: 'timed out'; readonly output: string }
  | { readonly ended: 'not started'; readonly message: string };

/** What an exec says when the command is not in the container. */
export function execFailure(run: RuntimeContainer, command: string): string | undefined {
  const why = executableFailure(command, run.programs, run.files);
  return why === undefined
    ? undefined
    : `OCI runtime exec failed: exec failed: unable to start container process: ${why}: unknown`;
}

/** Runs a command beside a container's main process and waits for its end, at most `timeout` milliseconds (0: for ever). */
export async function runInContainer(
  run: RuntimeContainer,
  argv: readonly string[],
  context: { readonly clock: Clock; readonly runtime: Runtime },
  timeout: number,
): Promise<RunOutcome> {
  const failure = execFailure(run, argv[0] ?? '');
  if (failure !== undefined) {
    return {
      ended: 'not started',
      message: `rpc error: code = Unknown desc = failed to exec in container: failed to start exec: ${failure}`,
    };
  }
  const output = collector();
  const process = context.runtime.execute(run, { argv, stdout: output, stderr: output });
  const exitCode = await context.clock.block<number | undefined>((wake) => {
    const cancelExit = process.onExit((code) => wake(code));
    const cancelTimer = timeout > 0 ? context.clock.after(timeout, () => wake(undefined)) : undefined;
    return () => {
      cancelExit();
      cancelTimer?.();
    };
  });
  if (exitCode !== undefined) return { ended: 'exit', exitCode, output: output.text };
  process.kill('SIGKILL');
  return { ended: 'timed out', output: output.text };
}
