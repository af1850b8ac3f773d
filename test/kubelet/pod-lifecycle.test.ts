import { describe, expect, test } from 'vitest';
import { pods } from '../../sandbox/schema/resources.ts';
import { condition, container, isReady, oneNode } from './one-node.ts';

describe('a Pod with nginx', () => {
  test('starts with the Events of a real one, in order', async () => {
    const node = await oneNode();
    node.run('web', { containers: [container({ image: 'nginx:1.27' })] });
    await node.until(() => isReady(node.pod('web')));
    expect(node.errors).toEqual([]);
    const [pulling, pulled, ...rest] = node.events('web');
    expect(pulling).toBe('Pulling: Pulling image "nginx:1.27"');
    expect(pulled).toMatch(
      /^Pulled: Successfully pulled image "nginx:1.27" in 2\.\d{1,3}s \(2\.\d{1,3}s including waiting\)\. Image size: 72404038 bytes\.$/,
    );
    expect(rest).toEqual(['Created: Container created', 'Started: Container started']);
    expect(node.seconds).toBeLessThan(6);
  });

  test('has the status of a running Pod', async () => {
    const node = await oneNode();
    node.run('web', { containers: [container({ image: 'nginx:1.27' })] });
    await node.until(() => isReady(node.pod('web')));
    const status = node.pod('web')?.status;
    expect(status).toMatchObject({
      phase: 'Running',
      hostIP: '192.168.56.11',
      podIP: '10.244.1.2',
      podIPs: [{ ip: '10.244.1.2' }],
      qosClass: 'BestEffort',
      startTime: '2026-01-01T09:00:00Z',
    });
    expect(status?.conditions?.map(({ type, status: value }) => `${type}=${value}`)).toEqual([
      'PodReadyToStartContainers=True',
      'Initialized=True',
      'Ready=True',
      'ContainersReady=True',
      'PodScheduled=True',
    ]);
    expect(status?.containerStatuses).toMatchObject([
      {
        name: 'web',
        ready: true,
        started: true,
        restartCount: 0,
        image: 'docker.io/library/nginx:1.27',
        imageID: expect.stringMatching(/^docker\.io\/library\/nginx@sha256:[0-9a-f]{64}$/),
        containerID: expect.stringMatching(/^containerd:\/\/[0-9a-f]{64}$/),
      },
    ]);
  });

  test('goes when it is deleted: killed, then gone', async () => {
    const node = await oneNode();
    node.run('web', { containers: [container({ image: 'nginx' })] });
    await node.until(() => isReady(node.pod('web')));
    node.client.delete(pods, { namespace: 'default', name: 'web' });
    expect(node.pod('web')?.metadata.deletionTimestamp).toBeDefined();
    const taken = await node.until(() => node.pod('web') === undefined);
    expect(taken).toBeLessThan(1_000);
    expect(node.events('web').at(-1)).toBe('Killing: Stopping container web');
    expect(node.machine.processes).toEqual([]);
    expect(node.errors).toEqual([]);
  });

  test('can be looked into', async () => {
    const node = await oneNode();
    node.run('web', { containers: [container({ image: 'nginx' })] });
    await node.until(() => isReady(node.pod('web')));
    expect(await node.exec('web', 'web', 'cat', '/etc/hostname')).toMatchObject({ exitCode: 0, stdout: 'web\n' });
    expect(await node.exec('web', 'web', 'sh', '-c', 'exit 3')).toMatchObject({ exitCode: 3 });
    expect((await node.exec('web', 'web', 'curl', '-s', 'http://localhost/')).stdout).toContain('Welcome to nginx!');
    const lines = (await node.logs('web', 'web')).trim().split('\n');
    expect(lines.at(-1)).toMatch(/^127\.0\.0\.1 - - \[01\/Jan\/2026:09:00:\d\d \+0000\] "GET \/ HTTP\/1\.1" 200 615 "-" "curl\//);
    expect((await node.logs('web', 'web', { tailLines: '1', timestamps: 'true' })).trim()).toMatch(
      /^2026-01-01T09:00:\d\d\.\d+Z 127/,
    );
    expect(() => node.exec('web', 'web', 'nonsense')).toThrow(/exec: "nonsense": executable file not found in \$PATH/);
  });
});

describe('a Pod that ends', () => {
  test.each([
    { exit: 0, policy: 'Never', phase: 'Succeeded', reason: 'Completed' },
    { exit: 3, policy: 'Never', phase: 'Failed', reason: 'Error' },
    { exit: 0, policy: 'OnFailure', phase: 'Succeeded', reason: 'Completed' },
  ])('is $phase after exit $exit with restartPolicy $policy', async ({ exit, policy, phase, reason }) => {
    const node = await oneNode();
    node.run('once', {
      restartPolicy: policy,
      containers: [container({ image: 'busybox', command: ['sh', '-c', `echo bye; exit ${exit}`] })],
    });
    await node.until(() => node.pod('once')?.status?.phase === phase);
    await node.clock.advance(5_000);
    expect(node.pod('once')?.status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({ exitCode: exit, reason });
    expect(condition(node.pod('once'), 'Ready')).toBe('False');
    expect(await node.logs('once', 'web')).toBe('bye\n');
    node.client.delete(pods, { namespace: 'default', name: 'once' });
    await node.clock.advance(100);
    expect(node.pod('once')).toBeUndefined();
    expect(node.errors).toEqual([]);
  });
});
