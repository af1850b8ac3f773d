import type { Connection } from '../api/client.ts';
import { StatusError } from '../api/status-error.ts';
import { formatNanoTime, parseTime } from '../core/time-text.ts';
import type { ContainerStatus, PodStatus } from '../schema/types/core-v1.ts';
import { createConnection } from './connection.ts';
import type { ContainerLog, LogLine, LogStream } from './container-log.ts';

/** What `kubectl logs` asks for; models v1.PodLogOptions. */
export interface LogOptions {
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  readonly tailLines: number | undefined;
  readonly limitBytes: number | undefined;
  /** Virtual milliseconds since the epoch: lines before it are left out. */
  readonly since: number | undefined;
  /** The only one that is wanted, if not both. */
  readonly stream: LogStream | undefined;
}

export function readLogOptions(parameters: { readonly [name: string]: readonly string[] }, now: number): LogOptions {
  const text = (name: string): string | undefined => parameters[name]?.[0];
  const number = (name: string): number | undefined => (text(name) === undefined ? undefined : Number(text(name)));
  const isSet = (name: string): boolean => text(name) === 'true' || text(name) === '1' || text(name) === '';
  const seconds = number('sinceSeconds');
  return {
    follow: isSet('follow'),
    previous: isSet('previous'),
    timestamps: isSet('timestamps'),
    tailLines: number('tailLines'),
    limitBytes: number('limitBytes'),
    stream: text('stream') === 'Stdout' ? 'stdout' : text('stream') === 'Stderr' ? 'stderr' : undefined,
    since: seconds !== undefined ? now - seconds * 1_000 : parseTime(text('sinceTime') ?? ''),
  };
}

/**
 * The id of the run whose log is meant. Models validateContainerLogStatus of pkg/kubelet/kubelet_pods.go.
 * Throws StatusError `BadRequest` when there is none yet.
 */
export function runWithLog(pod: string, status: PodStatus | undefined, container: string, previous: boolean): string {
  const refuse = (message: string): never => {
    throw new StatusError({ code: 400, reason: 'BadRequest', message });
  };
  const where = `container ${JSON.stringify(container)} in pod ${JSON.stringify(pod)}`;
  const own = [
    ...(status?.containerStatuses ?? []),
    ...(status?.initContainerStatuses ?? []),
    ...(status?.ephemeralContainerStatuses ?? []),
  ].find((candidate) => candidate.name === container);
  if (own === undefined) return refuse(`${where} is not available`);
  const last = own.lastState?.terminated?.containerID;
  if (previous) {
    return last === undefined
      ? refuse(`previous terminated container ${JSON.stringify(container)} in pod ${JSON.stringify(pod)} not found`)
      : last;
  }
  const id = own.state?.running ? own.containerID : (own.state?.terminated?.containerID ?? last);
  return id ?? refuse(`${where} is waiting to start: ${waitingText(own)}`);
}

function waitingText(status: ContainerStatus): string {
  const reason = status.state?.waiting?.reason;
  if (reason === 'ErrImagePull') return "image can't be pulled";
  if (reason === 'ImagePullBackOff') return 'trying and failing to pull image';
  return reason ?? 'no logs yet';
}

/** Streams a log: what is there, and with `follow` what comes until the container ends. */
export function openLog(log: ContainerLog, options: LogOptions): Connection {
  const cancels: (() => void)[] = [];
  const stop = (): void => cancels.splice(0).forEach((cancel) => cancel());
  const end = createConnection({ onClose: stop });
  let left = options.limitBytes ?? Infinity;
  const isWanted = (line: LogLine): boolean =>
    (options.stream === undefined || options.stream === line.stream) &&
    (options.since === undefined || line.time >= options.since);
  const send = (line: LogLine): void => {
    if (!isWanted(line)) return;
    const text = options.timestamps ? `${formatNanoTime(line.time)} ${line.text}` : line.text;
    const piece = text.slice(0, left);
    left -= piece.length;
    // A log is one stream, whichever of its two the container wrote to.
    end.write('stdout', piece);
    if (left > 0) return;
    stop();
    end.end(0);
  };
  const recent = log.lines.filter(isWanted);
  const shown = options.tailLines === undefined ? recent : recent.slice(Math.max(0, recent.length - options.tailLines));
  for (const line of shown) send(line);
  if (!options.follow || log.ended) end.end(0);
  else {
    cancels.push(
      log.onLine(send),
      log.onEnd(() => {
        stop();
        end.end(0);
      }),
    );
  }
  return end.connection;
}
