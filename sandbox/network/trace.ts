import type { Hop } from '../core/traffic.ts';

/** What happened on a way. Most are never looked at, so a step becomes words only when somebody asks. */
export class Trace {
  private readonly steps: (() => Hop)[] = [];
  private told: readonly Hop[] | undefined;

  /** `tell` holds what it needs: by the time it is called, Pods may be gone. */
  add(tell: () => Hop): void {
    this.steps.push(tell);
  }

  get hops(): readonly Hop[] {
    if (this.told?.length !== this.steps.length) this.told = this.steps.map((tell) => tell());
    return this.told;
  }
}
