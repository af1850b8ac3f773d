import { expect, it } from 'vitest';
import { createLab, pod, service } from './lab.ts';

const app = { app: 'web' };
const second = 1_000;
/** How long a Lease may be old before the node is taken for dead (--node-monitor-grace-period, 50 s since v1.32). */
const GRACE = 50 * second;
/** How often a kubelet renews its Lease, and how often the node controller looks. */
const RENEW = 10 * second;
const MONITOR = 5 * second;
/** The tolerationSeconds that admission gives Pods for not-ready and unreachable. */
const TOLERATION = 300 * second;

it('loses requests for 40 to 55 s after a node failed (grace 50 s, less the up to 10 s since its last Lease, plus the up to 5 s to the next look), and its Pods are evicted 300 s later', async () => {
  const lab = await createLab();
  const { cluster } = lab;
  lab.apply(
    pod('client', { app: 'client' }, { node: 'node-1' }),
    pod('web-1', app, { node: 'node-1' }),
    pod('web-2', app, { node: 'node-2' }),
    service('web', { selector: app, ports: [{ port: 80, targetPort: 8080 }] }),
  );
  await lab.settle();
  const address = lab.addressOf('web');
  const failedAt: number[] = [];
  const answeredBy = new Set<string>();
  cluster.onRequest(({ outcome, time, receiver }) => {
    if (outcome !== 'ok') failedAt.push(time);
    else answeredBy.add(receiver ?? '');
  });
  const start = cluster.clock.now();
  cluster.components.stop('kubelet/node-2');
  for (const process of cluster.nodes.get('node-2')?.processes ?? []) process.kill('SIGKILL');
  cluster.setNodeDown('node-2', true);
  await lab.run(async () => {
    while (cluster.clock.now() < start + 120 * second) {
      await cluster.network.request(lab.at('client'), {
        scheme: 'http',
        host: address,
        port: 80,
        method: 'GET',
        path: '/',
        timeout: 200,
      });
      await cluster.clock.sleep(100);
    }
  });
  const last = Math.max(...failedAt) - start;
  // The last renewal was up to 10 s before the failure; the controller looks every 5 s.
  expect(last).toBeGreaterThan(GRACE - RENEW - second);
  expect(last).toBeLessThanOrEqual(GRACE + MONITOR + second);
  expect(Math.min(...failedAt) - start).toBeLessThan(3 * second);
  expect([...answeredBy]).toEqual(['pod default/web-1']);
  // Half of what was sent in the interval went to the dead node.
  expect(failedAt.length).toBeGreaterThan(50);
  await cluster.clock.advance(GRACE + TOLERATION + 30 * second);
  const dead = lab.slices().flatMap(({ endpoints }) => (endpoints ?? []).filter(({ nodeName }) => nodeName === 'node-2'));
  expect(dead.every(({ conditions }) => conditions?.ready === false)).toBe(true);
});
