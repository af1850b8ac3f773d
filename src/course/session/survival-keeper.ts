import type { Cancel, Cluster } from '../../../sandbox/index.ts';
import type { Check, Survival } from '../checks/define-check.ts';
import { survivalOf } from '../checks/survives.ts';
import { faultName, inflict } from './faults.ts';

/**
 * Sees a task through its faults: when all else holds, the fault is inflicted, and once its time is over everything must hold
 * again. A learner who fails may mend things: as soon as all else holds again the fault comes anew.
 */
export class SurvivalKeeper {
  private readonly trials = new Map<Check, { readonly dueAt: number; readonly cancel: Cancel }>();

  /** What was said of the last trial that failed, until the next one. */
  private lost: string | undefined;

  constructor(
    private readonly cluster: Cluster,
    private readonly look: () => void,
  ) {}

  /** Asked when every other check of the task holds. Inflicts the fault the first time. */
  async survival(check: Check): Promise<Survival> {
    const { clock } = this.cluster;
    const trial = this.trials.get(check);
    const { action } = survivalOf(check);
    const name = faultName(action);
    if (trial !== undefined) {
      if (clock.now() < trial.dueAt) return { state: 'trying', after: name };
      return { state: 'survived', after: name };
    }
    const refused = await inflict(this.cluster, action);
    if (refused !== undefined) return { state: 'refused', after: name, why: refused };
    this.lost = undefined;
    const cancel = clock.after(check.within, this.look);
    this.trials.set(check, { dueAt: clock.now() + check.within, cancel });
    return { state: 'trying', after: name };
  }

  /** Asked when another check does not hold: words to put before what was found, when a fault is the reason. */
  disturbed(): string | undefined {
    for (const [check, { dueAt, cancel }] of this.trials) {
      const words = `after ${faultName(survivalOf(check).action)}`;
      if (this.cluster.clock.now() < dueAt) return words;
      // It did not recover in time. The next time that all holds it is tried again.
      cancel();
      this.trials.delete(check);
      this.lost = `${words}, it did not recover in time`;
    }
    return this.lost;
  }

  dispose(): void {
    for (const { cancel } of this.trials.values()) cancel();
  }
}
