import type { Signal } from './program.ts';

/** Numbers on x86-64 and arm64; see signal(7). */
export const signalNumber: { readonly [signal in Signal]: number } = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGCHLD: 17,
  SIGCONT: 18,
  SIGSTOP: 19,
  SIGTSTP: 20,
  SIGWINCH: 28,
};

/** Those that do nothing to a process without a handler. */
const ignoredByDefault: ReadonlySet<Signal> = new Set(['SIGCHLD', 'SIGWINCH', 'SIGCONT']);

export function endsByDefault(signal: Signal): boolean {
  return !ignoredByDefault.has(signal);
}

/** `TERM`, `SIGTERM`, `term` or `15`; undefined when there is no such signal. */
export function parseSignal(text: string): Signal | undefined {
  const name = text.toUpperCase();
  for (const [signal, number] of Object.entries(signalNumber) as [Signal, number][])
    if (name === signal || `SIG${name}` === signal || text === String(number)) return signal;
  return undefined;
}
