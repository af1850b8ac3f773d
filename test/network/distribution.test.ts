import { describe, expect, it } from 'vitest';
import type { Scheduler } from '../../sandbox/core/ipvs.ts';
import type { ProxyMode } from '../../sandbox/network/index.ts';
import { createLab, pod, service, type Lab } from './lab.ts';

const REQUESTS = 10_000;
const app = { app: 'web' };

async function shares(mode: ProxyMode, scheduler: Scheduler = 'rr', count = 4): Promise<readonly number[]> {
  const lab: Lab = await createLab({ network: { proxy: { mode, scheduler } } });
  const names = Array.from({ length: count }, (_, index) => `web-${index + 1}`);
  lab.apply(
    pod('client', { app: 'client' }),
    ...names.map((name) => pod(name, app)),
    service('web', { selector: app, ports: [{ port: 80, targetPort: 8080 }] }),
  );
  await lab.settle();
  const counts = new Map<string, number>();
  const address = lab.addressOf('web');
  await lab.run(async () => {
    for (let request = 0; request < REQUESTS; request++) {
      const outcome = await lab.cluster.network.request(lab.at('client'), {
        scheme: 'http',
        host: address,
        port: 80,
        method: 'GET',
        path: '/',
      });
      const body = outcome.ok ? outcome.response.body.trim() : outcome.failure;
      counts.set(body, (counts.get(body) ?? 0) + 1);
    }
  });
  return names.map((name) => counts.get(name) ?? 0);
}

/** Sum of squared deviations over the expectation: with 3 degrees of freedom over 16.3 in one case of a thousand. */
function chiSquared(found: readonly number[]): number {
  const expected = REQUESTS / found.length;
  return found.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

describe('10,000 requests over four Pods', () => {
  it.each([['iptables'], ['nftables']] as const)('in %s mode each takes a quarter, by chance', async (mode) => {
    const found = await shares(mode);
    expect(found.reduce((sum, count) => sum + count, 0)).toBe(REQUESTS);
    expect(chiSquared(found)).toBeLessThan(16.3);
    // By chance, and not in turn.
    expect(new Set(found).size).toBeGreaterThan(1);
  });

  it.each([['rr'], ['wrr'], ['lc'], ['wlc']] as const)(
    'IPVS with %s gives each exactly a quarter: requests one after another leave equal connections behind',
    async (scheduler) => expect(await shares('ipvs', scheduler)).toEqual([2_500, 2_500, 2_500, 2_500]),
  );

  it.each([['sh'], ['dh']] as const)(
    'IPVS with %s sends all requests of one client to one address to the same Pod',
    async (scheduler) => {
      expect((await shares('ipvs', scheduler)).toSorted((left, right) => right - left)).toEqual([REQUESTS, 0, 0, 0]);
    },
  );

  it.each([['sed'], ['nq']] as const)(
    'IPVS with %s takes the first idle Pod: one after another, that is the first',
    async (scheduler) => {
      expect((await shares('ipvs', scheduler)).toSorted((left, right) => right - left)).toEqual([REQUESTS, 0, 0, 0]);
    },
  );
});
