import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../sandbox/core/json.ts';
import { learnerAt } from '../harness/learner.ts';

/** A server that needs five seconds before it listens, and goes as soon as it is told to. */
function shop(readiness: boolean, preStop: boolean): readonly JsonObject[] {
  const container: JsonObject = {
    name: 'web',
    image: 'kubetutor/slow-start:1.0',
    env: [{ name: 'START_SECONDS', value: '5' }],
    ...(readiness ? { readinessProbe: { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 1 } } : {}),
    ...(preStop ? { lifecycle: { preStop: { sleep: { seconds: 5 } } } } : {}),
  };
  const labels = { app: 'web' };
  const metadata = { name: 'web', namespace: 'default' };
  const template = { metadata: { labels }, spec: { containers: [container] } };
  return [
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas: 3, selector: { matchLabels: labels }, template } },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] } },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'client', namespace: 'default' },
      spec: { containers: [{ name: 'client', image: 'busybox:1.36', command: ['sleep', '9999'] }] },
    },
  ];
}

/** What a client saw that asks every 20 ms while all Pods are replaced. */
async function during(readiness: boolean, preStop: boolean): Promise<{ readonly answered: number; readonly lost: number }> {
  const { cluster, type, wait } = await learnerAt({ objects: shop(readiness, preStop) });
  const { clock, network } = cluster;
  await wait(30_000);
  const stack = cluster.namespaceAt((await type("kubectl get pod client -o jsonpath='{.status.podIP}'")).output);
  if (stack === undefined) throw new Error('the client has no network');
  const seen = { answered: 0, lost: 0 };
  const request = { scheme: 'http', host: 'web', port: 80, method: 'GET', path: '/', timeout: 1_000 } as const;
  const stop = clock.every(20, () => {
    void clock.run(async () => {
      const outcome = await network.request(stack, request);
      seen[outcome.ok && outcome.response.status === 200 ? 'answered' : 'lost']++;
    });
  });
  await type('kubectl rollout restart deployment web && kubectl rollout status deployment web');
  await wait(15_000);
  stop();
  return seen;
}

describe('requests during a rolling update', () => {
  it('none is lost with a readiness probe and a preStop that waits', async () => {
    const { answered, lost } = await during(true, true);
    expect(answered).toBeGreaterThan(300);
    expect(lost).toBe(0);
  });

  it('some are lost without preStop: the news that a Pod has gone takes a moment', async () => {
    expect((await during(true, false)).lost).toBeGreaterThan(0);
  });

  it('many are lost without readiness: a Pod that has just been started counts as ready', async () => {
    expect((await during(false, true)).lost).toBeGreaterThan(20);
  });
});
