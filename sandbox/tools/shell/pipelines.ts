import type { Input, Output, RunningProcess } from '../../host/program.ts';
import { createPipe } from '../../host/streams.ts';
import type { ExecResult, ResolvedCommandContext } from './just-bash.ts';
import { exportedOf, result, streamsOf } from './running.ts';
import type { ShellSession } from './session.ts';
import { standingAlone } from './rewrite.ts';
import { createSubshell } from './subshell.ts';
import { statementOf } from './syntax.ts';

/** What the last pipeline came to: for each of its parts the exit code, and what the last one wrote where that was to be collected. */
export interface PipelineOutcome {
  readonly codes: readonly number[];
  readonly stdout: string;
}

/** A pipe whose writer hears that its reader has gone. */
function createProgramPipe(session: ShellSession): {
  readonly input: Input;
  readonly output: Output;
  close(): void;
  /** The reader has gone; `tell` is called when something is written, at once when the writer waits for that. */
  leave(tell: () => void): void;
} {
  const pipe = createPipe(session.process.clock);
  const listeners = new Set<() => void>();
  let broken: (() => void) | undefined;
  return {
    input: pipe.input,
    output: {
      isTerminal: false,
      write(text) {
        if (broken === undefined) pipe.output.write(text);
        else if (text !== '') broken();
      },
      whenUnread(listener) {
        if (broken !== undefined) listener();
        else listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    close: () => pipe.close(),
    leave(tell) {
      broken = tell;
      for (const listener of Array.from(listeners)) listener();
    },
  };
}

/** Runs the parts of a pipeline beside each other, each as a process, until all have ended. */
export async function runPipeline(session: ShellSession, lists: string, context: ResolvedCommandContext): Promise<ExecResult> {
  const parts = session.takeParts();
  const { stdin, stdout, stderr, collected } = streamsOf(session, context);
  const processes: RunningProcess[] = [];
  let input = stdin;
  let endInput: ((process: RunningProcess) => void) | undefined;
  for (const [index, command] of parts.entries()) {
    const subshell = createSubshell(session, [statementOf(standingAlone(command, session))], context, lists);
    const pipe = index === parts.length - 1 ? undefined : createProgramPipe(session);
    const process = session.process.start([session.options.name], {
      program: subshell.program,
      env: exportedOf(context),
      cwd: context.cwd,
      stdin: input,
      stdout: pipe?.output ?? stdout,
      stderr,
    });
    const left = endInput;
    process.onExit(() => {
      pipe?.close();
      left?.(process);
    });
    endInput = pipe === undefined ? undefined : () => pipe.leave(() => subshell.breakPipe(process));
    input = pipe?.input ?? input;
    processes.push(process);
    session.foreground.add(process);
  }
  const codes: number[] = [];
  try {
    for (const process of processes) codes.push(await session.guard(() => session.process.wait(process)));
  } finally {
    for (const process of processes) session.foreground.delete(process);
  }
  session.lastPipeline = { codes, stdout: collected.stdout };
  if (codes.includes(130)) session.abandonLine();
  return result(codes[0] ?? 0, '', collected.stderr);
}

/** The exit code of one part of the pipeline that just ran; the last one gives what was collected. */
export function partOutcome({ lastPipeline: { codes, stdout } }: ShellSession, index: number): ExecResult {
  return result(codes[index] ?? 0, index === codes.length - 1 ? stdout : '');
}
