import { textOfUtf8 } from '../../core/utf8.ts';
import { ProcessEnded, type Input, type Output } from '../../host/program.ts';
import { inputFrom, outputTo } from '../../host/streams.ts';
import type { ExecResult, ResolvedCommandContext } from './just-bash.ts';
import type { ShellSession } from './session.ts';
import { ERR, IN, OUT, PIPED_STDIN, SHELL_STDERR, SHELL_STDOUT, streamVariables } from './streams-in-scripts.ts';

export const result = (exitCode: number, stdout = '', stderr = ''): ExecResult => ({ stdout, stderr, exitCode });

/** What just-bash hands over: one character a byte. */
export function textOfBytes(bytes: string): string {
  const buffer = new Uint8Array(bytes.length);
  for (let index = 0; index < bytes.length; index++) buffer[index] = bytes.charCodeAt(index) & 0xff;
  return textOfUtf8(buffer);
}

export function exportedOf(context: ResolvedCommandContext): { [name: string]: string } {
  const env: { [name: string]: string } = {};
  for (const [name, value] of Object.entries(context.exportedEnv ?? {})) if (!streamVariables.has(name)) env[name] = value;
  return env;
}

/** Where a command's streams go, as the rewritten script says. */
export interface CommandStreams {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** What was collected instead of written. */
  readonly collected: { stdout: string; stderr: string };
}

export function streamsOf(session: ShellSession, context: ResolvedCommandContext): CommandStreams {
  const collected = { stdout: '', stderr: '' };
  const target = (place: string | undefined, own: 'stdout' | 'stderr'): Output => {
    if (place === SHELL_STDOUT) return session.streams.stdout;
    if (place === SHELL_STDERR) return session.streams.stderr;
    return outputTo((text) => {
      collected[own] += text;
    });
  };
  const piped = context.env.get(IN) === PIPED_STDIN;
  return {
    stdin: piped ? inputFrom(textOfBytes(String(context.stdin))) : session.streams.stdin,
    stdout: target(context.env.get(OUT), 'stdout'),
    stderr: target(context.env.get(ERR), 'stderr'),
    collected,
  };
}

export function note(session: ShellSession, argv: readonly string[], exitCode: number): void {
  if (session.recording) session.options.onCommand?.({ time: session.process.clock.now(), argv, exitCode });
}

/** Runs a program in the foreground with the streams that the script gives it. */
export async function runProgram(
  session: ShellSession,
  argv: readonly string[],
  context: ResolvedCommandContext,
): Promise<ExecResult> {
  const streams = streamsOf(session, context);
  const takeBack = session.files.lend(argv);
  try {
    const child = session.process.start(argv, {
      env: exportedOf(context),
      cwd: context.cwd,
      stdin: streams.stdin,
      stdout: streams.stdout,
      stderr: streams.stderr,
    });
    session.foreground.add(child);
    const exitCode = await session.guard(() => session.process.wait(child)).finally(() => session.foreground.delete(child));
    note(session, argv, exitCode);
    if (exitCode === 130) session.abandonLine();
    return result(exitCode, streams.collected.stdout, streams.collected.stderr);
  } catch (error) {
    if (error instanceof ProcessEnded) return result(130);
    throw error;
  } finally {
    takeBack();
  }
}
