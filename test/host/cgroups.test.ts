import { describe, expect, it } from 'vitest';
import { bench, busy, forEver, holding } from './harness.ts';

const MI = 1024 ** 2;
const figures = (text: string): Map<string, number> =>
  new Map(
    text
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
      .map(([name = '', value]) => [name, Number(value)]),
  );

describe('processor time', () => {
  it('is that of the work when nothing holds it back', async () => {
    const { clock, start, read } = bench();
    const process = start(async ({ compute, clock: own }) => {
      await compute(300);
      return own.now();
    });
    await clock.advance(1_000);
    expect(process.exitCode).toBe(300);
    expect(figures(read('/sys/fs/cgroup/cpu.stat')).get('usage_usec')).toBe(300_000);
  });

  it('is divided by weight', async () => {
    const { clock, machine, start, read, write } = bench({ cpus: 1 });
    const light = start(busy(1), { cgroup: '/light' });
    const heavy = start(busy(1), { cgroup: '/heavy' });
    write('/sys/fs/cgroup/heavy/cpu.weight', '300');
    await clock.advance(10_000);
    expect([light.cpuTime, heavy.cpuTime]).toEqual([2_500, 7_500]);
    expect(figures(read('/sys/fs/cgroup/heavy/cpu.stat')).get('usage_usec')).toBe(7_500_000);
    expect(machine.cgroups.root.cpu.used).toBe(10_000);
  });

  it('gives what one group does not need to the others', async () => {
    const { clock, start } = bench({ cpus: 1 });
    const small = start(busy(0.1), { cgroup: '/small' });
    const large = start(busy(1), { cgroup: '/large' });
    await clock.advance(1_000);
    expect(small.cpuTime).toBeCloseTo(100);
    expect(large.cpuTime).toBeCloseTo(900);
  });

  it('is capped by cpu.max, and cpu.stat counts how often', async () => {
    const { clock, start, read, write } = bench();
    const process = start(busy(1), { cgroup: '/capped' });
    write('/sys/fs/cgroup/capped/cpu.max', '20000 100000');
    expect(read('/sys/fs/cgroup/capped/cpu.max')).toBe('20000 100000\n');
    await clock.advance(10_000);
    expect(process.cpuTime).toBeCloseTo(2_000);
    expect(read('/sys/fs/cgroup/capped/cpu.stat')).toBe(
      'usage_usec 2000000\nuser_usec 2000000\nsystem_usec 0\nnr_periods 100\nnr_throttled 100\nthrottled_usec 8000000\nnr_bursts 0\nburst_usec 0\n',
    );
  });

  it('makes work under a limit take longer, with one timer and not one a period', async () => {
    const { clock, start, write } = bench();
    const process = start(async ({ compute, clock: own }) => (await compute(1_000), own.now()), { cgroup: '/slow' });
    write('/sys/fs/cgroup/slow/cpu.max', '25000');
    await clock.idle();
    expect(clock.nextDue()).toBe(4_000);
    await clock.advance(4_000);
    expect(process.exitCode).toBe(4_000);
  });

  it('is that of the new group as soon as a process moves', async () => {
    const { clock, machine, start, write } = bench();
    machine.cgroups.ensure('/capped');
    write('/sys/fs/cgroup/capped/cpu.max', '20000 100000');
    const process = start(busy(1));
    await clock.advance(1_000);
    write('/sys/fs/cgroup/capped/cgroup.procs', String(process.pid));
    await clock.advance(1_000);
    expect(process.cpuTime).toBeCloseTo(1_200);
    write('/sys/fs/cgroup/cgroup.procs', String(process.pid));
    await clock.advance(1_000);
    expect(process.cpuTime).toBeCloseTo(2_200);
  });

  it('stands still in a frozen group', async () => {
    const { clock, start, write, read } = bench();
    const process = start(
      async ({ clock: own, compute }) => {
        await compute(100);
        await own.sleep(100);
        return own.now() / 10;
      },
      { cgroup: '/ice' },
    );
    await clock.advance(50);
    write('/sys/fs/cgroup/ice/cgroup.freeze', '1');
    expect(read('/sys/fs/cgroup/ice/cgroup.events')).toBe('populated 1\nfrozen 1\n');
    await clock.advance(1_000);
    expect(process.cpuTime).toBe(50);
    write('/sys/fs/cgroup/ice/cgroup.freeze', '0');
    await clock.advance(1_000);
    expect(process.exitCode).toBe(120);
  });
});

describe('a stopped process', () => {
  it('gets no tick, and goes on with one for all that it missed', async () => {
    const { clock, start } = bench();
    let ticks = 0;
    const process = start((context) => {
      context.clock.every(100, () => ticks++);
      return forEver(context);
    });
    await clock.advance(250);
    process.kill('SIGSTOP');
    await clock.advance(1_000);
    expect(ticks).toBe(2);
    process.kill('SIGCONT');
    expect(ticks).toBe(3);
    await clock.advance(100);
    expect(ticks).toBe(4);
  });

  it('has no timer left that one of its timers cancels when it goes on', async () => {
    const { clock, start } = bench();
    const fired: string[] = [];
    const process = start((context) => {
      context.clock.after(100, () => {
        fired.push('first');
        cancel();
      });
      const cancel = context.clock.after(200, () => fired.push('second'));
      return forEver(context);
    });
    await clock.idle();
    process.kill('SIGSTOP');
    await clock.advance(1_000);
    process.kill('SIGCONT');
    await clock.advance(1_000);
    expect(fired).toEqual(['first']);
  });
});

describe('memory', () => {
  it('is the sum of what the members hold', async () => {
    const { clock, start, read } = bench();
    start(holding(20 * MI), { cgroup: '/app/one' });
    const two = start(holding(10 * MI), { cgroup: '/app/two' });
    await clock.idle();
    expect(read('/sys/fs/cgroup/app/memory.current')).toBe(`${30 * MI}\n`);
    two.kill('SIGTERM');
    expect(read('/sys/fs/cgroup/app/memory.current')).toBe(`${20 * MI}\n`);
    expect(read('/sys/fs/cgroup/app/memory.peak')).toBe(`${30 * MI}\n`);
  });

  it('over memory.max costs the largest process of the group its life, and nobody else', async () => {
    const { clock, machine, start, read, write } = bench();
    machine.cgroups.ensure('/box');
    write('/sys/fs/cgroup/box/memory.max', '50M');
    const neighbour = start(holding(200 * MI), { cgroup: '/other' });
    const small = start(holding(5 * MI), { cgroup: '/box' });
    const hog = start(
      async (process) => {
        for (let held = 10; ; held += 10) {
          process.holdMemory(held * MI);
          await process.clock.sleep(100);
        }
      },
      { cgroup: '/box', argv: ['hog'] },
    );
    await clock.advance(1_000);
    expect([hog.exitCode, hog.oomKilled]).toEqual([137, true]);
    expect([neighbour.running, small.running]).toEqual([true, true]);
    expect(read('/sys/fs/cgroup/box/memory.events')).toBe('low 0\nhigh 0\nmax 1\noom 1\noom_kill 1\noom_group_kill 0\n');
    expect(machine.kernelLog.entries.at(-1)?.text).toMatch(
      /^Memory cgroup out of memory: Killed process 4 \(hog\) total-vm:\d+kB, anon-rss:40960kB/,
    );
  });

  it('is not what cgroup.kill kills for', async () => {
    const { clock, start, read, write } = bench();
    const process = start(forEver, { cgroup: '/box' });
    await clock.idle();
    write('/sys/fs/cgroup/box/cgroup.kill', '1');
    expect([process.exitCode, process.oomKilled]).toEqual([137, false]);
    expect(read('/sys/fs/cgroup/box/memory.events')).toMatch(/^oom_kill 0$/m);
  });

  it('lets oom_score_adj decide', async () => {
    const { clock, start, write } = bench();
    const precious = start(holding(30 * MI), { cgroup: '/box', oomScoreAdj: -997 });
    const cheap = start(holding(5 * MI), { cgroup: '/box', oomScoreAdj: 1000 });
    await clock.idle();
    write('/sys/fs/cgroup/box/memory.max', '32M');
    expect([precious.running, cheap.oomKilled]).toEqual([true, true]);
  });

  it('kills on the whole machine when that is full', async () => {
    const { clock, start } = bench({ memory: 100 * MI });
    const first = start(holding(60 * MI));
    const second = start(holding(50 * MI));
    await clock.idle();
    expect([first.oomKilled, second.oomKilled]).toEqual([true, false]);
  });
});

describe('the tree', () => {
  it('is made with mkdir, filled by cgroup.procs and removed with rmdir', async () => {
    const { clock, machine, start, read, write } = bench();
    const process = start(forEver);
    await clock.idle();
    machine.files.makeDirectory('/sys/fs/cgroup/demo');
    expect(read('/sys/fs/cgroup/demo/cgroup.procs')).toBe('');
    write('/sys/fs/cgroup/demo/cgroup.procs', `${process.pid}\n`);
    expect(read('/sys/fs/cgroup/demo/cgroup.procs')).toBe(`${process.pid}\n`);
    expect(read(`/proc/${process.pid}/cgroup`)).toBe('0::/demo\n');
    expect(() => machine.files.remove('/sys/fs/cgroup/demo')).toThrow('EBUSY');
    process.kill('SIGKILL');
    machine.files.remove('/sys/fs/cgroup/demo');
    expect(machine.files.stat('/sys/fs/cgroup/demo')).toBeUndefined();
  });

  it('has files of a controller only where the parent enables it', () => {
    const { machine, write, read } = bench();
    machine.files.makeDirectory('/sys/fs/cgroup/a');
    machine.files.makeDirectory('/sys/fs/cgroup/a/b');
    expect(machine.files.stat('/sys/fs/cgroup/a/memory.max')).toBeDefined();
    expect(machine.files.stat('/sys/fs/cgroup/a/b/memory.max')).toBeUndefined();
    write('/sys/fs/cgroup/a/cgroup.subtree_control', '+memory');
    expect(machine.files.stat('/sys/fs/cgroup/a/b/memory.max')).toBeDefined();
    expect(machine.files.stat('/sys/fs/cgroup/a/b/cpu.max')).toBeUndefined();
    expect(read('/sys/fs/cgroup/a/b/cgroup.controllers')).toBe('memory\n');
    expect(() => write('/sys/fs/cgroup/a/b/cgroup.subtree_control', '+cpu')).toThrow('ENOENT');
  });

  it('keeps processes out of groups that give controllers on', async () => {
    const { clock, machine, start, write } = bench();
    const process = start(forEver);
    await clock.idle();
    machine.cgroups.ensure('/a/b');
    expect(() => write('/sys/fs/cgroup/a/cgroup.procs', String(process.pid))).toThrow('EBUSY');
    expect(() => write('/sys/fs/cgroup/a/b/cgroup.procs', '999')).toThrow('ESRCH');
  });

  it('refuses one process more than pids.max', async () => {
    const { clock, machine, start, read } = bench();
    machine.cgroups.ensure('/few').pidsMax = 3;
    const codes: number[] = [];
    start(
      async (process) => {
        if (process.args.length > 0) return forEver(process);
        for (let count = 0; count < 2; count++) process.start(['program', 'child']);
        const refused = process.start(['program', 'child']);
        codes.push(refused.exitCode ?? 0);
        return forEver(process);
      },
      { cgroup: '/few' },
    );
    await clock.advance(1);
    expect(codes).toEqual([254]);
    expect(Number(read('/sys/fs/cgroup/few/pids.current'))).toBe(3);
    expect(read('/sys/fs/cgroup/few/pids.events')).toMatch(/^max [1-9]/);
  });

  it.each([
    ['cpu.max', 'fast'],
    ['cpu.max', '500 100000'],
    ['cpu.max', '1000 2000000'],
    ['cpu.weight', '0'],
    ['memory.max', '-1'],
    ['memory.max', '10X'],
    ['pids.max', '-5'],
    ['cgroup.freeze', '2'],
  ])('refuses %s = %s', (name, text) => {
    const { machine, write } = bench();
    machine.cgroups.ensure('/a');
    expect(() => write(`/sys/fs/cgroup/a/${name}`, text)).toThrow(/EINVAL|ERANGE/);
  });
});
