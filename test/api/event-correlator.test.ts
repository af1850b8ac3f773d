import { describe, expect, it } from 'vitest';
import { EventCorrelator } from '../../sandbox/api/event-correlator.ts';

const about = (message: string, more: { object?: string; reason?: string } = {}) => ({
  object: more.object ?? 'web',
  fieldPath: undefined,
  type: 'Normal',
  reason: more.reason ?? 'ScalingReplicaSet',
  message,
});

describe('EventCorrelator', () => {
  it('combines texts of one reason from the tenth on', () => {
    const correlator = new EventCorrelator();
    const seen = Array.from({ length: 12 }, (_, index) => correlator.take(about(`step ${index + 1}`), index * 1_000));
    expect(seen.slice(0, 9).map(({ message }) => message)).toEqual(seen.slice(0, 9).map((_, index) => `step ${index + 1}`));
    expect(seen.slice(9).map(({ message }) => message)).toEqual(
      [10, 11, 12].map((step) => `(combined from similar events): step ${step}`),
    );
    expect(new Set(seen.map(({ key }) => key)).size).toBe(10);
  });

  it('begins anew after ten quiet minutes, and knows reasons and objects apart', () => {
    const correlator = new EventCorrelator();
    for (let index = 0; index < 9; index++) correlator.take(about(`step ${index}`), 0);
    expect(correlator.take(about('another', { reason: 'Other' }), 0).message).toBe('another');
    expect(correlator.take(about('another', { object: 'db' }), 0).message).toBe('another');
    expect(correlator.take(about('late'), 600_001).message).toBe('late');
  });

  it('lets 25 about one object through, and then one in five minutes', () => {
    const correlator = new EventCorrelator();
    const isSpam = (now: number): boolean => correlator.take(about('again'), now).isSpam;
    expect(Array.from({ length: 26 }, () => isSpam(0))).toEqual([...Array.from({ length: 25 }, () => false), true]);
    expect(isSpam(299_000)).toBe(true);
    expect(isSpam(300_000)).toBe(false);
    expect(isSpam(300_001)).toBe(true);
    expect(correlator.take(about('again', { object: 'db' }), 300_001).isSpam).toBe(false);
  });
});
