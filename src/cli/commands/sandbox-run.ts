import { learnerShell } from '../../shell/learner-shell.ts';
import { CommandError, defineCommand, jsonOption, printJson } from '../define-command.ts';
import { countOf } from '../packs.ts';

/** Virtual time after which a script is stopped. */
const LIMIT = 24 * 60 * 60_000;

export const sandboxRun = defineCommand({
  name: 'sandbox run',
  summary: 'Run a shell script against a fresh cluster',
  usage: 'FILE|-',
  least: 1,
  most: 1,
  options: { seed: { type: 'string', value: 'TEXT', summary: 'names in the cluster follow from it' }, ...jsonOption },
  examples: [
    { line: 'kubetutor sandbox run demo.sh', does: 'what the script prints, and its exit code' },
    { line: "echo 'kubectl get nodes' | kubetutor sandbox run -", does: 'a script from a pipe' },
  ],
  async run(context) {
    const { console, options, positionals } = context;
    const [file = '-'] = positionals;
    let script: string;
    try {
      script = file === '-' ? await console.readInput() : console.readFile(file);
    } catch (error) {
      throw new CommandError(error instanceof Error ? error.message : String(error));
    }
    const createCluster = await context.cluster();
    const seed = options['seed'];
    const cluster = createCluster({ seed: typeof seed === 'string' ? seed : 'sandbox' });
    await cluster.clock.settle();
    const shell = await learnerShell(cluster);
    const json = options['json'] === true;
    const printed = { stdout: '', stderr: '' };
    const done = shell.run(script, {
      onOutput({ channel, text }) {
        if (json) printed[channel] += text;
        else if (channel === 'stdout') console.out(text);
        else console.error(text);
      },
    });
    const ended = await cluster.clock.runUntil(done, LIMIT);
    if (!ended) throw new CommandError(`the script did not end within ${countOf(LIMIT / 3_600_000, 'virtual hour')}`, 124);
    const exitCode = await done;
    if (json) printJson(console, { ...printed, exitCode });
    cluster.dispose();
    return exitCode;
  },
});
