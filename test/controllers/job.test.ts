import { afterEach, describe, expect, it } from 'vitest';
import { events, jobs, pods } from '../../sandbox/schema/resources.ts';
import type { Pod } from '../../sandbox/schema/types/core-v1.ts';
import { startControlPlane, type ControlPlane } from '../harness/control-plane.ts';

let plane: ControlPlane;
afterEach(() => {
  plane.stop();
  expect(plane.errors).toEqual([]);
});

const job = (spec: object, exit: string | undefined = '0', restartPolicy = 'Never') => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'work' },
  spec: {
    ...spec,
    template: {
      metadata: { annotations: exit === '' ? {} : { 'sim/exit': exit } },
      spec: { restartPolicy, containers: [{ name: 'work', image: 'busybox' }] },
    },
  },
});
const read = () => plane.admin.get(jobs, { name: 'work', namespace: 'default' });
const conditions = () => read().status.conditions?.map(({ type, reason }) => `${type}:${reason}`);
const ownPods = (): readonly Pod[] => plane.admin.list(pods, 'default');
const messages = () => plane.admin.list(events, 'default').map(({ reason, message }) => `${reason}: ${message}`);

describe('a Job', () => {
  it('runs as many Pods as it needs, no more at once than it may, and lets them go', async () => {
    plane = await startControlPlane();
    plane.apply(job({ completions: 3, parallelism: 2 }));
    await plane.clock.advance(500);
    expect(read().status).toMatchObject({ active: 2, ready: 0, terminating: 0 });
    await plane.clock.advance(20_000);
    expect(read().status).toMatchObject({ succeeded: 3, ready: 0, terminating: 0, uncountedTerminatedPods: {} });
    expect(conditions()).toEqual(['SuccessCriteriaMet:CompletionsReached', 'Complete:CompletionsReached']);
    expect(read().status.completionTime).toBeDefined();
    expect(ownPods().map(({ metadata, status }) => [status.phase, metadata.finalizers])).toEqual(
      Array.from({ length: 3 }, () => ['Succeeded', undefined]),
    );
    expect(messages()).toContain('Completed: Job completed');
  });

  it('waits longer after each failure and gives up at its limit', async () => {
    plane = await startControlPlane();
    plane.apply(job({ backoffLimit: 2 }, '1'));
    await plane.clock.advance(9_000);
    expect(ownPods()).toHaveLength(1);
    await plane.clock.advance(6_000);
    expect(ownPods()).toHaveLength(2);
    await plane.clock.advance(12_000);
    expect(ownPods()).toHaveLength(2);
    await plane.clock.advance(20_000);
    expect(ownPods()).toHaveLength(3);
    expect(read().status).toMatchObject({ failed: 3 });
    expect(conditions()).toEqual(['FailureTarget:BackoffLimitExceeded', 'Failed:BackoffLimitExceeded']);
    expect(messages()).toContain('BackoffLimitExceeded: Job has reached the specified backoff limit');
  });

  it('tells each Pod its index', async () => {
    plane = await startControlPlane();
    plane.apply(job({ completions: 4, parallelism: 4, completionMode: 'Indexed' }));
    await plane.clock.advance(500);
    const [first] = ownPods();
    expect(first?.metadata.name).toMatch(/^work-0-\w{5}$/);
    expect(first?.spec.hostname).toBe('work-0');
    expect(first?.spec.containers[0]?.env).toEqual([
      {
        name: 'JOB_COMPLETION_INDEX',
        valueFrom: {
          fieldRef: { apiVersion: 'v1', fieldPath: "metadata.labels['batch.kubernetes.io/job-completion-index']" },
        },
      },
    ]);
    await plane.clock.advance(20_000);
    expect(read().status).toMatchObject({ succeeded: 4, completedIndexes: '0-3' });
  });

  it('stops when it has been active for too long', async () => {
    plane = await startControlPlane();
    plane.apply(job({ activeDeadlineSeconds: 5 }, ''));
    await plane.clock.advance(12_000);
    expect(conditions()).toEqual(['FailureTarget:DeadlineExceeded', 'Failed:DeadlineExceeded']);
    expect(ownPods()).toEqual([]);
  });

  it('keeps no Pods while it is suspended', async () => {
    plane = await startControlPlane();
    plane.apply(job({ suspend: true }, ''));
    await plane.clock.advance(3_000);
    expect(ownPods()).toEqual([]);
    expect(conditions()).toEqual(['Suspended:JobSuspended']);
    plane.admin.patch(jobs, { name: 'work', namespace: 'default' }, { spec: { suspend: false } }, { type: 'merge' });
    await plane.clock.advance(3_000);
    expect(ownPods()).toHaveLength(1);
    expect(conditions()).toEqual(['Suspended:JobResumed']);
  });

  it('lets its Pods go when it is deleted', async () => {
    plane = await startControlPlane();
    plane.apply(job({ parallelism: 2, completions: 2 }, ''));
    await plane.clock.advance(3_000);
    expect(ownPods()).toHaveLength(2);
    plane.admin.delete(jobs, { name: 'work', namespace: 'default' }, { propagationPolicy: 'Background' });
    await plane.clock.advance(10_000);
    expect(ownPods()).toEqual([]);
  });
});
