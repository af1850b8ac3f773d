import { defineProgram, type RunningProcess, type Signal } from '../../host/program.ts';
import { parseSignal } from '../../host/signals.ts';
import { readOptions, type Grammar } from './arguments.ts';
import { parseDuration } from './sleep.ts';

const grammar: Grammar = {
  flags: ['preserve-status', 'foreground', 'v'],
  values: ['s', 'k'],
  names: { signal: 's', 'kill-after': 'k', verbose: 'v' },
  stopAtOperand: true,
};

export const timeout = defineProgram({
  name: 'timeout',
  summary: 'Run a program with a time limit',
  async run(process) {
    const { stderr, clock } = process;
    const options = readOptions(process, 'timeout', grammar);
    if (options === undefined) return 125;
    const [duration = '', ...command] = options.operands;
    const limit = parseDuration(duration);
    const signal: Signal | undefined = parseSignal(options.value('s') ?? 'TERM');
    if (limit === undefined || command.length === 0 || signal === undefined) {
      const what =
        duration === '' || (command.length === 0 && limit !== undefined)
          ? 'missing operand'
          : limit === undefined
            ? `invalid time interval '${duration}'`
            : `'${options.value('s') ?? ''}': invalid signal`;
      stderr.write(`timeout: ${what}\nTry 'timeout --help' for more information.\n`);
      return 125;
    }
    if (process.programs.find(command[0] ?? '') === undefined) {
      stderr.write(`timeout: failed to run command '${command[0]}': No such file or directory\n`);
      return 127;
    }
    let child: RunningProcess | undefined;
    let late = false;
    const cancel =
      limit === Infinity || limit === 0
        ? () => undefined
        : clock.after(limit, () => {
            late = true;
            child?.kill(signal);
            const killAfter = parseDuration(options.value('k') ?? '');
            if (killAfter !== undefined) clock.after(killAfter, () => child?.kill('SIGKILL'));
          });
    process.onSignal('SIGINT', () => child?.kill('SIGINT'));
    process.onSignal('SIGTERM', () => child?.kill('SIGTERM'));
    const code = await process.run(command, {
      onStart: (started) => {
        child = started;
      },
    });
    cancel();
    return late && !options.has('preserve-status') ? (code === 137 ? 137 : 124) : code;
  },
});
