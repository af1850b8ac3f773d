import { isObject, type JsonObject } from '../../core/json.ts';
import type { ClientRequest } from '../../api/client.ts';
import type { WatchEvent } from '../../api/request.ts';
import { StatusError } from '../../api/status-error.ts';
import type { Invocation } from './invocation.ts';

export interface WatchOptions {
  /** Virtual milliseconds after which to give up; none when absent. */
  readonly timeout?: number;
  /** Looks at an event; `true` ends the watch. */
  onEvent(event: WatchEvent): boolean | void;
}

export type WatchEnd = 'done' | 'timeout' | 'interrupted' | 'closed';

/** Follows a watch until something is found, time is up, or the process is interrupted. Throws StatusError. */
export async function follow(
  invocation: Invocation,
  request: Omit<ClientRequest, 'verb'>,
  options: WatchOptions,
): Promise<WatchEnd> {
  const { process, cluster } = invocation;
  const stream = await cluster.client.watch(request);
  let end: WatchEnd = 'closed';
  const stop = (why: WatchEnd): void => {
    end = why;
    stream.close();
  };
  const cancels = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => process.onSignal(signal, () => stop('interrupted')));
  if (options.timeout !== undefined) cancels.push(process.clock.after(options.timeout, () => stop('timeout')));
  const { requestTimeout } = invocation;
  if (requestTimeout !== undefined) cancels.push(process.clock.after(requestTimeout, () => stop('closed')));
  try {
    for await (const event of stream.through(process.clock)) {
      if (event.type === 'ERROR') throw errorOf(event.object);
      if (event.type === 'BOOKMARK') continue;
      if (options.onEvent(event) === true) {
        stop('done');
        break;
      }
    }
  } finally {
    for (const cancel of cancels) cancel();
  }
  return end;
}

/**
 * Ends the program when nobody reads what it follows any more (`… -w | head -3`). The real one would only notice at the next line, and a
 * learner's prompt would not come back before something happens.
 */
export function endWhenUnread({ process }: Invocation): void {
  process.stdout.whenUnread?.(() => void process.signal(process.pid, 'SIGPIPE'));
}

function errorOf(object: JsonObject): StatusError {
  const { code, reason, message } = object;
  return new StatusError({
    code: Number(code ?? 500),
    reason: String(reason ?? ''),
    message: String(message ?? 'the watch ended'),
  });
}

/** `resourceVersion` of a list or an object. */
export function resourceVersionOf(body: unknown): string {
  const metadata = isObject(body) && isObject(body['metadata']) ? body['metadata'] : {};
  return typeof metadata['resourceVersion'] === 'string' ? metadata['resourceVersion'] : '';
}
