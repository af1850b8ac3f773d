import type { Cancel, Cluster } from '../../../sandbox/index.ts';
import type { Lesson, Load, Trigger } from '../lesson/model.ts';
import { answered } from '../checks/answers.ts';
import type { LoadRequest } from '../checks/define-check.ts';
import { checkWorld, nothingDone } from './check-world.ts';
import { faultName, inflict } from './faults.ts';

/** How often a condition that sets something off is looked at. */
const LOOK_EVERY = 1_000;

interface Pending {
  readonly trigger: Trigger;
  readonly action: (happened: (refused?: string) => void) => Promise<void>;
  readonly name: string;
  begun: boolean;
  happenedAt: number | undefined;
  refused: string | undefined;
}

/** What became of a fault or a load of the setup. */
export interface Happening {
  /** `fault 1 (at 40s: the node node-1 stopped)`. */
  readonly name: string;
  /** Virtual milliseconds since the lesson began; undefined for what has not happened. */
  readonly at: number | undefined;
  /** Why it came to nothing: there was no such Pod, or shell lines ended with an exit code. */
  readonly refused: string | undefined;
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
    const faults = setup.faults.map(({ trigger, action }, index) => ({
      trigger,
      name: `fault ${index + 1} (${triggerName(trigger)}: ${faultName(action)})`,
      // A fault that finds nothing to break is not worth a word to the learner, but to the author.
      action: async (happened: (refused?: string) => void) => happened(await inflict(cluster, action)),
    }));
    const load = setup.load.map((one, index) => ({
      trigger: one.trigger,
      name: `load ${index + 1} (${triggerName(one.trigger)}: ${one.name ?? one.url})`,
      action: (happened: (refused?: string) => void) => this.send(one, happened),
    }));
    const nothingYet = { begun: false, happenedAt: undefined, refused: undefined };
    this.pending = [...faults, ...load].map((one) => ({ ...one, ...nothingYet }));
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

  /** What became of all that the setup says will happen. */
  happenings(): readonly Happening[] {
    return this.pending.map(({ name, happenedAt: at, refused }) => ({ name, at, refused }));
  }

  dispose(): void {
    for (const cancel of this.cancels) cancel();
  }

  private begin(one: Pending): void {
    if (one.begun) return;
    one.begun = true;
    const { clock } = this.cluster;
    const happened = (refused?: string): void => {
      // A request that cannot be sent says nothing any more once others were.
      if (one.happenedAt === undefined || refused === undefined) one.refused = refused;
      one.happenedAt ??= clock.now() - this.begunAt;
    };
    this.cancels.push(clock.after(one.trigger.after, () => void clock.run(() => one.action(happened))));
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

  private async send(load: Load, happened: (refused?: string) => void): Promise<void> {
    const world = checkWorld(this.cluster, this.home, nothingDone);
    let left = load.times;
    const one = async (): Promise<void> => {
      const sentAt = this.cluster.clock.now() - this.begunAt;
      const from = await world.origin(load.from);
      if (typeof from === 'string') return happened(from);
      happened();
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

function triggerName({ after, passed, when }: Trigger): string {
  const seconds = `${after / 1_000}s`;
  if (passed === undefined && when === undefined) return `at ${seconds}`;
  const event = passed === undefined ? 'when a check holds' : `after the task ${passed}`;
  return after === 0 ? event : `${seconds} ${event}`;
}
