import { describe, expect, it } from 'vitest';
import { createCluster, type Cluster } from '../../sandbox/index.ts';
import { kubernetesAdmin } from '../../sandbox/api/index.ts';
import { events, leases, pods } from '../../sandbox/schema/resources.ts';

const NAMESPACE = 'kube-system';

function control(cluster: Cluster) {
  const admin = cluster.api.componentClient(kubernetesAdmin);
  return {
    admin,
    lease: (name: string) => admin.get(leases, { namespace: NAMESPACE, name }).spec,
    /** Seconds that passed since the lease was renewed. */
    age: (name: string) =>
      (cluster.clock.now() - Date.parse(admin.get(leases, { namespace: NAMESPACE, name }).spec?.renewTime ?? '')) / 1_000,
  };
}

describe('leader election', () => {
  it('shows in Leases that are renewed every two seconds', async () => {
    const cluster = createCluster();
    const { lease, age, admin } = control(cluster);
    for (const name of ['kube-controller-manager', 'kube-scheduler']) {
      const before = lease(name);
      expect(before).toMatchObject({ leaseDurationSeconds: 15, leaseTransitions: 0 });
      expect(before?.holderIdentity).toMatch(/^control-plane_[0-9a-f-]{36}$/);
      await cluster.clock.advance(7_500);
      expect(age(name)).toBeLessThanOrEqual(2);
      expect(lease(name)).toMatchObject({ holderIdentity: before?.holderIdentity, acquireTime: before?.acquireTime });
    }
    const elected = admin.list(events, NAMESPACE).filter(({ reason }) => reason === 'LeaderElection');
    expect(elected.map(({ source, message }) => `${source?.component ?? ''}: ${message ?? ''}`)).toEqual([
      expect.stringMatching(/^kube-controller-manager: control-plane_\S+ became leader$/),
      expect.stringMatching(/^kube-scheduler: control-plane_\S+ became leader$/),
    ]);
    cluster.dispose();
  });

  it('makes a program that was stopped wait until the lease of its last run is over', async () => {
    const cluster = createCluster();
    const { lease, age, admin } = control(cluster);
    await cluster.clock.advance(5_000);
    const first = lease('kube-scheduler')?.holderIdentity;
    cluster.components.stop('kube-scheduler');
    await cluster.clock.advance(8_000);
    expect(age('kube-scheduler')).toBeGreaterThan(7);
    cluster.components.start('kube-scheduler');
    const pod = { metadata: { name: 'web', namespace: 'default' }, spec: { containers: [{ name: 'web', image: 'nginx' }] } };
    admin.create(pods, pod as never);
    await cluster.clock.advance(14_500);
    expect(lease('kube-scheduler')?.holderIdentity).toBe(first);
    expect(admin.get(pods, { namespace: 'default', name: 'web' }).spec.nodeName).toBeUndefined();
    await cluster.clock.advance(6_000);
    expect(lease('kube-scheduler')).toMatchObject({ leaseTransitions: 1 });
    expect(lease('kube-scheduler')?.holderIdentity).not.toBe(first);
    expect(admin.get(pods, { namespace: 'default', name: 'web' }).spec.nodeName).toBeDefined();
    cluster.dispose();
  });

  it('ends the work of a leader whose lease another one took', async () => {
    const cluster = createCluster();
    const { lease, admin } = control(cluster);
    await cluster.clock.advance(3_000);
    const stolen = admin.get(leases, { namespace: NAMESPACE, name: 'kube-scheduler' });
    admin.update(leases, { ...stolen, spec: { ...stolen.spec, holderIdentity: 'somebody-else' } });
    await cluster.clock.advance(12_500);
    const pod = { metadata: { name: 'web', namespace: 'default' }, spec: { containers: [{ name: 'web', image: 'nginx' }] } };
    admin.create(pods, pod as never);
    await cluster.clock.advance(1_000);
    expect(admin.get(pods, { namespace: 'default', name: 'web' }).spec.nodeName).toBeUndefined();
    // Nobody renews it: in the end it is taken back.
    await cluster.clock.advance(30_000);
    expect(lease('kube-scheduler')?.holderIdentity).toMatch(/^control-plane_/);
    expect(admin.get(pods, { namespace: 'default', name: 'web' }).spec.nodeName).toBeDefined();
    cluster.dispose();
  });

  it('lets each controller be stopped and started without a new election', async () => {
    const cluster = createCluster();
    const { lease } = control(cluster);
    const names = cluster.components.running.filter((name) => !name.includes('/') && name !== 'coredns');
    expect(names.length).toBeGreaterThan(20);
    const controllers = names.filter((name) => name !== 'kube-scheduler');
    for (const name of controllers.slice(0, -1)) {
      cluster.components.stop(name);
      expect(cluster.components.running).not.toContain(name);
      cluster.components.start(name);
      expect(cluster.components.running).toContain(name);
    }
    await cluster.clock.advance(1_000);
    expect(lease('kube-controller-manager')).toMatchObject({ leaseTransitions: 0 });
    cluster.dispose();
  });
});
