import type { Cancel } from '../core/clock.ts';
import type { RequestRecord } from '../core/traffic.ts';

/** Tells whoever asked of every request that ended. */
export class RequestRecords {
  private readonly listeners = new Set<(record: RequestRecord) => void>();

  get isWanted(): boolean {
    return this.listeners.size > 0;
  }

  onRequest(listener: (record: RequestRecord) => void): Cancel {
    const own = (record: RequestRecord): void => listener(record);
    this.listeners.add(own);
    return () => this.listeners.delete(own);
  }

  tell(record: RequestRecord): void {
    for (const listener of this.listeners) listener(record);
  }
}
