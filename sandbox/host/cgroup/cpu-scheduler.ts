import type { Cancel } from '../../core/clock.ts';
import type { Cgroup } from './cgroup.ts';

/** What a control group has had of the processors, and what it has now. Times in milliseconds, the rest in processors. */
export interface CpuShare {
  used: number;
  /** Periods of cpu.max in which something wanted to run, and those in which it was held back. */
  periods: number;
  throttledPeriods: number;
  throttled: number;
  /** What its members ask for, limited by cpu.max. */
  demand: number;
  /** The same without its own limit. */
  wanted: number;
  /** What it gets. */
  rate: number;
}

/** Something that wants processor time: a thread that computes, or a steady load. */
export interface CpuTask {
  readonly group: () => Cgroup;
  /** Processors asked for: 1 for a thread that never sleeps, 0.05 for one that works a twentieth of the time. */
  cores: number;
  /** Milliseconds of work left; undefined for a load without an end. */
  remaining: number | undefined;
  /** Processors it gets at this moment. */
  rate: number;
  /** Held back: it asks for nothing. */
  paused: boolean;
  /** Told of the time it got. */
  account(milliseconds: number): void;
  done?(): void;
}

export interface CpuSchedulerOptions {
  readonly cpus: number;
  readonly clock: { now(): number; after(milliseconds: number, callback: () => void): Cancel };
  readonly root: Cgroup;
}

/** The weight of a thread beside control groups: that of a group with cpu.weight 100. */
const TASK_WEIGHT = 100;
const NOTHING = 1e-9;
/** Minutes of the three load averages. */
const LOAD_MINUTES = [1, 5, 15] as const;

/**
 * Divides the processors of a machine among what wants to run: by weight at each level of the tree, never more than cpu.max. Between two
 * changes all shares are constant, so that usage and throttling follow from the time that passed; nothing ticks. A limit is spread evenly
 * over its period: a thread held to a fifth of a processor moves at a fifth of its speed.
 */
export class CpuScheduler {
  readonly loads: [number, number, number] = [0, 0, 0];
  private readonly tasks = new Set<CpuTask>();
  private last: number;
  private timer: Cancel | undefined;
  /** Whether something changed since the shares were worked out. */
  private outdated = false;
  /** Groups that had something to run when they were: all others ask for nothing. */
  private busy: ReadonlySet<Cgroup> = new Set();

  constructor(private readonly options: CpuSchedulerOptions) {
    this.last = options.clock.now();
  }

  get cpus(): number {
    return this.options.cpus;
  }

  /** Processors' worth of threads that want to run. */
  get runnable(): number {
    let sum = 0;
    for (const task of this.tasks) if (!task.paused) sum += task.cores;
    return sum;
  }

  add(task: CpuTask): void {
    this.change(() => void this.tasks.add(task));
  }

  remove(task: CpuTask): void {
    if (this.tasks.has(task)) this.change(() => void this.tasks.delete(task));
  }

  /** Makes a change that shares follow from: the time until now counts with the old ones, the time after with new ones. */
  change(apply: () => void): void {
    this.book();
    apply();
    this.outdated = true;
    // Work that comes to an end needs its timer at once. Of steady loads nobody may ever want to know the shares.
    for (const { remaining } of this.tasks) if (remaining !== undefined) return this.divide();
    this.timer?.();
    this.timer = undefined;
  }

  /** Books the time since the last change, and brings the shares up to date. */
  settle(): void {
    this.book();
    if (this.outdated) this.divide();
  }

  private book(): void {
    const now = this.options.clock.now();
    const passed = now - this.last;
    if (passed <= 0) return;
    if (this.outdated) this.divide();
    this.last = now;
    const { runnable } = this;
    for (const [index, minutes] of LOAD_MINUTES.entries()) {
      const decay = Math.exp(-passed / (minutes * 60_000));
      this.loads[index] = (this.loads[index] ?? 0) * decay + runnable * (1 - decay);
    }
    for (const task of this.tasks) {
      if (task.rate <= 0) continue;
      let got = task.rate * passed;
      if (task.remaining !== undefined) {
        got = Math.min(got, task.remaining);
        task.remaining -= got;
      }
      task.account(got);
      for (const group of task.group().upwards()) group.cpu.used += got;
    }
    for (const group of this.busy) this.bookThrottling(group, passed);
  }

  private bookThrottling({ cpu, cpuMax }: Cgroup, passed: number): void {
    if (cpuMax.quota === undefined || cpu.wanted <= NOTHING) return;
    const periods = passed / cpuMax.period;
    cpu.periods += periods;
    const limit = cpuMax.quota / cpuMax.period;
    if (cpu.wanted <= limit + NOTHING || cpu.rate < limit - NOTHING) return;
    cpu.throttledPeriods += periods;
    cpu.throttled += (cpu.wanted - cpu.rate) * passed;
  }

  private divide(): void {
    this.outdated = false;
    const { root, cpus, clock } = this.options;
    const own = new Map<Cgroup, CpuTask[]>();
    const busy = new Set([root]);
    for (const task of this.tasks) {
      task.rate = 0;
      if (task.paused || task.cores <= 0) continue;
      const group = task.group();
      if (isFrozen(group)) continue;
      const list = own.get(group) ?? [];
      list.push(task);
      own.set(group, list);
      for (const above of group.upwards()) busy.add(above);
    }
    for (const { cpu } of this.busy) cpu.rate = cpu.wanted = cpu.demand = 0;
    this.busy = busy;
    this.ask(root, own);
    this.share(root, Math.min(cpus, root.cpu.demand), own);
    this.timer?.();
    this.timer = undefined;
    let next = Infinity;
    for (const task of this.tasks)
      if (task.remaining !== undefined && task.rate > 0) next = Math.min(next, task.remaining / task.rate);
    if (next < Infinity) this.timer = clock.after(Math.ceil(next), () => this.finish());
  }

  private finish(): void {
    this.timer = undefined;
    this.book();
    const done = [...this.tasks].filter((task) => task.remaining !== undefined && task.remaining <= NOTHING);
    for (const task of done) this.tasks.delete(task);
    this.divide();
    for (const task of done) task.done?.();
  }

  private ask(group: Cgroup, own: ReadonlyMap<Cgroup, readonly CpuTask[]>): number {
    let wanted = 0;
    for (const child of group.children.values()) if (this.busy.has(child)) wanted += this.ask(child, own);
    for (const task of own.get(group) ?? []) wanted += task.cores;
    const { quota, period } = group.cpuMax;
    group.cpu.rate = 0;
    group.cpu.wanted = Math.min(wanted, this.options.cpus);
    group.cpu.demand = quota === undefined ? group.cpu.wanted : Math.min(group.cpu.wanted, quota / period);
    return group.cpu.demand;
  }

  /** Gives out so many processors in a group: by weight, and what one does not need goes to the others. */
  private share(group: Cgroup, amount: number, own: ReadonlyMap<Cgroup, readonly CpuTask[]>): void {
    group.cpu.rate = amount;
    const wants: Want[] = [];
    for (const child of group.children.values())
      if (this.busy.has(child) && child.cpu.demand > NOTHING)
        wants.push({ weight: child.cpuWeight, demand: child.cpu.demand, give: (rate) => this.share(child, rate, own) });
    for (const task of own.get(group) ?? [])
      wants.push({ weight: TASK_WEIGHT, demand: task.cores, give: (rate) => void (task.rate = rate) });
    fill(wants, amount);
  }
}

interface Want {
  readonly weight: number;
  readonly demand: number;
  give(rate: number): void;
}

/** Weighted max-min fairness. */
function fill(wants: readonly Want[], amount: number): void {
  // Those that need least for their weight are served first: they never get less than they ask for when others could get more.
  const order = [...wants].sort((left, right) => left.demand / left.weight - right.demand / right.weight);
  let left = amount;
  let weights = order.reduce((sum, { weight }) => sum + weight, 0);
  for (const want of order) {
    const fair = weights > 0 ? (left * want.weight) / weights : 0;
    const rate = Math.min(want.demand, fair);
    want.give(rate);
    left -= rate;
    weights -= want.weight;
  }
}

export function isFrozen(group: Cgroup): boolean {
  for (const above of group.upwards()) if (above.frozen) return true;
  return false;
}
