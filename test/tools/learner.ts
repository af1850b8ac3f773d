import { expect } from 'vitest';
import type { Cluster, ClusterOptions } from '../../sandbox/cluster-types.ts';
import { createCluster } from '../../sandbox/index.ts';

/** Somebody at the learner's machine: `run` types a line and gives what it printed. */
export async function learner(options: ClusterOptions = {}): Promise<{ cluster: Cluster; run(line: string): Promise<string> }> {
  const cluster = createCluster(options);
  const shell = await cluster.shell();
  return {
    cluster,
    async run(line) {
      let output = '';
      const done = shell.run(line, { onOutput: ({ text }) => (output += text), terminal: { columns: 120, rows: 30 } });
      expect(await cluster.clock.runUntil(done, 300_000)).toBe(true);
      return output;
    },
  };
}
