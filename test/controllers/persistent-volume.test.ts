import { afterEach, describe, expect, it } from 'vitest';
import { events, persistentVolumeClaims, persistentVolumes } from '../../sandbox/schema/resources.ts';
import { startControlPlane, type ControlPlane } from '../harness/control-plane.ts';

let plane: ControlPlane;
afterEach(() => {
  plane.stop();
  expect(plane.errors).toEqual([]);
});

const volume = (name: string, storage: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name },
  spec: {
    capacity: { storage },
    accessModes: ['ReadWriteOnce'],
    storageClassName: 'manual',
    hostPath: { path: '/data' },
    ...more,
  },
});
const claim = (storageClassName: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '5Gi' } }, storageClassName, ...more },
});
const storageClass = (provisioner: string, volumeBindingMode = 'Immediate') => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'fast' },
  provisioner,
  volumeBindingMode,
});
const readClaim = () => plane.admin.get(persistentVolumeClaims, { name: 'data', namespace: 'default' });
const phases = () => plane.admin.list(persistentVolumes).map(({ metadata, status }) => [metadata.name, status?.phase]);
const reasons = () => plane.admin.list(events, 'default').map(({ reason }) => reason);

describe('a PersistentVolumeClaim', () => {
  it('gets the smallest volume that is large enough, and leaves it released', async () => {
    plane = await startControlPlane();
    for (const [name, size] of [
      ['small', '1Gi'],
      ['large', '50Gi'],
      ['fits', '8Gi'],
    ] as const)
      plane.apply(volume(name, size));
    await plane.clock.advance(1_000);
    plane.apply(claim('manual'));
    await plane.clock.advance(1_000);
    expect(readClaim()).toMatchObject({ spec: { volumeName: 'fits' }, status: { phase: 'Bound', capacity: { storage: '8Gi' } } });
    expect(phases()).toEqual(
      expect.arrayContaining([
        ['small', 'Available'],
        ['large', 'Available'],
        ['fits', 'Bound'],
      ]),
    );
    plane.admin.delete(persistentVolumeClaims, { name: 'data', namespace: 'default' });
    await plane.clock.advance(1_000);
    expect(phases()).toContainEqual(['fits', 'Released']);
  });

  it('is lost when its volume goes', async () => {
    plane = await startControlPlane();
    plane.apply(volume('only', '5Gi'));
    plane.apply(claim('manual', { volumeName: 'only' }));
    await plane.clock.advance(1_000);
    expect(readClaim().status?.phase).toBe('Bound');
    plane.admin.patch(persistentVolumes, { name: 'only' }, { metadata: { finalizers: null } }, { type: 'merge' });
    plane.admin.delete(persistentVolumes, { name: 'only' });
    await plane.clock.advance(1_000);
    expect(readClaim().status?.phase).toBe('Lost');
    expect(reasons()).toContain('ClaimLost');
  });

  it('is served by the simulated provisioner, which takes the volume away again', async () => {
    plane = await startControlPlane();
    plane.apply(storageClass('kubetutor.dev/simulated'));
    plane.apply(claim('fast'));
    await plane.clock.advance(1_000);
    expect(readClaim().status).toMatchObject({ phase: 'Bound', capacity: { storage: '5Gi' } });
    plane.admin.delete(persistentVolumeClaims, { name: 'data', namespace: 'default' });
    await plane.clock.advance(1_000);
    expect(phases()).toEqual([]);
  });

  it.each([
    ['example.com/disk', 'Immediate', 'ExternalProvisioning'],
    ['example.com/disk', 'WaitForFirstConsumer', 'WaitForFirstConsumer'],
  ])('of %s with %s waits', async (provisioner, mode, reason) => {
    plane = await startControlPlane();
    plane.apply(storageClass(provisioner, mode));
    plane.apply(claim('fast'));
    await plane.clock.advance(1_000);
    expect(readClaim().status?.phase).toBe('Pending');
    expect(reasons()).toContain(reason);
  });
});
