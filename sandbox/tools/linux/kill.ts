import { defineProgram, type Signal } from '../../host/program.ts';
import { parseSignal, signalNumber } from '../../host/signals.ts';

export const kill = defineProgram({
  name: 'kill',
  summary: 'Send a signal to processes',
  async run(process) {
    const { args, stdout, stderr } = process;
    let signal: Signal | undefined = 'SIGTERM';
    let asked: string | undefined;
    const targets: string[] = [];
    for (let index = 0; index < args.length; index++) {
      const arg = args[index] ?? '';
      if (arg === '-l') {
        stdout.write(
          `${Object.entries(signalNumber)
            .map(([name, number]) => `${number}) ${name}`)
            .join('\n')}\n`,
        );
        return 0;
      }
      if (arg === '-s' || arg === '-n') asked = args[++index] ?? '';
      else if (arg.startsWith('-') && targets.length === 0) asked = arg.slice(1);
      else targets.push(arg);
    }
    if (asked !== undefined && asked !== '0') {
      signal = parseSignal(asked);
      if (signal === undefined) {
        stderr.write(`kill: ${asked}: invalid signal specification\n`);
        return 1;
      }
    }
    if (targets.length === 0) {
      stderr.write('kill: usage: kill [-s sigspec | -n signum | -sigspec] pid ...\n');
      return 2;
    }
    let code = 0;
    for (const target of targets) {
      if (!/^\d+$/.test(target)) {
        stderr.write(`kill: ${target}: arguments must be process or job IDs\n`);
        code = 1;
        continue;
      }
      const pid = Number(target);
      const found = asked === '0' ? process.processes().some((entry) => entry.pid === pid) : process.signal(pid, signal);
      if (!found) {
        stderr.write(`kill: (${target}) - No such process\n`);
        code = 1;
      }
    }
    return code;
  },
});
