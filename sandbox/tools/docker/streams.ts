import { ProcessEnded, type ProcessContext } from '../../host/program.ts';
import type { Pipe } from '../../host/streams.ts';
import type { DockerContext } from './context.ts';
import type { Container } from './engine/model.ts';

const CTRL_C = '\u0003';

/** Shows what a container writes until it ends. Returns how to wait for that, which gives its exit code. */
export function follow({ process, stdout, stderr }: DockerContext, container: Container): () => Promise<number> {
  const listener = (channel: 'stdout' | 'stderr', text: string): void => (channel === 'stdout' ? stdout : stderr).write(text);
  container.listeners.add(listener);
  let ended = false;
  let wake: (() => void) | undefined;
  const end = (): void => {
    ended = true;
    wake?.();
  };
  container.onEnd.add(end);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.onSignal(signal, () => {
      // With a terminal the key goes to whoever is in front there; without one the signal goes to the first process.
      if (container.request.tty && signal === 'SIGINT') container.stdin?.output.write(CTRL_C);
      else container.process?.kill(signal);
    });
  }
  return async () => {
    try {
      if (!ended) await process.clock.block<void>((resolve) => ((wake = () => resolve(undefined)), undefined));
    } finally {
      container.listeners.delete(listener);
      container.onEnd.delete(end);
    }
    return container.exitCode;
  };
}

/** Hands on what is typed, as long as the client runs. */
export function pump({ process }: DockerContext, pipe: Pipe, tty: boolean): void {
  pumpInput(process, pipe, tty);
}

/** The same for any client. */
export function pumpInput(process: ProcessContext, pipe: Pipe, tty: boolean): void {
  void process.clock.run(async () => {
    try {
      for (;;) {
        const piece = await process.stdin.read();
        if (piece === undefined) {
          if (tty) pipe.endOnce();
          else pipe.close();
          if (!process.stdin.isTerminal) return;
        } else pipe.output.write(piece);
      }
    } catch (error) {
      if (!(error instanceof ProcessEnded)) throw error;
    }
  });
}
