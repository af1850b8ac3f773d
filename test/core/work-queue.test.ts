import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../sandbox/core/clock.ts';
import { WorkQueue } from '../../sandbox/core/work-queue.ts';

function queueOn(process: (key: string) => void): { clock: VirtualClock; queue: WorkQueue; failed: string[] } {
  const clock = new VirtualClock(0);
  const failed: string[] = [];
  return { clock, failed, queue: new WorkQueue(clock, process, (key) => failed.push(`${key}@${clock.now()}`), { latency: 5 }) };
}

describe('a work queue', () => {
  it('works on a key once, however often it was added', async () => {
    const done: string[] = [];
    const { clock, queue } = queueOn((key) => done.push(key));
    queue.add('a');
    queue.add('b');
    queue.add('a');
    await clock.advance(100);
    expect(done).toEqual(['a', 'b']);
  });

  it('tries a failing key again after pauses that double', async () => {
    let left = 3;
    const { clock, queue, failed } = queueOn(() => {
      if (left-- > 0) throw new Error('not yet');
    });
    queue.add('a');
    await clock.advance(1000);
    expect(failed).toEqual(['a@5', 'a@15', 'a@30']);
    expect(left).toBe(-1);
  });

  it('keeps the sooner of two plans', async () => {
    const done: number[] = [];
    const { clock, queue } = queueOn(() => done.push(clock.now()));
    queue.addAfter('a', 500);
    queue.addAfter('a', 100);
    queue.addAfter('a', 300);
    await clock.advance(1000);
    expect(done).toEqual([105]);
  });

  it('does nothing more once stopped', async () => {
    const done: string[] = [];
    const { clock, queue } = queueOn((key) => done.push(key));
    queue.add('a');
    queue.addAfter('b', 10);
    queue.stop();
    queue.add('c');
    await clock.advance(1000);
    expect(done).toEqual([]);
  });
});
