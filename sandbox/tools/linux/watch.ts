import { defineProgram } from '../../host/program.ts';
import { readOptions, usageText, type Grammar } from './arguments.ts';

const grammar: Grammar = {
  flags: ['d', 't', 'e', 'x', 'g'],
  values: ['n'],
  names: { interval: 'n', differences: 'd', 'no-title': 't' },
  stopAtOperand: true,
};

const CLEAR = '\u001b[H\u001b[2J';

export const watch = defineProgram({
  name: 'watch',
  summary: 'Run a program again and again',
  async run(process) {
    const options = readOptions(process, 'watch', grammar, usageText);
    if (options === undefined) return 1;
    const seconds = Number(options.value('n') ?? 2);
    const command = options.operands.join(' ');
    if (command === '' || !(seconds > 0)) {
      process.stderr.write('Usage: watch [options] command\n');
      return 1;
    }
    for (;;) {
      const title = `Every ${seconds.toFixed(1)}s: ${command}`;
      const now = new Date(process.clock.now()).toUTCString().replace(' GMT', '');
      process.stdout.write(options.has('t') ? CLEAR : `${CLEAR}${title}    ${process.hostname}: ${now}\n\n`);
      await process.run(['sh', '-c', command]);
      await process.clock.sleep(seconds * 1000);
    }
  },
});
