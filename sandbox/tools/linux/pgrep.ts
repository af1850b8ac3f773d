import { defineProgram, type ProcessContext, type ProcessEntry, type Program } from '../../host/program.ts';
import { parseSignal } from '../../host/signals.ts';

function found(process: ProcessContext, pattern: string, full: boolean, exact: boolean): readonly ProcessEntry[] {
  return process.processes().filter(({ pid, argv }) => {
    const name = (argv[0] ?? '').split('/').at(-1) ?? '';
    const text = full ? argv.join(' ') : name;
    return pid !== process.pid && (exact ? text === pattern : text.includes(pattern));
  });
}

function matcher(
  name: string,
  summary: string,
  act: (process: ProcessContext, entry: ProcessEntry, list: boolean) => void,
): Program {
  return defineProgram({
    name,
    summary,
    async run(process) {
      const flags = process.args.filter((arg) => arg.startsWith('-'));
      const [pattern] = process.args.filter((arg) => !arg.startsWith('-'));
      if (pattern === undefined) {
        process.stderr.write(`${name}: no matching criteria specified\nTry \`${name} --help' for more information.\n`);
        return 2;
      }
      const entries = found(process, pattern, flags.includes('-f') || flags.includes('-af'), flags.includes('-x'));
      for (const entry of entries)
        act(
          process,
          entry,
          flags.some((flag) => /^-[af]*[al]/.test(flag)),
        );
      return entries.length > 0 ? 0 : 1;
    },
  });
}

export const pgrep = matcher('pgrep', 'Look up processes by name', ({ stdout }, { pid, argv }, list) =>
  stdout.write(list ? `${pid} ${argv.join(' ')}\n` : `${pid}\n`),
);

const send = (process: ProcessContext, { pid }: ProcessEntry): void => {
  const given = process.args
    .map((arg) => (/^-(?![afx]$)/.test(arg) ? parseSignal(arg.slice(1)) : undefined))
    .find((signal) => signal !== undefined);
  process.signal(pid, given ?? 'SIGTERM');
};

export const pkill = matcher('pkill', 'Send a signal to processes by name', send);
export const killall = matcher('killall', 'Send a signal to processes by name', send);
