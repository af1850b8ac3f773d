import type { Cancel } from '../../core/clock.ts';
import { FileError } from '../file-system.ts';
import type { KernelLog } from '../kernel-log.ts';
import { Cgroup, CONTROLLERS, type CgroupMember, type Controller } from './cgroup.ts';
import { CpuScheduler, isFrozen } from './cpu-scheduler.ts';
import { chooseVictim, reportKill } from './out-of-memory.ts';

export interface CgroupTreeOptions {
  readonly clock: { now(): number; after(milliseconds: number, callback: () => void): Cancel };
  readonly cpus: number;
  /** Bytes of memory that the machine has. */
  readonly memory: number;
  readonly log: KernelLog;
}

/** The control groups of a machine, version 2: one tree for all controllers. Models kernel/cgroup and mm/memcontrol. */
export class CgroupTree {
  readonly root: Cgroup;
  readonly scheduler: CpuScheduler;

  constructor(private readonly options: CgroupTreeOptions) {
    this.root = new Cgroup('', undefined);
    for (const controller of CONTROLLERS) this.root.enabled.add(controller);
    this.scheduler = new CpuScheduler({ cpus: options.cpus, clock: options.clock, root: this.root });
  }

  get cpus(): number {
    return this.options.cpus;
  }

  /** All processors as the kernel lists them: `0-3`. */
  get cpuList(): string {
    return this.cpus > 1 ? `0-${this.cpus - 1}` : '0';
  }

  get memory(): number {
    return this.options.memory;
  }

  find(path: string): Cgroup | undefined {
    let group: Cgroup | undefined = this.root;
    for (const name of path.split('/').filter((part) => part !== '')) group = group?.children.get(name);
    return group;
  }

  /** Makes the group and those above it, with every controller on the way: what systemd and a container runtime do. */
  ensure(path: string): Cgroup {
    let group = this.root;
    for (const name of path.split('/').filter((part) => part !== '')) {
      for (const controller of CONTROLLERS) group.enabled.add(controller);
      group = group.children.get(name) ?? this.create(group, name);
    }
    return group;
  }

  /** As mkdir(2) in /sys/fs/cgroup. Throws FileError. */
  create(parent: Cgroup, name: string): Cgroup {
    if (parent.children.has(name)) throw new FileError('EEXIST', name);
    const made = new Cgroup(name, parent);
    parent.children.set(name, made);
    return made;
  }

  /** As rmdir(2). Throws FileError `EBUSY` for a group with processes or groups in it. */
  remove(group: Cgroup): void {
    if (group.parent === undefined || group.members.size > 0 || group.children.size > 0)
      throw new FileError('EBUSY', `/sys/fs/cgroup${group.path}`);
    const { parent } = group;
    this.scheduler.change(() => {
      group.removed = true;
      parent.children.delete(group.name);
      parent.changed();
    });
  }

  /** Puts a process into a group; `book` tells it. Throws FileError `EBUSY` for one that gives controllers to its children. */
  move(member: CgroupMember, from: Cgroup | undefined, to: Cgroup, book: () => void): void {
    if (from === to) return;
    if (to.parent !== undefined && to.enabled.size > 0) throw new FileError('EBUSY', `/sys/fs/cgroup${to.path}`);
    if (to.removed) throw new FileError('ENODEV', `/sys/fs/cgroup${to.path}`);
    this.scheduler.change(() => {
      from?.members.delete(member);
      from?.changed();
      to.members.add(member);
      to.changed();
      // Before the shares are given out anew: they go by the group that the process says it is in.
      book();
    });
    member.freeze(isFrozen(to));
    for (const group of to.upwards()) {
      group.memoryPeak = Math.max(group.memoryPeak, group.memory);
      group.pidsPeak = Math.max(group.pidsPeak, group.processCount);
    }
  }

  leave(member: CgroupMember, group: Cgroup): void {
    this.scheduler.change(() => {
      group.members.delete(member);
      group.changed();
    });
  }

  /** Whether one more process fits; counts the failure where it does not. */
  mayFork(group: Cgroup): boolean {
    for (const above of group.upwards()) {
      if (above.pidsMax === undefined || above.processCount < above.pidsMax) continue;
      if (above.pidsEvents === 0) this.options.log.write(`cgroup: fork rejected by pids controller in ${above.path}`);
      above.pidsEvents++;
      return false;
    }
    return true;
  }

  /** Throws FileError `EBUSY` for a group with processes of its own, `ENOENT` for a controller that is not available. */
  control(group: Cgroup, enable: readonly Controller[], disable: readonly Controller[]): void {
    const path = `/sys/fs/cgroup${group.path}/cgroup.subtree_control`;
    for (const controller of enable) if (!group.available.includes(controller)) throw new FileError('ENOENT', path);
    if (enable.length > 0 && group.parent !== undefined && group.members.size > 0) throw new FileError('EBUSY', path);
    for (const controller of disable)
      for (const child of group.children.values()) if (child.enabled.has(controller)) throw new FileError('EBUSY', path);
    for (const controller of enable) group.enabled.add(controller);
    for (const controller of disable) group.enabled.delete(controller);
  }

  freeze(group: Cgroup, frozen: boolean): void {
    this.scheduler.change(() => {
      group.frozen = frozen;
    });
    for (const inner of group.subtree()) for (const member of inner.members) member.freeze(isFrozen(inner));
  }

  /**
   * Charges memory that a process is about to hold: over memory.max of its group or one above, processes of that group are killed until
   * it fits. `grow` books it. Returns false when the process itself was killed.
   */
  charge(member: CgroupMember, group: Cgroup, more: number, grow: () => void): boolean {
    if (more > 0) {
      for (const above of group.upwards()) {
        const limit = above.parent === undefined ? this.options.memory : above.memoryMax;
        if (limit === undefined) continue;
        let used = above.memory;
        if (used + more > limit) above.memoryEvents.max++;
        while (used + more > limit) {
          const victim = this.kill(above, member, more);
          if (victim === undefined || victim === member || !group.members.has(member)) return false;
          used = above.memory;
        }
      }
    }
    grow();
    group.changed();
    for (const above of group.upwards()) {
      const used = above.memory;
      if (above.memoryHigh !== undefined && more > 0 && used > above.memoryHigh) above.memoryEvents.high++;
      above.memoryPeak = Math.max(above.memoryPeak, used);
    }
    return true;
  }

  /** Kills until the group keeps to a limit that was set below what it holds. */
  enforce(group: Cgroup): void {
    while (group.memoryMax !== undefined && group.memory > group.memoryMax) {
      const [cause] = group.allMembers();
      if (cause === undefined || this.kill(group, cause, 0) === undefined) return;
    }
  }

  /** Kills the process of the group that the kernel would choose; undefined when none may be killed. */
  private kill(group: Cgroup, cause: CgroupMember, more: number): CgroupMember | undefined {
    group.memoryEvents.oom++;
    const victim = chooseVictim(group, cause, more, group.memoryMax ?? this.options.memory);
    if (victim === undefined) return undefined;
    const home = [...group.subtree()].find((inner) => inner.members.has(victim)) ?? group;
    reportKill(this.options.log, { group, home, victim, cause });
    const victims = home.oomGroup ? [...home.allMembers()] : [victim];
    for (const above of home.upwards()) {
      above.memoryEvents.oomKill += victims.length;
      if (above === group) break;
    }
    if (home.oomGroup) home.memoryEvents.oomGroupKill++;
    for (const each of victims) each.killByKernel('memory');
    return victims.includes(cause) ? cause : victim;
  }
}
