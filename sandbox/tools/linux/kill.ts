import { defineProgram, type ProcessContext, type Signal } from '../../host/program.ts';
import { parseSignal, signalNumber } from '../../host/signals.ts';

export const kill = defineProgram({
  name: 'kill',
  summary: 'Send a signal to processes',
  async run(process) {
    const { args, stderr } = process;
    let signal: Signal | undefined = 'SIGTERM';
    let asked: string | undefined;
    const failures = { missing: 'No such process', refused: 'Operation not permitted' };
    const targets: string[] = [];
    for (let index = 0; index < args.length; index++) {
      const arg = args[index] ?? '';
      if (arg === '-l' || arg === '-L') return list(process, args.slice(index + 1));
      if (arg === '-s' || arg === '-n') asked = args[++index] ?? '';
      else if (arg.startsWith('-') && targets.length === 0) asked = arg.slice(1);
      else targets.push(arg);
    }
    if (asked !== undefined) {
      signal = asked === '0' ? undefined : parseSignal(asked);
      if (signal === undefined && asked !== '0') {
        stderr.write(`kill: ${asked}: invalid signal specification\n`);
        return 1;
      }
    }
    if (targets.length === 0) {
      stderr.write('kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n');
      return 2;
    }
    let code = 0;
    for (const target of targets) {
      if (!/^\d+$/.test(target)) {
        stderr.write(`kill: ${target}: arguments must be process or job IDs\n`);
        code = 1;
        continue;
      }
      const result = process.signal(Number(target), signal);
      if (result === 'sent') continue;
      stderr.write(`kill: (${target}) - ${failures[result]}\n`);
      code = 1;
    }
    return code;
  },
});

/** Five signals a line; or what a number or a name that is given is called. Signals that the host does not know are left out. */
function list({ stdout, stderr }: ProcessContext, wanted: readonly string[]): number {
  const all = Object.entries(signalNumber).sort(([, one], [, other]) => one - other);
  if (wanted.length === 0) {
    const cells = all.map(([name, number]) => `${String(number).padStart(2)}) ${name}`);
    for (let index = 0; index < cells.length; index += 5) stdout.write(`${cells.slice(index, index + 5).join('\t')}\n`);
    return 0;
  }
  let code = 0;
  for (const text of wanted) {
    // An exit code above 128 means the signal that ended the process.
    const signal = parseSignal(Number(text) > 128 ? String(Number(text) - 128) : text);
    if (signal === undefined) {
      stderr.write(`kill: ${text}: invalid signal specification\n`);
      code = 1;
    } else stdout.write(/^\d+$/.test(text) ? `${signal.slice(3)}\n` : `${signalNumber[signal]}\n`);
  }
  return code;
}
