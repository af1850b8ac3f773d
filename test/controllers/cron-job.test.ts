import { afterEach, describe, expect, it } from 'vitest';
import { parseSchedule } from '../../sandbox/controllers/cron-job/schedule.ts';
import { localTime } from '../../sandbox/controllers/cron-job/times.ts';
import { cronJobs, events, jobs } from '../../sandbox/schema/resources.ts';
import { startControlPlane, type ControlPlane } from '../harness/control-plane.ts';

const minute = 60_000;

describe('a schedule', () => {
  const from = Date.UTC(2026, 0, 1, 12, 0, 30);
  it.each([
    ['* * * * *', 'UTC', '2026-01-01T12:01:00Z'],
    ['*/15 * * * *', 'UTC', '2026-01-01T12:15:00Z'],
    ['5/20 * ? * *', 'UTC', '2026-01-01T12:05:00Z'],
    ['30 9 * * mon-fri', 'Europe/Berlin', '2026-01-02T08:30:00Z'],
    ['TZ=America/New_York 0 8 * * *', undefined, '2026-01-01T13:00:00Z'],
    ['@daily', undefined, '2026-01-02T00:00:00Z'],
    ['@every 90s', undefined, '2026-01-01T12:02:00Z'],
  ])('%s in %s', (text, zone, next) => {
    expect(parseSchedule(text, zone).next(from)).toBe(Date.parse(next));
  });

  it('that never comes has no next time', () => {
    expect(parseSchedule('0 0 31 2 *').next(from)).toBeUndefined();
  });

  it('is told in the time of its zone', () => {
    expect(localTime(from)).toBe('2026-01-01T12:00:30Z');
    expect(localTime(from, 'America/New_York')).toBe('2026-01-01T07:00:30-05:00');
    expect(localTime(from, 'Asia/Kolkata')).toBe('2026-01-01T17:30:30+05:30');
  });
});

describe('a CronJob', () => {
  let plane: ControlPlane;
  afterEach(() => {
    plane.stop();
    expect(plane.errors).toEqual([]);
  });
  const cronJob = (spec: object, exit?: string) => ({
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'tick' },
    spec: {
      schedule: '* * * * *',
      ...spec,
      jobTemplate: {
        spec: {
          template: {
            metadata: { annotations: exit === undefined ? {} : { 'sim/exit': exit } },
            spec: { restartPolicy: 'Never', containers: [{ name: 'tick', image: 'busybox' }] },
          },
        },
      },
    },
  });
  const names = () => plane.admin.list(jobs, 'default').map(({ metadata }) => metadata.name);
  const start = Date.UTC(2026, 0, 1, 12) / minute;
  const messages = () => plane.admin.list(events, 'default').map(({ reason, message }) => `${reason}: ${message}`);

  it('starts Jobs at their times and keeps the last three', async () => {
    plane = await startControlPlane();
    plane.apply(cronJob({}, '0'));
    await plane.clock.advance(5 * minute + 20_000);
    expect(names()).toEqual([3, 4, 5].map((count) => `tick-${start + count}`));
    const { status } = plane.admin.get(cronJobs, { name: 'tick', namespace: 'default' });
    expect(status.active).toBeUndefined();
    expect(status.lastScheduleTime).toBe('2026-01-01T12:05:00Z');
    expect(status.lastSuccessfulTime).toMatch(/^2026-01-01T12:05:0\dZ$/);
    expect(messages()).toContain(`SawCompletedJob: Saw completed job: tick-${start + 5}, condition: Complete`);
    expect(messages()).toContain(`SuccessfulDelete: Deleted job tick-${start + 1}`);
  });

  it.each([
    ['Allow', [1, 2, 3]],
    ['Forbid', [1]],
    ['Replace', [3]],
  ])('with %s and Jobs that do not end', async (concurrencyPolicy, left) => {
    plane = await startControlPlane();
    plane.apply(cronJob({ concurrencyPolicy }));
    await plane.clock.advance(3 * minute + 20_000);
    expect(names()).toEqual(left.map((count) => `tick-${start + count}`));
  });

  it('starts nothing while suspended', async () => {
    plane = await startControlPlane();
    plane.apply(cronJob({ suspend: true }));
    await plane.clock.advance(2 * minute);
    expect(names()).toEqual([]);
  });

  it('removes a finished Job after its time to live', async () => {
    plane = await startControlPlane();
    const { spec } = cronJob({}, '0');
    plane.apply({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'once' },
      spec: { ...spec.jobTemplate.spec, ttlSecondsAfterFinished: 30 },
    });
    await plane.clock.advance(20_000);
    expect(names()).toEqual(['once']);
    await plane.clock.advance(20_000);
    expect(names()).toEqual([]);
  });
});
