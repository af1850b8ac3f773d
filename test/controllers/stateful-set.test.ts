import { afterEach, describe, expect, it } from 'vitest';
import { controllerRevisions, events, persistentVolumeClaims, pods, statefulSets } from '../../sandbox/schema/resources.ts';
import { startControlPlane, type ControlPlane } from '../harness/control-plane.ts';

let plane: ControlPlane;
afterEach(() => {
  plane.stop();
  expect(plane.errors).toEqual([]);
});

const db = (replicas: number, image: string, more: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'db' },
  spec: {
    replicas,
    serviceName: 'db',
    selector: { matchLabels: { app: 'db' } },
    template: { metadata: { labels: { app: 'db' } }, spec: { containers: [{ name: 'c', image }] } },
    ...more,
  },
});
const claimed = {
  volumeClaimTemplates: [
    { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
  ],
};
const status = () => plane.admin.get(statefulSets, { name: 'db', namespace: 'default' }).status;
const all = () =>
  plane.admin.list(pods, 'default').toSorted((left, right) => (left.metadata.name < right.metadata.name ? -1 : 1));
const names = () => all().map(({ metadata }) => metadata.name);
const images = () => all().map(({ spec }) => spec.containers[0]?.image);
const claims = () =>
  plane.admin
    .list(persistentVolumeClaims, 'default')
    .map(({ metadata }) => metadata.name)
    .sort();
/** What happened to Pods, in order. */
const deeds = () =>
  plane.admin
    .list(events, 'default')
    .filter(({ source }) => source?.component === 'statefulset-controller')
    .toSorted((left, right) => Number(left.metadata.resourceVersion) - Number(right.metadata.resourceVersion))
    .map(({ message }) => message);

describe('a StatefulSet', () => {
  it('starts its Pods one after the other and takes the last ones first', async () => {
    plane = await startControlPlane();
    plane.apply(db(3, 'a:1'));
    await plane.clock.advance(100);
    expect(names()).toEqual(['db-0']);
    await plane.clock.advance(10_000);
    expect(names()).toEqual(['db-0', 'db-1', 'db-2']);
    expect(status()).toMatchObject({ replicas: 3, readyReplicas: 3, currentReplicas: 3, updatedReplicas: 3, collisionCount: 0 });
    expect(status().currentRevision).toBe(status().updateRevision);
    const [first] = all();
    expect(first?.spec).toMatchObject({ hostname: 'db-0', subdomain: 'db' });
    expect(first?.metadata.labels).toMatchObject({
      'apps.kubernetes.io/pod-index': '0',
      'statefulset.kubernetes.io/pod-name': 'db-0',
      'controller-revision-hash': status().currentRevision,
    });
    plane.apply(db(1, 'a:1'));
    await plane.clock.advance(10_000);
    expect(names()).toEqual(['db-0']);
    expect(deeds()).toEqual([
      'Create Pod db-0 in StatefulSet db successful',
      'Create Pod db-1 in StatefulSet db successful',
      'Create Pod db-2 in StatefulSet db successful',
      'Delete Pod db-2 in StatefulSet db successful',
      'Delete Pod db-1 in StatefulSet db successful',
    ]);
  });

  it('starts all at once when it is Parallel, counting from where it is told', async () => {
    plane = await startControlPlane();
    plane.apply(db(3, 'a:1', { podManagementPolicy: 'Parallel', ordinals: { start: 5 } }));
    await plane.clock.advance(100);
    expect(names()).toEqual(['db-5', 'db-6', 'db-7']);
  });

  it('gives a deleted or failed Pod its name back', async () => {
    plane = await startControlPlane();
    plane.apply(db(2, 'a:1'));
    await plane.clock.advance(5_000);
    const before = all().map(({ metadata }) => metadata.uid);
    plane.admin.delete(pods, { name: 'db-0', namespace: 'default' });
    const last = plane.admin.get(pods, { name: 'db-1', namespace: 'default' });
    plane.admin.updateStatus(pods, { ...last, status: { ...last.status, phase: 'Failed' } });
    await plane.clock.advance(10_000);
    expect(names()).toEqual(['db-0', 'db-1']);
    expect(
      all()
        .map(({ metadata }) => metadata.uid)
        .filter((uid) => before.includes(uid)),
    ).toEqual([]);
  });

  it('updates from the last to the first, down to the partition, and goes back', async () => {
    plane = await startControlPlane();
    const partition = (value: number) => ({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: value } } });
    plane.apply(db(3, 'a:1'));
    await plane.clock.advance(5_000);
    plane.apply(db(3, 'a:2', partition(2)));
    await plane.clock.advance(10_000);
    expect(images()).toEqual(['a:1', 'a:1', 'a:2']);
    expect(status()).toMatchObject({ currentReplicas: 2, updatedReplicas: 1 });
    plane.admin.delete(pods, { name: 'db-0', namespace: 'default' });
    await plane.clock.advance(5_000);
    expect(images()).toEqual(['a:1', 'a:1', 'a:2']);
    plane.apply(db(3, 'a:2', partition(0)));
    await plane.clock.advance(10_000);
    expect(images()).toEqual(['a:2', 'a:2', 'a:2']);
    expect(status().currentRevision).toBe(status().updateRevision);
    plane.apply(db(3, 'a:1', partition(0)));
    await plane.clock.advance(20_000);
    expect(images()).toEqual(['a:1', 'a:1', 'a:1']);
    expect(
      plane.admin
        .list(controllerRevisions, 'default')
        .map(({ revision }) => revision)
        .sort(),
    ).toEqual([2, 3]);
  });

  it('leaves old Pods alone with OnDelete', async () => {
    plane = await startControlPlane();
    const onDelete = { updateStrategy: { type: 'OnDelete' } };
    plane.apply(db(2, 'a:1', onDelete));
    await plane.clock.advance(5_000);
    plane.apply(db(2, 'a:2', onDelete));
    await plane.clock.advance(5_000);
    plane.admin.delete(pods, { name: 'db-0', namespace: 'default' });
    await plane.clock.advance(5_000);
    expect(images()).toEqual(['a:2', 'a:1']);
  });

  it('claims a volume for each Pod and keeps it', async () => {
    plane = await startControlPlane();
    plane.apply(db(2, 'a:1', { ...claimed, podManagementPolicy: 'Parallel' }));
    await plane.clock.advance(1_000);
    expect(claims()).toEqual(['data-db-0', 'data-db-1']);
    expect(all()[0]?.spec.volumes?.[0]).toMatchObject({ name: 'data', persistentVolumeClaim: { claimName: 'data-db-0' } });
    plane.apply(db(0, 'a:1', { ...claimed, podManagementPolicy: 'Parallel' }));
    await plane.clock.advance(5_000);
    expect(claims()).toEqual(['data-db-0', 'data-db-1']);
    expect(deeds()[0]).toBe('Create Claim data-db-0 Pod db-0 in StatefulSet db success');
  });

  it('lets claims go with their Pods or with the set when told so', async () => {
    plane = await startControlPlane();
    const gone = {
      ...claimed,
      podManagementPolicy: 'Parallel',
      persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete', whenDeleted: 'Delete' },
    };
    plane.apply(db(2, 'a:1', gone));
    await plane.clock.advance(1_000);
    plane.apply(db(1, 'a:1', gone));
    await plane.clock.advance(10_000);
    expect(claims()).toEqual(['data-db-0']);
    plane.apply(db(2, 'a:1', gone));
    await plane.clock.advance(10_000);
    expect(claims()).toEqual(['data-db-0', 'data-db-1']);
    plane.admin.delete(statefulSets, { name: 'db', namespace: 'default' });
    await plane.clock.advance(10_000);
    expect(claims()).toEqual([]);
  });
});
