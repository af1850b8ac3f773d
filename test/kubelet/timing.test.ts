import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Process } from '../../sandbox/host/machine-types.ts';
import { pods } from '../../sandbox/schema/resources.ts';
import type { Container, Lifecycle, PodSpec, Probe } from '../../sandbox/schema/types/core-v1.ts';
import { isReady, oneNode, type OneNode } from './one-node.ts';

/*
 * Figures computed by hand from the documentation, against the sandbox. Each name says how its figure comes about. `W` is the moment at
 * which the kubelet hears of the Pod: the ticks of liveness and startup probes count from there. `S` is the start of the container, less
 * than a second later; the API knows it in whole seconds, and so does `initialDelaySeconds`.
 */

let node: OneNode;
let W = 0;
/** Milliseconds until the kubelet hears of a change, and until a request is at the container. */
const WATCH = 5;
const NETWORK = 1;
/** Milliseconds that nginx takes to go once it is told to. */
const QUITS = 50;

beforeEach(async () => {
  node = await oneNode();
  node.run('warm', {
    containers: [
      { name: 'a', image: 'nginx:1.27' },
      { name: 'b', image: 'busybox:1.36', command: ['sleep', '9'] },
    ],
  });
  await node.until(() => node.pod('warm')?.status?.phase === 'Running');
  node.client.delete(pods, { namespace: 'default', name: 'warm' }, { gracePeriodSeconds: 1 });
  await node.until(() => node.pod('warm') === undefined);
});
afterEach(() => expect(node.errors).toEqual([]));

const seconds = (milliseconds: number): number => milliseconds / 1_000;

/** Makes a Pod at a whole second. */
async function make(container: Partial<Container>, rest: Partial<PodSpec> = {}): Promise<void> {
  await node.clock.advance(1_000 - (node.clock.now() % 1_000));
  W = node.clock.now() + WATCH;
  node.run('pod', { containers: [{ name: 'app', image: 'nginx:1.27', ...container }], ...rest });
}

async function running(word: string): Promise<Process> {
  let found: Process | undefined;
  await node.until(
    () => (found = node.machine.processes.find(({ argv }) => argv.some((text) => text === word))) !== undefined,
    400_000,
  );
  if (found === undefined) throw new Error(`nothing runs ${word}`);
  return found;
}

/** When a process ends, in virtual milliseconds. */
async function endOf(process: Process, limit = 400_000): Promise<number> {
  let ended: number | undefined;
  process.onExit(() => (ended = node.clock.now()));
  await node.until(() => ended !== undefined, limit);
  return ended ?? NaN;
}

/** When nginx was asked for this path, in virtual milliseconds. */
async function asked(path: string): Promise<readonly number[]> {
  const log = await node.logs('pod', 'app', { timestamps: 'true' });
  return log
    .split('\n')
    .filter((line) => line.includes(`"GET ${path} HTTP/1.1" `))
    .map((line) => Date.parse(line.split(' ')[0] ?? '') - NETWORK);
}

const firstAsked = async (after: number): Promise<number> => {
  await node.clock.advance(after * 1_000);
  return seconds(((await asked('/probe'))[0] ?? NaN) - W);
};

const http = (given: Partial<Probe>): Probe => ({ httpGet: { path: '/probe', port: 80 }, failureThreshold: 1000, ...given });
const failing = (given: Partial<Probe>): Probe => ({ exec: { command: ['false'] }, ...given });
/** A PID 1 that does not heed SIGTERM, so that only SIGKILL ends it. */
const deaf: Partial<Container> = { image: 'busybox:1.36', command: ['sh', '-c', 'sleep 9999'] };

describe('the first probe', () => {
  it.each([
    ['no delay, every 10 s: the tick at W finds no container yet, so W + 10 s', { periodSeconds: 10 }, 10],
    ['no delay, every 3 s: W + 3 s', { periodSeconds: 3 }, 3],
    [
      'after 5 s, every 5 s: the tick at W + 5 s is 5 whole seconds after S: W + 5 s',
      { initialDelaySeconds: 5, periodSeconds: 5 },
      5,
    ],
    ['after 7 s, every 5 s: W + 5 s is too early, so W + 10 s', { initialDelaySeconds: 7, periodSeconds: 5 }, 10],
    [
      'after 3 s, every 10 s: the first tick is later than the delay: W + 10 s',
      { initialDelaySeconds: 3, periodSeconds: 10 },
      10,
    ],
    ['after 15 s, every 10 s (the defaults of a chart): W + 20 s', { initialDelaySeconds: 15, periodSeconds: 10 }, 20],
  ] as const)('liveness, %s', async (_name, probe, expected) => {
    await make({ livenessProbe: http(probe) });
    expect(await firstAsked(30)).toBe(expected);
  });

  it('readiness: not at a tick but as soon as the container is seen to run (100 ms after S), then every 10 s from there', async () => {
    await make({ readinessProbe: http({ periodSeconds: 10 }) });
    const { started } = await running('nginx');
    await node.clock.advance(35_000);
    expect((await asked('/probe')).slice(0, 4).map((time) => seconds(time - started))).toEqual([0.1, 10.1, 20.1, 30.1]);
  });

  it('startup before the others: startup ticks every 10 s, succeeds at W + 10 s; liveness every 4 s goes on at its next tick, W + 12 s', async () => {
    await make({
      startupProbe: { httpGet: { path: '/', port: 80 }, periodSeconds: 10 },
      livenessProbe: http({ periodSeconds: 4 }),
    });
    expect(await firstAsked(30)).toBe(12);
    expect((await asked('/')).map((time) => seconds(time - W))).toEqual([10]);
  });
});

describe('a probe that fails', () => {
  it.each([
    [
      'liveness, threshold 3 (default) × 10 s: failures at W + 10, 20, 30 s',
      { livenessProbe: failing({ periodSeconds: 10 }) },
      30,
    ],
    ['liveness, threshold 1 × 3 s: W + 3 s', { livenessProbe: failing({ periodSeconds: 3, failureThreshold: 1 }) }, 3],
    [
      'liveness, delay 5 s, threshold 3 × 5 s: failures at W + 5, 10, 15 s',
      { livenessProbe: failing({ initialDelaySeconds: 5, periodSeconds: 5 }) },
      15,
    ],
    [
      'startup, the budget of the documentation, 30 × 10 s: W + 300 s',
      { startupProbe: failing({ periodSeconds: 10, failureThreshold: 30 }) },
      300,
    ],
    ['startup, 5 × 2 s: W + 10 s', { startupProbe: failing({ periodSeconds: 2, failureThreshold: 5 }) }, 10],
    [
      'liveness that hangs, timeout 2 s, threshold 1 × 10 s: begun at W + 10 s, given up at W + 12 s',
      { livenessProbe: { exec: { command: ['sleep', '60'] }, timeoutSeconds: 2, failureThreshold: 1, periodSeconds: 10 } },
      12,
    ],
  ] as const)('%s: TERM then, and nginx ends at once', async (_name, container, expected) => {
    await make(container);
    expect(seconds((await endOf(await running('nginx'))) - QUITS - W)).toBe(expected);
  });

  it('has its own grace: threshold 1 × 5 s, terminationGracePeriodSeconds 3 on the probe: TERM at W + 5 s, KILL at W + 8 s', async () => {
    await make({ ...deaf, livenessProbe: failing({ periodSeconds: 5, failureThreshold: 1, terminationGracePeriodSeconds: 3 }) });
    expect(seconds((await endOf(await running('sh'))) - W)).toBe(8);
  });

  it('readiness, 3 × 5 s: probes at S + 0.1 s + 5k; the file is gone at S + 30 s; failures at 30.1, 35.1, 40.1: not ready at S + 40.1 s', async () => {
    const command = ['sh', '-c', 'touch /tmp/ok; sleep 30; rm /tmp/ok; sleep 600'];
    await make({ image: 'busybox:1.36', command, readinessProbe: { exec: { command: ['cat', '/tmp/ok'] }, periodSeconds: 5 } });
    const { started } = await running('sh');
    await node.until(() => isReady(node.pod('pod')));
    expect(node.clock.now() - started).toBeLessThan(200);
    await node.until(() => !isReady(node.pod('pod')));
    expect(Math.floor((node.clock.now() - started) / 100)).toBe(401);
  });

  it('readiness, successThreshold 3 × 5 s: ready with the third success, S + 0.1 + 2 × 5 s', async () => {
    await make({ readinessProbe: http({ httpGet: { port: 80 }, periodSeconds: 5, successThreshold: 3 }) });
    const { started } = await running('nginx');
    await node.until(() => isReady(node.pod('pod')));
    expect(Math.floor((node.clock.now() - started) / 100)).toBe(101);
  });
});

describe('back-off', () => {
  /** Whole seconds between the end of each run and the start of the next. */
  async function pauses(count: number): Promise<readonly number[]> {
    const found: number[] = [];
    let ended = await endOf(await running('sh'));
    while (found.length < count) {
      const next = await running('sh');
      found.push(Math.floor(seconds(next.started - ended)));
      ended = await endOf(next, 1_000_000);
    }
    return found;
  }

  it('after a crash: at once, then 10 s doubling to at most 300 s: 0 10 20 40 80 160 300 300', async () => {
    await make({ image: 'busybox:1.36', command: ['sh', '-c', 'sleep 1; exit 1'] });
    const found = await pauses(8);
    expect(found[0]).toBeLessThanOrEqual(1);
    expect(found.slice(1)).toEqual([10, 20, 40, 80, 160, 300, 300]);
  }, 60_000);

  it('begins anew after 10 minutes of running: 0 10, then a run of 601 s, then 0 and 10 again', async () => {
    const volumes = [{ name: 'v', emptyDir: {} }];
    const script = 'echo x >> /v/runs; [ $(wc -l < /v/runs) -eq 3 ] && sleep 601; sleep 1; exit 1';
    const mounts = { volumeMounts: [{ name: 'v', mountPath: '/v' }] };
    await make({ image: 'busybox:1.36', command: ['sh', '-c', script], ...mounts }, { volumes });
    const found = await pauses(4);
    expect(found.map((pause) => (pause <= 1 ? 0 : pause))).toEqual([0, 10, 0, 10]);
  });
});

describe('the end of a Pod whose process does not heed SIGTERM', () => {
  const cases: readonly (readonly [string, Partial<PodSpec>, Lifecycle | undefined, number | undefined, number])[] = [
    ['the default grace: SIGKILL 30 s after the deletion', {}, undefined, undefined, 30],
    ['terminationGracePeriodSeconds 5: 5 s', { terminationGracePeriodSeconds: 5 }, undefined, undefined, 5],
    ['--grace-period 8 goes before the 30 s of the spec: 8 s', {}, undefined, 8, 8],
    ['--grace-period 1: never less than 2 s', {}, undefined, 1, 2],
    [
      'preStop sleep 10 eats the grace of 30: TERM at 10 s, KILL at 30 s',
      {},
      { preStop: { sleep: { seconds: 10 } } },
      undefined,
      30,
    ],
    [
      'preStop sleep 3 of 5: KILL at 5 s',
      { terminationGracePeriodSeconds: 5 },
      { preStop: { sleep: { seconds: 3 } } },
      undefined,
      5,
    ],
    [
      'preStop that outlives a grace of 5 is cut off, and 2 s are granted: 7 s',
      { terminationGracePeriodSeconds: 5 },
      { preStop: { exec: { command: ['sleep', '60'] } } },
      undefined,
      7,
    ],
    [
      'preStop sleep 4 of 5 leaves 1 s, and 2 s are the least: 6 s',
      { terminationGracePeriodSeconds: 5 },
      { preStop: { sleep: { seconds: 4 } } },
      undefined,
      6,
    ],
  ];
  it.each(cases)('%s', async (_name, spec, lifecycle, gracePeriodSeconds, expected) => {
    await make({ ...deaf, ...(lifecycle === undefined ? {} : { lifecycle }) }, spec);
    const process = await running('sh');
    await node.clock.advance(3_000);
    const options = gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds };
    node.client.delete(pods, { namespace: 'default', name: 'pod' }, options);
    const heard = node.clock.now() + WATCH;
    expect(seconds((await endOf(process)) - heard)).toBe(expected);
  });

  it('one that heeds it and a preStop sleep 10: it ends with the TERM that follows, at 10 s', async () => {
    await make({ lifecycle: { preStop: { sleep: { seconds: 10 } } } });
    const process = await running('nginx');
    await node.clock.advance(3_000);
    node.client.delete(pods, { namespace: 'default', name: 'pod' });
    const heard = node.clock.now() + WATCH;
    expect(seconds((await endOf(process)) - QUITS - heard)).toBe(10);
  });

  it('a sidecar waits for the others: grace 10 is spent on the deaf one, the sidecar gets TERM at 10 s and its 2 s: 12 s', async () => {
    const sidecar = { name: 'side', image: 'busybox:1.36', command: ['tail', '-f', '/dev/null'], restartPolicy: 'Always' };
    await make(deaf, { initContainers: [sidecar], terminationGracePeriodSeconds: 10 });
    await running('sh');
    const process = await running('tail');
    await node.clock.advance(3_000);
    node.client.delete(pods, { namespace: 'default', name: 'pod' });
    const heard = node.clock.now() + WATCH;
    expect(seconds((await endOf(process)) - heard)).toBe(12);
  });

  it('activeDeadlineSeconds 20 counts from status.startTime (whole seconds), then the grace of 4: 24 s', async () => {
    await make(deaf, { activeDeadlineSeconds: 20, terminationGracePeriodSeconds: 4 });
    expect(seconds((await endOf(await running('sh'))) - (W - WATCH))).toBe(24);
  });
});
