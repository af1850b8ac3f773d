import process from 'node:process';

/**
 * Runs the program to its end and answers with the exit code. What nobody caught is told in one line, with the details when
 * `KUBETUTOR_DEBUG` is set; a reader that closed the pipe is no error.
 */
export async function runProgram(program: (args: readonly string[]) => Promise<number>): Promise<number> {
  process.stdout.on('error', endOnClosedPipe);
  try {
    const code = await program(process.argv.slice(2));
    await written(process.stdout);
    return code;
  } catch (error) {
    process.stderr.write(`kubetutor: ${describe(error)}\n`);
    return 70;
  }
}

/** Exit code of a program whose reader went away, as shells report SIGPIPE. */
const BROKEN_PIPE = 141;

function endOnClosedPipe(error: Error): void {
  process.exitCode = BROKEN_PIPE;
  if (!('code' in error) || error.code !== 'EPIPE') process.stderr.write(`kubetutor: ${error.message}\n`);
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return process.env['KUBETUTOR_DEBUG'] ? (error.stack ?? error.message) : `something went wrong: ${error.message}`;
}

/** Resolves when all that was printed has left the program. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.writableLength === 0 || stream.destroyed) resolve();
    else stream.write('', () => resolve());
  });
}
