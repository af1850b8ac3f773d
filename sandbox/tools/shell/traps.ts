import type { Cancel } from '../../core/clock.ts';
import type { ProcessContext, Signal } from '../../host/program.ts';

/** What a shell does when signals come, and at its end. */
export class Traps {
  private readonly traps = new Map<string, { readonly text: string; readonly cancel: Cancel }>();
  private readonly pending: string[] = [];

  /** `wake` ends what the shell waits for. */
  constructor(
    private readonly process: ProcessContext,
    private readonly wake: () => void,
  ) {}

  /** Without a text the signal does again what it does by itself. */
  set(signal: Signal | 'EXIT', text: string | undefined): void {
    this.traps.get(signal)?.cancel();
    this.traps.delete(signal);
    if (text === undefined) return;
    const cancel =
      signal === 'EXIT'
        ? () => undefined
        : this.process.onSignal(signal, () => {
            if (text !== '') this.pending.push(text);
            this.wake();
          });
    this.traps.set(signal, { text, cancel });
  }

  get list(): readonly (readonly [string, string])[] {
    return [...this.traps].map(([signal, { text }]) => [signal, text] as const);
  }

  /** The text of a trap whose signal came. */
  takePending(): string | undefined {
    return this.pending.shift();
  }

  /** The text of the trap for the end, once. */
  takeExit(): string | undefined {
    const text = this.traps.get('EXIT')?.text;
    this.traps.delete('EXIT');
    return text;
  }
}
