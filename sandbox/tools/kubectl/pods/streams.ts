import type { Connection } from '../../../api/client.ts';
import { CommandError } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import type { Pod } from '../../../schema/types/core-v1.ts';

type Parameters = { readonly [name: string]: readonly string[] };

/** Opens a subresource of a Pod that streams: `log`, `exec`, `attach` or `portforward`. Throws StatusError. */
export function connectPod(invocation: Invocation, pod: Pod, subresource: string, parameters: Parameters): Promise<Connection> {
  return invocation.cluster.client.connect({
    group: '',
    version: 'v1',
    resource: 'pods',
    namespace: pod.metadata?.namespace ?? invocation.namespace,
    name: pod.metadata?.name ?? '',
    subresource,
    options: { parameters },
  });
}

/** Throws when nothing can be run in the Pod (any more), in the words of kubectl and the API server. */
export function checkReachable(pod: Pod): void {
  const { phase } = pod.status ?? {};
  if (phase === 'Succeeded' || phase === 'Failed') {
    throw new CommandError(`cannot exec into a container in a completed pod; current phase is ${phase}`);
  }
  if ((pod.spec?.nodeName ?? '') === '') {
    throw new CommandError(`unable to upgrade connection: pod ${pod.metadata?.name ?? ''} does not have a host assigned`);
  }
}

/**
 * Joins a connection with the streams of this process until the other side ends; what is typed goes over when `stdin` is set.
 * Resolves with the exit code.
 */
export async function joinStreams(
  invocation: Invocation,
  connection: Connection,
  options: { readonly stdin: boolean; readonly tty: boolean },
): Promise<number> {
  const { process } = invocation;
  let ended = false;
  let interrupted = false;
  const cancel = process.onSignal('SIGINT', () => {
    if (options.tty) connection.send('\u0003');
    else {
      interrupted = true;
      connection.close();
    }
  });
  if (process.terminal !== undefined) connection.resize(process.terminal.columns, process.terminal.rows);
  if (options.stdin) {
    void process.clock
      .run(async () => {
        for (let text = await process.stdin.read(); text !== undefined; text = await process.stdin.read()) {
          if (ended) return;
          connection.send(text);
        }
        connection.closeInput();
      })
      .catch(() => undefined);
  } else connection.closeInput();
  try {
    for await (const { channel, text } of received(invocation, connection))
      (channel === 'stdout' ? process.stdout : process.stderr).write(text);
    return interrupted ? 130 : await process.clock.join(connection.exit);
  } finally {
    ended = true;
    cancel();
  }
}

/** What the other side sends, for a reader that is an activity: time goes on while it waits. */
export async function* received(invocation: Invocation, connection: Connection): AsyncGenerator<Piece> {
  const pieces = connection.output[Symbol.asyncIterator]();
  for (;;) {
    const result = await invocation.process.clock.join(pieces.next());
    if (result.done === true) return;
    yield result.value;
  }
}

type Piece = { readonly channel: 'stdout' | 'stderr'; readonly text: string };
