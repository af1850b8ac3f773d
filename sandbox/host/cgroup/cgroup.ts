import type { CpuShare } from './cpu-scheduler.ts';

export const CONTROLLERS = ['cpuset', 'cpu', 'io', 'memory', 'hugetlb', 'pids', 'rdma', 'misc'] as const;
export type Controller = (typeof CONTROLLERS)[number];

/** A process as its control group sees it. */
export interface CgroupMember {
  readonly pid: number;
  /** Its name, for the kernel's log. */
  readonly command: string;
  readonly uid: number;
  /** Bytes of memory it holds. */
  readonly memory: number;
  /** −1000 (never chosen) to 1000, as /proc/PID/oom_score_adj has it. */
  readonly oomScoreAdj: number;
  /** SIGKILL by the kernel, which nothing can ignore: for want of memory, or because somebody wrote cgroup.kill. */
  killByKernel(why?: 'memory'): void;
  /** Stops or continues it, as a frozen group does. */
  freeze(frozen: boolean): void;
}

/** Counters of memory.events. */
export interface MemoryEvents {
  low: number;
  high: number;
  max: number;
  oom: number;
  oomKill: number;
  oomGroupKill: number;
}

/**
 * A node of the control group tree (v2). Limits are `undefined` when they are `max`. Memory, CPU time and the number of processes are
 * those of the whole subtree.
 */
export class Cgroup {
  readonly children = new Map<string, Cgroup>();
  readonly members = new Set<CgroupMember>();
  /** What cgroup.subtree_control enables for the children. */
  readonly enabled = new Set<Controller>();
  /** Milliseconds of CPU time in each period of so many milliseconds. */
  cpuMax: { quota: number | undefined; period: number } = { quota: undefined, period: 100 };
  cpuWeight = 100;
  memoryMax: number | undefined;
  memoryHigh: number | undefined;
  memoryMin = 0;
  memoryLow = 0;
  swapMax: number | undefined;
  oomGroup = false;
  pidsMax: number | undefined;
  frozen = false;
  memoryPeak = 0;
  pidsPeak = 0;
  pidsEvents = 0;
  readonly memoryEvents: MemoryEvents = { low: 0, high: 0, max: 0, oom: 0, oomKill: 0, oomGroupKill: 0 };
  readonly cpu: CpuShare = { used: 0, periods: 0, throttledPeriods: 0, throttled: 0, demand: 0, wanted: 0, rate: 0 };
  removed = false;
  /** Sums of the subtree, until something in it changes: they are asked for at every step of every process. */
  private sums: { readonly memory: number; readonly processes: number } | undefined;

  constructor(
    readonly name: string,
    readonly parent: Cgroup | undefined,
  ) {}

  /** `/` for the root, else `/kubepods.slice/…`. */
  get path(): string {
    if (this.parent === undefined) return '/';
    return this.parent.parent === undefined ? `/${this.name}` : `${this.parent.path}/${this.name}`;
  }

  /** Itself and all above it. */
  *upwards(): Generator<Cgroup> {
    for (let group: Cgroup | undefined = this; group !== undefined; group = group.parent) yield group;
  }

  /** Itself and all below it. */
  *subtree(): Generator<Cgroup> {
    yield this;
    for (const child of this.children.values()) yield* child.subtree();
  }

  *allMembers(): Generator<CgroupMember> {
    for (const group of this.subtree()) yield* group.members;
  }

  get memory(): number {
    return this.summed().memory;
  }

  get processCount(): number {
    return this.summed().processes;
  }

  /** Has to be called when members come, go, or hold other amounts of memory. */
  changed(): void {
    for (let group: Cgroup | undefined = this; group !== undefined; group = group.parent) group.sums = undefined;
  }

  private summed(): NonNullable<typeof this.sums> {
    if (this.sums !== undefined) return this.sums;
    let memory = 0;
    let processes = this.members.size;
    for (const member of this.members) memory += member.memory;
    for (const child of this.children.values()) {
      const { sums = child.summed() } = child;
      memory += sums.memory;
      processes += sums.processes;
    }
    return (this.sums = { memory, processes });
  }

  /** Controllers whose files are here: those that the parent enables. */
  get available(): readonly Controller[] {
    const { parent } = this;
    return parent === undefined ? CONTROLLERS : CONTROLLERS.filter((controller) => parent.enabled.has(controller));
  }
}
