import type { Cgroup, CgroupMember } from './cgroup/cgroup.ts';
import type { CgroupTree } from './cgroup/cgroup-tree.ts';
import { isFrozen, type CpuTask } from './cgroup/cpu-scheduler.ts';
import type { ProcessClock } from './process-clock.ts';
import { ProcessEnded } from './program.ts';

export interface ProcessResourcesOptions {
  readonly tree: CgroupTree;
  readonly member: Omit<CgroupMember, 'memory' | 'oomScoreAdj' | 'freeze'>;
  readonly clock: ProcessClock;
  readonly cgroup: Cgroup;
  readonly oomScoreAdj: number;
}

/** What one process uses of its machine, and the control group that it is in. */
export class ProcessResources implements CgroupMember {
  memory = 0;
  memoryPeak = 0;
  cpuTime = 0;
  oomScoreAdj: number;
  cgroup: Cgroup;
  private readonly tasks = new Set<CpuTask>();
  private steady: CpuTask | undefined;
  private here = false;
  private stopped = false;
  private frozen = false;

  constructor(private readonly options: ProcessResourcesOptions) {
    this.cgroup = options.cgroup;
    this.oomScoreAdj = options.oomScoreAdj;
  }

  get pid(): number {
    return this.options.member.pid;
  }

  get command(): string {
    return this.options.member.command;
  }

  get uid(): number {
    return this.options.member.uid;
  }

  killByKernel(why?: 'memory'): void {
    this.options.member.killByKernel(why);
  }

  enter(): void {
    this.here = true;
    this.options.tree.move(this, undefined, this.cgroup, () => undefined);
  }

  /** Throws FileError. */
  moveTo(cgroup: Cgroup): void {
    this.options.tree.move(this, this.cgroup, cgroup, () => {
      this.cgroup = cgroup;
    });
  }

  leave(): void {
    if (!this.here) return;
    this.here = false;
    for (const task of this.tasks) this.options.tree.scheduler.remove(task);
    this.tasks.clear();
    this.memory = 0;
    this.options.tree.leave(this, this.cgroup);
  }

  /** Throws ProcessEnded when the process was killed for it. */
  hold(bytes: number): void {
    if (!this.here) throw new ProcessEnded('SIGKILL');
    const wanted = Math.max(0, Math.floor(bytes));
    const fits = this.options.tree.charge(this, this.cgroup, wanted - this.memory, () => {
      this.memory = wanted;
      this.memoryPeak = Math.max(this.memoryPeak, wanted);
    });
    if (!fits || !this.here) throw new ProcessEnded('SIGKILL');
  }

  /** Milliseconds of processor time until now. */
  cpuTimeNow(): number {
    this.options.tree.scheduler.settle();
    return this.cpuTime;
  }

  /** Processors that it gets at this moment. */
  get cpuRate(): number {
    this.options.tree.scheduler.settle();
    let rate = 0;
    for (const task of this.tasks) rate += task.rate;
    return rate;
  }

  get busy(): boolean {
    return [...this.tasks].some((task) => task.cores >= 0.5);
  }

  load(cores: number): void {
    if (!this.here) return;
    const { scheduler } = this.options.tree;
    if (this.steady !== undefined) {
      scheduler.remove(this.steady);
      this.tasks.delete(this.steady);
      this.steady = undefined;
    }
    if (cores > 0) this.steady = this.add(cores, undefined);
  }

  async compute(milliseconds: number): Promise<void> {
    if (milliseconds <= 0) return;
    await this.options.clock.block<void>((wake) => {
      const task = this.add(1, milliseconds, () => {
        this.tasks.delete(task);
        wake(undefined);
      });
      return () => {
        this.tasks.delete(task);
        this.options.tree.scheduler.remove(task);
      };
    });
  }

  stop(stopped: boolean): void {
    this.stopped = stopped;
    this.pause();
  }

  freeze(frozen: boolean): void {
    this.frozen = frozen;
    this.pause();
  }

  get isStopped(): boolean {
    return this.stopped;
  }

  private pause(): void {
    const paused = this.stopped || this.frozen;
    this.options.clock.hold(paused);
    if ([...this.tasks].some((task) => task.paused !== paused))
      this.options.tree.scheduler.change(() => {
        for (const task of this.tasks) task.paused = paused;
      });
  }

  private add(cores: number, remaining: number | undefined, done?: () => void): CpuTask {
    const task: CpuTask = {
      group: () => this.cgroup,
      cores,
      remaining,
      rate: 0,
      paused: this.stopped || isFrozen(this.cgroup),
      account: (milliseconds) => {
        this.cpuTime += milliseconds;
      },
      ...(done === undefined ? {} : { done }),
    };
    this.tasks.add(task);
    this.options.tree.scheduler.add(task);
    return task;
  }
}
