import type { ProcessContext } from '../../host/program.ts';
import { Cancelled } from './errors.ts';

/** Waits on the process's clock that Ctrl-C ends, so that a release that is under way is recorded as failed. */
export class Waiting {
  private cancelled = false;
  private wake: (() => void) | undefined;
  private listening = false;

  constructor(private readonly process: ProcessContext) {}

  /** From now on SIGINT and SIGTERM cancel in place of ending the process. */
  listen(onCancel: () => void): void {
    if (this.listening) return;
    this.listening = true;
    const cancel = (): void => {
      if (this.cancelled) return;
      this.cancelled = true;
      onCancel();
      this.wake?.();
    };
    this.process.onSignal('SIGINT', cancel);
    this.process.onSignal('SIGTERM', cancel);
  }

  /** Throws Cancelled when Ctrl-C came. */
  check(): void {
    if (this.cancelled) throw new Cancelled();
  }

  /** Lets virtual milliseconds pass. Throws Cancelled when Ctrl-C comes meanwhile. */
  async sleep(milliseconds: number): Promise<void> {
    this.check();
    await this.process.clock.block<void>((wake) => {
      this.wake = () => wake(undefined);
      return this.process.clock.after(milliseconds, () => wake(undefined));
    });
    this.wake = undefined;
    this.check();
  }

  /** After a failure was recorded, what follows (a rollback) is not cancelled by the same Ctrl-C. */
  reset(): void {
    this.cancelled = false;
  }

  /**
   * Asks again and again, at once and then every interval, until the answer is true. Returns whether it was within the timeout.
   */
  async until(timeout: number, interval: number, done: () => Promise<boolean>): Promise<boolean> {
    const end = this.process.clock.now() + timeout;
    for (;;) {
      if (await done()) return true;
      const left = end - this.process.clock.now();
      if (left <= 0) return false;
      await this.sleep(Math.min(interval, left));
      if (this.process.clock.now() >= end) return false;
    }
  }
}
