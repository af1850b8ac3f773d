import { describe, expect, test } from 'vitest';
import { container, oneNode } from './one-node.ts';

const crasher = (seconds: number, code = 1) =>
  container({
    image: 'kubetutor/crasher:1.0',
    env: [
      { name: 'CRASH_AFTER_SECONDS', value: String(seconds) },
      { name: 'CRASH_EXIT_CODE', value: String(code) },
    ],
  });

describe('a container that crashes', () => {
  test('is started at once the first time, then after 10, 20, 40, 80, 160, 300 and 300 seconds', async () => {
    const node = await oneNode();
    node.run('crash', { containers: [crasher(1)] });
    const run = () => node.machine.processes.find((process) => process.argv[0] === 'crasher');
    const pauses: number[] = [];
    for (let restart = 0; restart < 8; restart++) {
      await node.until(() => run() !== undefined, 400_000);
      await node.until(() => run() === undefined, 5_000);
      pauses.push(await node.until(() => run() !== undefined, 400_000));
    }
    const wanted = [0, 10, 20, 40, 80, 160, 300, 300].map((seconds) => seconds * 1_000);
    for (const [index, pause] of pauses.entries()) {
      const expected = wanted[index] ?? 0;
      // The kubelet sees an end within a second, and a container takes a moment to be made.
      expect(pause).toBeGreaterThanOrEqual(expected);
      expect(pause).toBeLessThan(expected === 0 ? 1_300 : expected + 300);
    }
  }, 60_000);

  test('shows CrashLoopBackOff with its last state, and keeps the log before', async () => {
    const node = await oneNode();
    const pod = node.run('crash', { containers: [crasher(1, 42)] });
    const own = () => node.pod('crash')?.status?.containerStatuses?.[0];
    await node.until(() => own()?.state?.waiting?.reason === 'CrashLoopBackOff');
    expect(own()).toMatchObject({
      ready: false,
      restartCount: 1,
      state: { waiting: { message: `back-off 10s restarting failed container=web pod=crash_default(${pod.metadata.uid})` } },
      lastState: { terminated: { exitCode: 42, reason: 'Error' } },
    });
    expect(node.pod('crash')?.status?.phase).toBe('Running');
    expect(node.events('crash').at(-1)).toBe(
      `BackOff: Back-off restarting failed container web in pod crash_default(${pod.metadata.uid})`,
    );
    const words = 'starting\nfatal: cannot go on without its configuration, ending with code 42\n';
    expect(await node.logs('crash', 'web')).toBe(words);
    await expect(node.logs('crash', 'web', { previous: 'true' })).resolves.toBe(words);
    expect(node.errors).toEqual([]);
  });

  test('after more than ten minutes begins anew', async () => {
    const node = await oneNode();
    node.run('rare', { containers: [crasher(660)] });
    await node.clock.advance(5 * 664_000);
    expect(node.pod('rare')?.status?.containerStatuses?.[0]?.restartCount).toBe(5);
    expect(node.events('rare').filter((line) => line.startsWith('BackOff'))).toEqual([]);
  });

  test('is left alone when its Pod shall never restart', async () => {
    const node = await oneNode();
    node.run('once', { restartPolicy: 'Never', containers: [crasher(1), container({ name: 'other', image: 'nginx:1.27' })] });
    await node.clock.advance(20_000);
    expect(node.pod('once')?.status?.phase).toBe('Running');
    expect(node.pod('once')?.status?.containerStatuses?.map(({ name, ready }) => `${name} ${ready}`)).toEqual([
      'other true',
      'web false',
    ]);
  });
});

describe('an image that cannot be had', () => {
  const reason = (node: Awaited<ReturnType<typeof oneNode>>) => node.pod('web')?.status?.containerStatuses?.[0]?.state?.waiting;

  test('because its name is wrong', async () => {
    const node = await oneNode();
    node.run('web', { containers: [container({ image: 'ngnix' })] });
    const why =
      'failed to pull and unpack image "docker.io/library/ngnix:latest": failed to resolve reference "docker.io/library/ngnix:latest": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed';
    await node.until(() => reason(node)?.reason === 'ErrImagePull');
    expect(reason(node)?.message).toBe(why);
    await node.until(() => reason(node)?.reason === 'ImagePullBackOff');
    expect(reason(node)?.message).toBe(`Back-off pulling image "ngnix": ErrImagePull: ${why}`);
    expect(node.events('web')).toEqual([
      'Pulling: Pulling image "ngnix"',
      `Failed: Failed to pull image "ngnix": ${why}`,
      'Failed: Error: ErrImagePull',
      'BackOff: Back-off pulling image "ngnix"',
      'Failed: Error: ImagePullBackOff',
    ]);
    await expect(node.logs('web', 'web')).rejects.toThrow(
      'container "web" in pod "web" is waiting to start: trying and failing to pull image',
    );
    expect(node.pod('web')?.status?.phase).toBe('Pending');
  });

  test('is tried again after 10, 20, 40 … seconds, to the next sync', async () => {
    const node = await oneNode();
    node.run('web', { containers: [container({ image: 'nginx:9.99' })] });
    // Not by the Events: of those about one Pod only the first 25 come through.
    const failed = () => node.until(() => reason(node)?.reason === 'ErrImagePull');
    const pauses: number[] = [];
    await failed();
    for (let count = 2; count <= 5; count++) {
      const until = await node.until(() => reason(node)?.reason === 'ImagePullBackOff');
      pauses.push(until + (await failed()));
    }
    const wanted = [10, 20, 40, 80];
    for (const [index, pause] of pauses.entries()) {
      expect(pause).toBeGreaterThanOrEqual((wanted[index] ?? 0) * 1_000);
      expect(pause).toBeLessThan((wanted[index] ?? 0) * 1_000 + 11_500);
    }
    expect(node.events('web')[1]).toBe(
      'Failed: Failed to pull image "nginx:9.99": rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:9.99": failed to resolve reference "docker.io/library/nginx:9.99": docker.io/library/nginx:9.99: not found',
    );
  });

  test.each([
    { image: 'Nginx', policy: 'IfNotPresent', waiting: 'InvalidImageName' },
    { image: 'nginx:1.27', policy: 'Never', waiting: 'ErrImageNeverPull' },
  ])('is $waiting for $image with policy $policy', async ({ image, policy, waiting }) => {
    const node = await oneNode();
    node.run('web', { containers: [container({ image, imagePullPolicy: policy })] });
    await node.until(() => reason(node)?.reason === waiting);
  });

  test('is used without pulling when it is there already', async () => {
    const node = await oneNode();
    node.run('web', { containers: [container({ image: 'nginx:1.27' })] });
    await node.clock.advance(10_000);
    node.run('again', { containers: [container({ image: 'nginx:1.27' })] });
    await node.clock.advance(3_000);
    expect(node.events('again')).toEqual([
      'Pulled: Container image "nginx:1.27" already present on machine and can be accessed by the pod',
      'Created: Container created',
      'Started: Container started',
    ]);
  });
});

describe('a command that cannot be run', () => {
  test('fails to start, is retried and shows why', async () => {
    const node = await oneNode();
    node.run('web', { containers: [container({ image: 'nginx:1.27', command: ['nonsense'] })] });
    const own = () => node.pod('web')?.status?.containerStatuses?.[0];
    const why =
      'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "nonsense": executable file not found in $PATH: unknown';
    await node.until(() => node.events('web').some((line) => line.startsWith('Failed')));
    expect(node.events('web')).toContain(`Failed: Error: ${why}`);
    await node.until(() => own()?.state?.waiting?.reason === 'RunContainerError');
    expect(own()?.state?.waiting?.message).toBe(why);
    expect(own()?.lastState?.terminated).toMatchObject({ exitCode: 128, reason: 'StartError', message: why });
  });
});
