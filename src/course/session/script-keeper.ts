import type { Cancel, Cluster } from '../../../sandbox/index.ts';
import type { Lesson, Load, Trigger } from '../lesson/model.ts';
import { answered } from '../checks/answers.ts';
import type { LoadRequest } from '../checks/define-check.ts';
import { checkWorld, nothingDone } from './check-world.ts';
import { inflict } from './faults.ts';

/** How often a condition that sets something off is looked at. */
const LOOK_EVERY = 1_000;

interface Pending {
  readonly trigger: Trigger;
  readonly action: () => Promise<void>;
  begun: boolean;
}

/**
 * Plays what a lesson's setup says will happen to the cluster: faults and load, at a time or on an event. All of it follows from
 * virtual time, so that a replay meets the same.
 */
export class ScriptKeeper {
  private readonly pending: readonly Pending[];
  private readonly cancels: Cancel[] = [];
  private looking = false;
  /** What came of the requests of each named load. */
  private readonly results = new Map<string, LoadRequest[]>();
  private readonly begunAt: number;

  constructor(
    { setup }: Lesson,
    private readonly cluster: Cluster,
    private readonly home: string,
  ) {
    this.begunAt = cluster.clock.now();
    for (const { name } of setup.load) if (name !== undefined) this.results.set(name, []);
    const faults = setup.faults.map(({ trigger, action }) => ({
      trigger,
      // A fault that finds nothing to break is not worth a word to the learner.
      action: async () => void (await inflict(cluster, action)),
    }));
    const load = setup.load.map((one) => ({ trigger: one.trigger, action: () => this.send(one) }));
    this.pending = [...faults, ...load].map((one) => ({ ...one, begun: false }));
    for (const one of this.pending) if (one.trigger.passed === undefined && one.trigger.when === undefined) this.begin(one);
    if (this.pending.some(({ trigger }) => trigger.when !== undefined))
      this.cancels.push(cluster.clock.every(LOOK_EVERY, () => void cluster.clock.run(() => this.look())));
  }

  /** Called when a task has passed. */
  passed(task: string): void {
    for (const one of this.pending) if (one.trigger.passed === task) this.begin(one);
  }

  /** Requests of a load that were sent at this virtual time or later and have ended; undefined when there is no load of that name. */
  requests(load: string, since: number): readonly LoadRequest[] | undefined {
    return this.results.get(load)?.filter(({ sentAt }) => sentAt >= since - this.begunAt);
  }

  dispose(): void {
    for (const cancel of this.cancels) cancel();
  }

  private begin(one: Pending): void {
    if (one.begun) return;
    one.begun = true;
    const { clock } = this.cluster;
    this.cancels.push(clock.after(one.trigger.after, () => void clock.run(one.action)));
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    try {
      const world = checkWorld(this.cluster, this.home, nothingDone);
      for (const one of this.pending) {
        const { when } = one.trigger;
        if (!one.begun && when !== undefined && (await when.evaluate(world)).holds) this.begin(one);
      }
    } finally {
      this.looking = false;
    }
  }

  private async send(load: Load): Promise<void> {
    const world = checkWorld(this.cluster, this.home, nothingDone);
    let left = load.times;
    const one = async (): Promise<void> => {
      const sentAt = this.cluster.clock.now() - this.begunAt;
      const from = await world.origin(load.from);
      if (typeof from === 'string') return;
      const { url, method, headers, name } = load;
      const outcome = await world.request(from, { url, method, headers });
      if (name !== undefined) this.results.get(name)?.push({ sentAt, ...(await answered(outcome, world)) });
    };
    const stop = this.cluster.clock.every(load.every, () => {
      if (left-- > 0) void this.cluster.clock.run(one);
      else stop();
    });
    this.cancels.push(stop);
  }
}
