import { describe, expect, test } from 'vitest';
import { at, condition, container, isReady, oneNode, START, type OneNode } from './one-node.ts';

const startedAt = (node: OneNode, name: string): number =>
  at(node.pod(name)?.status?.containerStatuses?.[0]?.state?.running?.startedAt);

describe('a liveness probe', () => {
  test('that fails as in the documentation: three failures, the grace period, a restart', async () => {
    const node = await oneNode();
    node.run('liveness', {
      containers: [
        container({
          image: 'busybox:1.36',
          args: ['/bin/sh', '-c', 'touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600'],
          livenessProbe: { exec: { command: ['cat', '/tmp/healthy'] }, initialDelaySeconds: 5, periodSeconds: 5 },
        }),
      ],
    });
    await node.until(() => node.pod('liveness')?.status?.containerStatuses?.[0]?.restartCount === 1);
    const unhealthy = node.eventObjects('liveness').find((event) => event.reason === 'Unhealthy');
    const killing = node.eventObjects('liveness').find((event) => event.reason === 'Killing');
    expect(unhealthy?.message).toBe('Liveness probe failed: cat: /tmp/healthy: No such file or directory\n');
    expect(unhealthy?.count).toBe(3);
    // Two periods of five seconds lie between the first and the third failure, and the third kills.
    expect(at(unhealthy?.lastTimestamp) - at(unhealthy?.firstTimestamp)).toBe(10_000);
    expect(killing?.message).toBe('Container web failed liveness probe, will be restarted');
    expect(killing?.firstTimestamp).toBe(unhealthy?.lastTimestamp);
    // `sh` is PID 1 and has no handler for SIGTERM, so it is killed after 30 seconds.
    const last = node.pod('liveness')?.status?.containerStatuses?.[0]?.lastState?.terminated;
    expect(last).toMatchObject({ exitCode: 137, reason: 'Error' });
    expect(at(last?.finishedAt) - at(killing?.firstTimestamp)).toBe(30_000);
    expect(node.errors).toEqual([]);
  });

  test('of a web server that cannot be reached says so as the kubelet does', async () => {
    const node = await oneNode();
    node.run('web', {
      containers: [container({ image: 'nginx:1.27', livenessProbe: { httpGet: { path: '/healthz', port: 80 } } })],
    });
    node.run('tcp', { containers: [container({ image: 'nginx:1.27', livenessProbe: { tcpSocket: { port: 81 } } })] });
    node.run('none', { containers: [container({ image: 'nginx:1.27', livenessProbe: { httpGet: { port: 8080 } } })] });
    node.run('grpc', { containers: [container({ image: 'nginx:1.27', livenessProbe: { grpc: { port: 9090 } } })] });
    await node.clock.advance(15_000);
    const message = (name: string) => node.eventObjects(name).find((event) => event.reason === 'Unhealthy')?.message;
    const address = (name: string) => node.pod(name)?.status?.podIP;
    expect(message('web')).toBe('Liveness probe failed: HTTP probe failed with statuscode: 404');
    expect(message('tcp')).toBe(`Liveness probe failed: dial tcp ${address('tcp')}:81: connect: connection refused`);
    expect(message('none')).toBe(
      `Liveness probe failed: Get "http://${address('none')}:8080/": dial tcp ${address('none')}:8080: connect: connection refused`,
    );
    expect(message('grpc')).toBe(
      `Liveness probe failed: timeout: failed to connect service "${address('grpc')}:9090" within 1s: context deadline exceeded`,
    );
  });

  test('that takes too long counts as failed', async () => {
    const node = await oneNode();
    const probe = { exec: { command: ['sleep', '20'] }, timeoutSeconds: 2, periodSeconds: 5 };
    node.run('slow', { containers: [container({ image: 'nginx:1.27', livenessProbe: probe })] });
    await node.until(() => node.events('slow').some((line) => line.startsWith('Unhealthy')));
    expect(node.events('slow').at(-1)).toBe('Unhealthy: Liveness probe failed: command "sleep 20" timed out');
  });

  test('whose command is missing is an error and no failure', async () => {
    const node = await oneNode();
    node.run('odd', {
      containers: [container({ image: 'nginx:1.27', livenessProbe: { exec: { command: ['nonsense'] }, periodSeconds: 2 } })],
    });
    await node.clock.advance(60_000);
    expect(node.events('odd').at(-1)).toMatch(
      /^Unhealthy: Liveness probe errored and resulted in unknown state: .*executable file not found in \$PATH: unknown$/,
    );
    expect(node.pod('odd')?.status?.containerStatuses?.[0]?.restartCount).toBe(0);
  });
});

describe('a readiness probe', () => {
  test.each([
    // The first tick that comes initialDelaySeconds after the start, counted in whole seconds.
    { initialDelaySeconds: 0, periodSeconds: 10, first: 0 },
    { initialDelaySeconds: 5, periodSeconds: 5, first: 5 },
    { initialDelaySeconds: 5, periodSeconds: 10, first: 10 },
    { initialDelaySeconds: 12, periodSeconds: 4, first: 12 },
  ])(
    'first runs $first s after the start with delay $initialDelaySeconds and period $periodSeconds',
    async ({ first, ...probe }) => {
      const node = await oneNode();
      const readinessProbe = { httpGet: { path: '/', port: 80 }, ...probe };
      node.run('web', { containers: [container({ image: 'nginx:1.27', readinessProbe })] });
      await node.until(
        () => condition(node.pod('web'), 'PodReadyToStartContainers') === 'True' && !Number.isNaN(startedAt(node, 'web')),
      );
      const taken = await node.until(() => isReady(node.pod('web')));
      const log = (await node.logs('web', 'web')).split('\n').filter((line) => line.includes('kube-probe/1.36'));
      expect(log.length).toBe(1);
      expect(taken).toBeGreaterThanOrEqual(first * 1_000 - 10);
      expect(taken).toBeLessThanOrEqual(first * 1_000 + 20);
    },
  );

  test('makes a Pod unready after failureThreshold failures and ready after successThreshold successes', async () => {
    const node = await oneNode();
    const readinessProbe = {
      exec: { command: ['cat', '/tmp/ready'] },
      periodSeconds: 4,
      failureThreshold: 2,
      successThreshold: 3,
    };
    node.run('web', { containers: [container({ image: 'nginx:1.27', readinessProbe })] });
    await node.until(() => node.events('web').some((line) => line.startsWith('Unhealthy: Readiness probe failed')));
    expect(isReady(node.pod('web'))).toBe(false);
    expect(node.pod('web')?.status).toMatchObject({ phase: 'Running' });
    await node.exec('web', 'web', 'touch', '/tmp/ready');
    const toReady = await node.until(() => isReady(node.pod('web')));
    // Three successes are two periods apart, and the first one comes within one period.
    expect(toReady).toBeGreaterThanOrEqual(8_000);
    expect(toReady).toBeLessThanOrEqual(12_100);
    await node.exec('web', 'web', 'rm', '/tmp/ready');
    const toUnready = await node.until(() => !isReady(node.pod('web')));
    expect(toUnready).toBeGreaterThanOrEqual(4_000 - 100);
    expect(toUnready).toBeLessThanOrEqual(8_100);
    const ready = node.pod('web')?.status?.conditions?.find(({ type }) => type === 'Ready');
    expect(ready).toMatchObject({ reason: 'ContainersNotReady', message: 'containers with unready status: [web]' });
    expect(node.pod('web')?.status?.containerStatuses?.[0]?.restartCount).toBe(0);
  });
});

describe('a startup probe', () => {
  const slow = (startupProbe: object) =>
    container({
      image: 'kubetutor/slow-start:1.0',
      startupProbe,
      livenessProbe: { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 2, failureThreshold: 1 },
    });

  test('holds the liveness probe until the container has started', async () => {
    const node = await oneNode();
    node.run('slow', {
      containers: [slow({ httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 3, failureThreshold: 30 })],
    });
    await node.until(() => node.pod('slow')?.status?.containerStatuses?.[0]?.started === true);
    const sinceStart = node.clock.now() - startedAt(node, 'slow');
    // It listens after 20 seconds; the next tick of the probe is at most one period later.
    expect(sinceStart).toBeGreaterThanOrEqual(20_000);
    expect(sinceStart).toBeLessThanOrEqual(24_000);
    await node.clock.advance(30_000);
    expect(node.pod('slow')?.status?.containerStatuses?.[0]).toMatchObject({ restartCount: 0, ready: true });
    expect(node.events('slow').some((line) => line.includes('Liveness'))).toBe(false);
  });

  test('restarts a container that does not start in failureThreshold × periodSeconds', async () => {
    const node = await oneNode();
    node.run('slow', {
      containers: [slow({ httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 3, failureThreshold: 4 })],
    });
    await node.until(() => node.events('slow').some((line) => line.startsWith('Killing')));
    const unhealthy = node.eventObjects('slow').find((event) => event.reason === 'Unhealthy');
    expect(unhealthy?.count).toBe(4);
    expect(at(unhealthy?.lastTimestamp) - at(unhealthy?.firstTimestamp)).toBe(9_000);
    expect(node.events('slow').at(-1)).toBe('Killing: Container web failed startup probe, will be restarted');
  });
});

test('time starts where the test thinks it does', async () => {
  const node = await oneNode();
  expect(node.clock.now()).toBe(START + 100);
});
