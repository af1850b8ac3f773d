import type { Cancel } from '../core/clock.ts';
import type { Listener } from '../core/traffic.ts';
import type { ProcessContext } from '../host/program.ts';

export interface ListenOptions {
  /** How often to try, 1 when absent. */
  readonly attempts?: number;
  /** Virtual milliseconds between two tries. */
  readonly pause?: number;
  /** Called each time that the port is found taken. */
  onTaken(): void;
}

/** Opens a port, or says that it is taken (two containers of one Pod share their ports); undefined when it stays so. */
export async function listenOrSay(
  process: ProcessContext,
  listener: Listener,
  options: ListenOptions,
): Promise<Cancel | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      return process.networkNamespace.listen(listener);
    } catch (error) {
      if (!isAddressInUse(error)) throw error;
      options.onTaken();
      if (attempt >= (options.attempts ?? 1)) return undefined;
      await process.clock.sleep(options.pause ?? 0);
    }
  }
}

function isAddressInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
