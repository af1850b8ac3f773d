import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../sandbox/core/clock.ts';

const start = Date.UTC(2026, 0, 1);

describe('the virtual clock', () => {
  it('runs timers in order of time, then of making', async () => {
    const clock = new VirtualClock(start);
    const ran: string[] = [];
    clock.after(20, () => ran.push('late'));
    clock.after(10, () => ran.push('first'));
    clock.after(10, () => ran.push('second'));
    await clock.advance(15);
    expect(ran).toEqual(['first', 'second']);
    expect(clock.now()).toBe(start + 15);
    await clock.advance(5);
    expect(ran).toEqual(['first', 'second', 'late']);
  });

  it('does not run what was cancelled, and goes on with a timer made by a timer', async () => {
    const clock = new VirtualClock(start);
    const ran: number[] = [];
    clock.after(5, () => ran.push(1))();
    clock.after(1, () => clock.after(1, () => ran.push(2)));
    await clock.advance(2);
    expect(ran).toEqual([2]);
  });

  it('keeps the order of timers whatever was cancelled between them', async () => {
    const clock = new VirtualClock(start);
    const ran: number[] = [];
    const cancels = Array.from({ length: 5_000 }, (_, index) => clock.after(index % 700, () => ran.push(index)));
    for (const [index, cancel] of cancels.entries()) if (index % 10 !== 0) cancel();
    expect(clock.nextDue()).toBe(start);
    await clock.settle({ horizon: 1_000 });
    const kept = cancels.flatMap((_, index) => (index % 10 === 0 ? [index] : []));
    expect(ran).toEqual(kept.toSorted((left, right) => (left % 700) - (right % 700) || left - right));
    expect(clock.nextDue()).toBeUndefined();
  });

  it('does not wait for a timer of the foreground that was cancelled', async () => {
    const clock = new VirtualClock(start);
    const ran: string[] = [];
    clock.every(10, () => ran.push('tick'));
    clock.after(500, () => ran.push('never'))();
    clock.after(25, () => ran.push('once'));
    expect(await clock.settle({ horizon: 1_000 })).toBe(true);
    expect(ran).toEqual(['tick', 'tick', 'once']);
  });

  it('gives the value of an activity that is over at once, and waits for another', async () => {
    const clock = new VirtualClock(start);
    expect(clock.start(() => 7)).toBe(7);
    expect(() => clock.start(() => JSON.parse('{') as number)).toThrow(SyntaxError);
    const slow = clock.start(async () => {
      await clock.sleep(50);
      return clock.now() - start;
    });
    await clock.advance(60);
    expect(await slow).toBe(50);
  });

  it('stands still while an activity computes and goes on while it sleeps', async () => {
    const clock = new VirtualClock(start);
    const seen: number[] = [];
    const activity = clock.run(async () => {
      for (let turn = 0; turn < 50; turn++) await Promise.resolve();
      seen.push(clock.now() - start);
      await clock.sleep(1000);
      seen.push(clock.now() - start);
    });
    await clock.advance(5000);
    await activity;
    expect(seen).toEqual([0, 1000]);
  });

  it('runs until a promise is settled and not a timer further', async () => {
    const clock = new VirtualClock(start);
    let later = false;
    clock.after(3001, () => (later = true));
    const done = clock.run(() => clock.sleep(3000));
    expect(await clock.runUntil(done)).toBe(true);
    expect(clock.now() - start).toBe(3000);
    expect(later).toBe(false);
  });

  it('gives up on a promise that nothing will settle', async () => {
    const clock = new VirtualClock(start);
    clock.every(1000, () => undefined);
    expect(await clock.runUntil(new Promise(() => undefined), 10_000)).toBe(false);
  });

  it('lets one activity wait for another', async () => {
    const clock = new VirtualClock(start);
    const child = clock.run(async () => {
      await clock.sleep(70);
      return 'child';
    });
    const parent = clock.run(async () => `${await clock.join(child)} of parent at ${clock.now() - start}`);
    await clock.runUntil(parent, 1000);
    expect(await parent).toBe('child of parent at 70');
  });

  it('settles when only housekeeping is left', async () => {
    const clock = new VirtualClock(start);
    let beats = 0;
    clock.every(100, () => beats++);
    clock.after(1500, () => clock.after(1500, () => undefined));
    expect(await clock.settle({ horizon: 2000, limit: 60_000 })).toBe(true);
    expect(clock.now() - start).toBe(3000);
    expect(beats).toBe(29);
  });

  it('says so when it does not come to rest', async () => {
    const clock = new VirtualClock(start);
    const again = (): void => void clock.after(500, again);
    again();
    expect(await clock.settle({ limit: 10_000 })).toBe(false);
  });

  it('refuses a second driver', async () => {
    const clock = new VirtualClock(start);
    const first = clock.advance(10);
    await expect(clock.advance(10)).rejects.toThrow('already being driven');
    await first;
  });

  it('names a loop that lets no time pass', async () => {
    const clock = new VirtualClock(start);
    const again = (): void => void clock.after(0, again);
    again();
    await expect(clock.advance(1)).rejects.toThrow('virtual time stands still');
  });
});
