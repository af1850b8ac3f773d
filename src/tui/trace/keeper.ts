import type { LessonSession } from '../../course/session/lesson-session.ts';
import { noTrace, type Part, type Trace, type TraceCall, type TracedRequest } from './facts.ts';

type Watched = NonNullable<LessonSession['cluster']>;
type Audit = Parameters<Parameters<Watched['onAudit']>[0]>[0];
type Request = Parameters<Parameters<Watched['onRequest']>[0]>[0];

const mostCalls = 400;
const mostRequests = 100;

/** Writes down what the cluster really does: the calls since the last command, and the requests through its network. */
export class TraceKeeper {
  private cluster: Watched | undefined;
  private stops: readonly (() => void)[] = [];
  private began: number | undefined;
  private calls: TraceCall[] = [];
  private requests: TracedRequest[] = [];
  private current: Trace | undefined = noTrace;
  private command: string | undefined;
  private cut = false;

  constructor(private readonly session: Pick<LessonSession, 'cluster' | 'commandAsks'>) {}

  /** The same value until something was added. */
  get trace(): Trace {
    const { command, calls, cut, requests } = this;
    this.current ??= { ...(command === undefined ? {} : { command }), calls: [...calls], cut, requests: [...requests] };
    return this.current;
  }

  /** Goes on with the cluster of the session, which is another one after undo and resume. */
  follow(): void {
    const { cluster } = this.session;
    if (cluster === this.cluster) return;
    this.stop();
    this.cluster = cluster;
    this.clear();
    this.requests = [];
    if (cluster === undefined) return;
    this.stops = [cluster.onAudit((entry) => this.note(entry)), cluster.onRequest((record) => this.noteRequest(record))];
  }

  /** From here on a command is traced. */
  begin(command: string): void {
    this.follow();
    this.clear();
    this.command = command;
    this.began = this.cluster?.clock.now();
  }

  stop(): void {
    for (const stop of this.stops) stop();
    this.stops = [];
  }

  private clear(): void {
    this.command = undefined;
    this.began = undefined;
    this.calls = [];
    this.cut = false;
    this.current = undefined;
  }

  private note(entry: Audit): void {
    if (this.began === undefined || entry.request.verb === 'watch' || entry.request.options?.dryRun === true) return;
    const call = callOf(entry, this.began);
    if (call === undefined) return;
    if (call.part === 'kubectl' && !call.writes && !this.session.commandAsks) return;
    if (this.calls.length >= mostCalls) {
      // What is routine gives way to what is not.
      const routine = this.calls.findIndex((one) => one.routine);
      this.cut = true;
      if (routine === -1 || call.routine) return;
      this.calls.splice(routine, 1);
    }
    this.calls.push(call);
    this.current = undefined;
  }

  private noteRequest(record: Request): void {
    this.requests.push(requestOf(record));
    if (this.requests.length > mostRequests) this.requests.shift();
    this.current = undefined;
  }
}

const reading: ReadonlySet<string> = new Set(['get', 'list', 'watch']);
/** What parts write only so that others see that they live, or tell for people to read. */
const reports: ReadonlySet<string> = new Set(['events', 'leases', 'tokenreviews', 'subjectaccessreviews']);

function callOf({ time, request, code, name }: Audit, began: number): TraceCall | undefined {
  const sender = senderOf(request.user.username);
  if (sender === undefined) return undefined;
  const { verb, resource, subresource } = request;
  const writes = !reading.has(verb);
  const heartbeat = reports.has(resource) || (resource === 'nodes' && subresource === 'status') || subresource === 'token';
  const named = request.name ?? name;
  return {
    at: time - began,
    ...sender,
    verb: subresource === 'binding' ? 'bind' : verb,
    object: named === undefined ? resource : `${resource}/${named}`,
    ...(subresource === undefined || subresource === 'binding' ? {} : { subresource }),
    code,
    writes,
    routine: sender.part !== 'kubectl' && (!writes || heartbeat),
  };
}

/** Who calls, by the name that the API server knows them under. */
function senderOf(username: string): { readonly part: Part; readonly who: string } | undefined {
  const [system, kind = '', ...rest] = username.split(':');
  if (system !== 'system')
    return { part: 'kubectl', who: username === 'kubernetes-admin' ? 'kubectl' : `kubectl as ${username}` };
  if (kind === 'node') return { part: 'kubelet', who: rest.join(':') };
  if (kind === 'kube-scheduler') return { part: 'scheduler', who: 'scheduler' };
  if (kind === 'apiserver') return undefined;
  return { part: 'controllers', who: rest.at(-1) ?? kind };
}

function requestOf({ time, milliseconds, from, target, outcome, status, hops }: Request): TracedRequest {
  const { host, port, scheme, method, path } = target;
  const usual = (scheme === 'http' && port === 80) || (scheme === 'https' && port === 443);
  const address = `${scheme === undefined ? '' : `${scheme}://`}${host}${usual ? '' : `:${port}`}${path ?? ''}`;
  return {
    time,
    milliseconds,
    from,
    target: method === undefined ? address : `${method} ${address}`,
    ok: outcome === 'ok' && (status === undefined || status < 400),
    outcome: outcome === 'ok' ? (status === undefined ? 'connected' : String(status)) : outcome,
    hops: [...hops],
  };
}
