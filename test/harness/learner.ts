import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createCluster, type Cluster, type ClusterOptions, type Shell } from '../../sandbox/index.ts';

/** What a line printed, both channels in the order of writing. */
export interface Typed {
  readonly output: string;
  readonly exitCode: number;
}

/** Somebody who sits at the workstation of a cluster and types. */
export interface Learner {
  readonly cluster: Cluster;
  /** Types a line and waits for its end, at most ten virtual minutes. */
  type(line: string): Promise<Typed>;
  /** Lets virtual time pass. */
  wait(milliseconds: number): Promise<void>;
}

export async function learnerAt(options: ClusterOptions = {}): Promise<Learner> {
  const cluster = createCluster({ seed: 'test', ...options });
  await cluster.clock.settle();
  const shell: Shell = await cluster.shell();
  return {
    cluster,
    async type(line) {
      let output = '';
      const done = shell.run(line, { onOutput: ({ text }) => void (output += text) });
      if (!(await cluster.clock.runUntil(done, 10 * 60_000))) {
        shell.interrupt();
        await cluster.clock.runUntil(done, 10_000);
        throw new Error(`did not end within ten minutes: ${line}\n${output}`);
      }
      return { output, exitCode: await done };
    },
    wait: (milliseconds) => cluster.clock.advance(milliseconds),
  };
}

export function fixture(name: string): string {
  return readFileSync(path.join(import.meta.dirname, '../fixtures', name), 'utf8');
}
