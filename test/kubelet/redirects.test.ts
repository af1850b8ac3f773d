import { describe, expect, it } from 'vitest';
import type { HttpResponse } from '../../sandbox/core/traffic.ts';
import { defineProgram } from '../../sandbox/host/program.ts';
import { defineImage } from '../../sandbox/images/define-image.ts';
import { container, oneNode } from './one-node.ts';

const answer = (status: number, location?: string): HttpResponse => ({
  status,
  headers: location === undefined ? {} : { location },
  body: `told ${status}`,
});

/** Answers `/far` with a redirect to another host, `/steps/N` with one to a step fewer, `/bare` with one to nowhere. */
const server = defineProgram({
  name: 'redirector',
  summary: 'a web server that sends one elsewhere',
  async run(process) {
    process.networkNamespace.listen({
      port: 80,
      protocol: 'TCP',
      address: '0.0.0.0',
      http: ({ path }) => {
        if (path === '/far') return answer(302, 'https://login.example.com/');
        if (path === '/bare') return answer(302);
        if (path === '/lost') return answer(301, '/nowhere');
        const steps = /^\/steps\/(\d+)$/.exec(path)?.[1];
        if (steps !== undefined && steps !== '0') return answer(307, `${Number(steps) - 1}`);
        return answer(path === '/nowhere' ? 404 : 200);
      },
    });
    await process.waitForSignal('SIGTERM');
    return 0;
  },
});

const image = defineImage({
  name: 'redirector',
  tags: ['1'],
  size: 1_000,
  command: ['redirector'],
  shell: false,
  programs: [server],
});

/** Events of the probe after some tries, without repetitions, and the container's restarts. */
async function probed(path: string) {
  const node = await oneNode({ images: [image] });
  node.run('web', {
    containers: [container({ image: 'redirector:1', livenessProbe: { httpGet: { path, port: 80 }, periodSeconds: 2 } })],
  });
  await node.clock.advance(20_000);
  const { podIP = '', containerStatuses = [] } = node.pod('web')?.status ?? {};
  const events = new Set(node.events('web').filter((line) => /^(Unhealthy|ProbeWarning)/.test(line)));
  return { events: [...events].map((line) => line.replaceAll(podIP, 'POD')), restarts: containerStatuses[0]?.restartCount };
}

describe('an HTTP probe', () => {
  it('follows redirects on the same host', async () => {
    expect(await probed('/steps/9')).toEqual({ events: [], restarts: 0 });
  });

  it('stops after ten of them and fails', async () => {
    const { events, restarts } = await probed('/steps/10');
    expect(events).toEqual(['Unhealthy: Liveness probe failed: Get "http://POD/steps/0": stopped after 10 redirects']);
    expect(restarts).toBeGreaterThan(0);
  });

  it('goes by the last answer', async () => {
    const { events } = await probed('/lost');
    expect(events).toEqual(['Unhealthy: Liveness probe failed: HTTP probe failed with statuscode: 404']);
  });

  it.each(['/far', '/bare'])('takes a redirect that it does not follow (%s) for success, with a warning', async (path) => {
    const { events, restarts } = await probed(path);
    expect(events).toEqual(['ProbeWarning: Liveness probe warning: Probe terminated redirects, Response body: told 302']);
    expect(restarts).toBe(0);
  });
});
