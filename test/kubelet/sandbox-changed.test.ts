import { describe, expect, it } from 'vitest';
import { container, isReady, oneNode, type OneNode } from './one-node.ts';

const CHANGED = 'SandboxChanged: Pod sandbox changed, it will be killed and re-created.';
const init = { name: 'first', image: 'busybox:1.36', command: ['true'] };

/** Ends the process that holds the namespaces of the node's Pods. */
const killPause = (node: OneNode): void => {
  for (const { process } of node.kubelet.cri()?.sandboxes() ?? []) process.kill('SIGKILL');
};

describe('a Pod whose sandbox ends', () => {
  it('begins anew, init containers too, with another address', async () => {
    const node = await oneNode();
    node.run('web', { initContainers: [init], containers: [container({ image: 'nginx:1.27' })] });
    await node.until(() => isReady(node.pod('web')));
    const before = node.pod('web')?.status;
    killPause(node);
    await node.until(() => !isReady(node.pod('web')), 2_000);
    await node.until(() => isReady(node.pod('web')));
    const { podIP, containerStatuses, initContainerStatuses } = node.pod('web')?.status ?? {};
    expect(podIP).not.toBe(before?.podIP);
    expect(containerStatuses?.[0]).toMatchObject({ restartCount: 1, lastState: { terminated: { reason: 'Completed' } } });
    expect(initContainerStatuses?.[0]?.containerID).not.toBe(before?.initContainerStatuses?.[0]?.containerID);
    const events = node.events('web');
    const from = events.indexOf(CHANGED);
    expect(events.slice(from, from + 2)).toEqual([CHANGED, 'Killing: Stopping container web']);
    expect(node.kubelet.cri()?.sandboxes()).toMatchObject([{ attempt: 1, ready: true }]);
  });

  it('ends when it may not be restarted', async () => {
    const node = await oneNode();
    node.run('once', { restartPolicy: 'Never', containers: [container({ image: 'busybox:1.36', command: ['sleep', '600'] })] });
    await node.until(() => isReady(node.pod('once')));
    killPause(node);
    await node.until(() => node.pod('once')?.status?.phase === 'Failed');
    expect(node.events('once')).not.toContain(CHANGED);
  });

  it('leaves alone what has succeeded once and for all', async () => {
    const node = await oneNode();
    node.run('both', {
      restartPolicy: 'OnFailure',
      containers: [
        container({ name: 'done', image: 'busybox:1.36', command: ['true'] }),
        container({
          name: 'busy',
          image: 'busybox:1.36',
          command: ['sh', '-c', 'trap "exit 0" TERM; while true; do sleep 1; done'],
        }),
      ],
    });
    await node.until(() => node.events('both').filter((line) => line.startsWith('Started')).length === 2);
    await node.clock.advance(3_000);
    killPause(node);
    await node.until(() => node.events('both').includes(CHANGED));
    await node.clock.advance(10_000);
    // What runs ends well when it is told to stop, so that nothing is left to do.
    const [done] = node.pod('both')?.status?.containerStatuses?.filter(({ name }) => name === 'done') ?? [];
    expect(done).toMatchObject({ restartCount: 0, state: { terminated: { reason: 'Completed' } } });
  });
});
