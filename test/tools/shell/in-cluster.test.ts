import { beforeAll, describe, expect, it } from 'vitest';
import type { Shell } from '../../../sandbox/cluster-types.ts';
import { createCluster } from '../../../sandbox/index.ts';

describe('a shell in front of a cluster', () => {
  let cluster: Awaited<ReturnType<typeof createCluster>>;
  let shell: Shell;
  let output = '';

  const begin = (line: string): Promise<number> => {
    output = '';
    return shell.run(line, { onOutput: ({ text }) => (output += text), terminal: { columns: 100, rows: 30 } });
  };
  const run = async (line: string): Promise<string> => {
    expect(await cluster.clock.runUntil(begin(line), 120_000)).toBe(true);
    return output;
  };

  beforeAll(async () => {
    cluster = await createCluster({ seed: 'shell' });
    shell = await cluster.shell();
    await run('kubectl run web --image=nginx; kubectl wait --for=condition=Ready pod/web --timeout=60s');
  });

  it('pipes and substitutes what kubectl prints', async () => {
    expect(await run('k get pods | tail -n +2 | wc -l')).toBe('1\n');
    expect(await run('curl -s -o /dev/null -w "%{http_code}" $(kubectl get pod web -o jsonpath={.status.podIP})')).toBe('200');
    expect(await run('echo hello | kubectl exec -i web -- cat')).toBe('hello\n');
    expect(await run('kubectl exec web -- sh -c "exit 3"; echo $?')).toContain('3\n');
  });

  it('opens a shell in a container, and comes back', async () => {
    const line = begin('kubectl exec -it web -- sh');
    await cluster.clock.settle();
    expect(shell.prompt).toBe('/ # ');
    for (const typed of ['hostname\n', 'cd /tmp; echo $((1 + 1))\n', 'exit\n']) {
      shell.type(typed);
      await cluster.clock.settle();
    }
    expect(await cluster.clock.runUntil(line, 10_000)).toBe(true);
    expect(output).toBe('/ # hostname\nweb\n/ # cd /tmp; echo $((1 + 1))\n2\n/tmp # exit\n');
    expect(shell.prompt).toBe('~ $ ');
  });

  it('passes Ctrl-C on to the container', async () => {
    const line = begin('kubectl exec -it web -- sh');
    await cluster.clock.settle();
    shell.type('while true; do echo tick; sleep 1; done\n');
    await cluster.clock.advance(1_500);
    shell.interrupt();
    await cluster.clock.advance(3_000);
    expect(output).toBe('/ # while true; do echo tick; sleep 1; done\ntick\ntick\n^C\n/ # ');
    shell.type('echo half');
    shell.interrupt();
    await cluster.clock.settle();
    expect(output).toMatch(/echo half\^C\n\/ # $/);
    shell.endInput();
    expect(await cluster.clock.runUntil(line, 10_000)).toBe(true);
  });

  it('interrupts a watch', async () => {
    const line = begin('kubectl get pods -w');
    await cluster.clock.advance(3_000);
    expect(output).toMatch(/^NAME.*\nweb .*\n$/);
    shell.interrupt();
    expect(await cluster.clock.runUntil(line, 10_000)).toBe(true);
    expect(await line).toBe(130);
  });

  it('forwards a port in the background', async () => {
    await run('kubectl port-forward pod/web 8080:80 > /dev/null 2>&1 &');
    expect(await run('sleep 1; curl -s localhost:8080 | grep -o "<title>.*"; kill %1')).toContain('Welcome to nginx!');
    expect(await run('curl -s localhost:8080; echo $?')).toBe('7\n');
  });

  it("streams a container's script into its log", async () => {
    await run('kubectl run clock --image=busybox -- sh -c "while true; do date +%S; sleep 5; done"; sleep 22');
    const seconds = (await run('kubectl logs clock')).trim().split('\n').map(Number);
    expect(seconds.length).toBeGreaterThanOrEqual(4);
    expect(seconds.slice(1).map((second, index) => (second - (seconds[index] ?? 0) + 60) % 60)).toEqual(
      seconds.slice(1).map(() => 5),
    );
  });
});
