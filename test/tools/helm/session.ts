import { createInterface } from 'node:readline';
import process from 'node:process';
import { HelmWorkbench } from './workbench.ts';

/**
 * Answers commands of helm and kubectl, one JSON line each, in one process: `{"id","cwd","tool","argv","scenario"}` in,
 * `{"id","stdout","stderr","code"}` out. For measuring against recordings of the real helm.
 */
const benches = new Map<string, HelmWorkbench>();
let queue = Promise.resolve();

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, cwd, tool, argv, scenario } = JSON.parse(line) as {
    readonly id: number;
    readonly cwd: string;
    readonly tool: string;
    readonly argv: readonly string[];
    readonly scenario?: string;
  };
  queue = queue.then(async () => {
    const key = scenario ?? '';
    let bench = benches.get(key);
    if (bench === undefined) {
      bench = await HelmWorkbench.create(scenario === undefined ? 'charts' : scenario);
      benches.set(key, bench);
    }
    let answer;
    try {
      answer = await bench.run(tool, argv, cwd);
    } catch (error) {
      answer = {
        stdout: '',
        stderr: `defect: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        code: -2,
      };
    }
    process.stdout.write(`${JSON.stringify({ id, ...answer })}\n`);
  });
});
