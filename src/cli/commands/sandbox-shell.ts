import { learnerShell } from '../../shell/learner-shell.ts';
import { defineCommand } from '../define-command.ts';
import { drive } from '../drive.ts';

export const sandboxShell = defineCommand({
  name: 'sandbox shell',
  summary: 'A shell on a fresh cluster, without a lesson',
  most: 0,
  examples: [{ line: 'kubetutor sandbox shell', does: 'kubectl and the rest, until Ctrl-D' }],
  async run(context) {
    const { console } = context;
    const createCluster = await context.cluster();
    const cluster = createCluster({ seed: console.newSeed() });
    await cluster.clock.settle();
    const shell = await learnerShell(cluster);
    let text = '';
    let running: Promise<number> | undefined;
    let exitCode = 0;
    const prompt = (): string => (running === undefined ? (text === '' ? shell.prompt : '> ') : '');
    const lines = console.lines({ prompt, onInterrupt: () => shell.interrupt() });
    for await (const line of lines) {
      text = text === '' ? line : `${text}\n${line}`;
      if (shell.isUnfinished(text)) continue;
      const input = text;
      text = '';
      if (input.trim() === 'exit') break;
      running = shell.run(input, {
        onOutput: ({ channel, text: printed }) => (channel === 'stdout' ? console.out(printed) : console.error(printed)),
        ...(console.isTerminal ? { terminal: { columns: console.columns, rows: console.rows } } : {}),
      });
      exitCode = await drive(cluster.clock, running, () => console.breath());
      running = undefined;
    }
    if (console.isTerminal) console.out('\n');
    cluster.dispose();
    return exitCode;
  },
});
