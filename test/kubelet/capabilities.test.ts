import { describe, expect, it } from 'vitest';
import { allCapabilities, capabilityMask, changedCapabilities } from '../../sandbox/host/capabilities.ts';
import type { SecurityContext } from '../../sandbox/schema/types/core-v1.ts';
import { container, isReady, oneNode } from './one-node.ts';

describe('the capabilities of a container', () => {
  it.each([
    [[], [], '00000000a80425fb'],
    [['NET_ADMIN', 'SYS_TIME'], ['CHOWN'], '00000000aa0435fa'],
    [['cap_net_admin'], ['ALL'], '0000000000001000'],
    [[], ['ALL'], '0000000000000000'],
    [['ALL'], ['KILL'], '000001ffffffffdf'],
  ])('with %j added and %j dropped are %s', (add, drop, mask) => {
    expect(capabilityMask(changedCapabilities(add, drop))).toBe(mask);
  });

  it('are all of them when it is privileged', () => {
    expect(capabilityMask(allCapabilities)).toBe('000001ffffffffff');
  });

  const tries = async (securityContext: SecurityContext) => {
    const node = await oneNode();
    node.run('web', { containers: [container({ image: 'busybox:1.36', command: ['sleep', '1h'], securityContext })] });
    await node.until(() => isReady(node.pod('web')));
    const link = await node.exec('web', 'web', 'ip', 'link', 'add', 'd0', 'type', 'dummy');
    const mount = await node.exec('web', 'web', 'mount', '-t', 'tmpfs', 'none', '/tmp');
    const status = await node.exec('web', 'web', 'grep', 'CapEff', '/proc/1/status');
    return [link.exitCode === 0, mount.exitCode === 0, status.stdout.split('\t')[1]?.trim()];
  };

  it('decide what root may do in it', async () => {
    expect(await tries({})).toEqual([false, false, '00000000a80425fb']);
    expect(await tries({ capabilities: { add: ['NET_ADMIN'] } })).toEqual([true, false, '00000000a80435fb']);
    expect(await tries({ privileged: true })).toEqual([true, true, '000001ffffffffff']);
    expect(await tries({ runAsUser: 1000, capabilities: { add: ['NET_ADMIN'] } })).toEqual([false, false, '0000000000000000']);
  });
});

it('a process has the groups of its Pod', async () => {
  const node = await oneNode();
  node.run('web', {
    securityContext: { runAsUser: 1000, runAsGroup: 3000, fsGroup: 2000, supplementalGroups: [4000] },
    containers: [container({ image: 'busybox:1.36', command: ['sleep', '1h'] })],
  });
  await node.until(() => isReady(node.pod('web')));
  expect((await node.exec('web', 'web', 'id')).stdout).toBe('uid=1000 gid=3000 groups=2000,3000,4000\n');
  expect((await node.exec('web', 'web', 'id', '-G')).stdout).toBe('2000 3000 4000\n');
});
