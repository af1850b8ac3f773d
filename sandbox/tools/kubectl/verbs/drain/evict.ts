import { isReason } from '../../../../api/status-error.ts';
import { formatGoDuration } from '../../../../core/duration.ts';
import type { JsonObject } from '../../../../core/json.ts';
import type { Pod } from '../../../../schema/types/core-v1.ts';
import type { Invocation } from '../../invocation.ts';
import { podMapping } from '../../pods/find-pods.ts';

/** Milliseconds after which a refused eviction is tried again. */
const RETRY = 5_000;
const POLL = 1_000;

interface Job {
  readonly pod: Pod;
  state: 'evict' | 'wait';
  /** When there is something to do next. */
  due: number;
}

/** Evicts (or deletes) Pods side by side and waits until they are gone. Resolves with what went wrong. */
export async function evictAll(invocation: Invocation, pods: readonly Pod[], dryRun: boolean): Promise<readonly string[]> {
  const { flags, process } = invocation;
  const { clock } = process;
  const timeout = flags.duration('timeout');
  const deadline = timeout > 0 ? clock.now() + timeout : Infinity;
  const usesEviction = !flags.bool('disable-eviction');
  const failures: string[] = [];
  let jobs: readonly Job[] = pods.map((pod) => ({ pod, state: 'evict', due: clock.now() }));
  while (jobs.length > 0) {
    const left: Job[] = [];
    for (const job of jobs) {
      if (job.due > clock.now()) {
        left.push(job);
        continue;
      }
      const { name = '', namespace = '' } = job.pod.metadata;
      if (clock.now() >= deadline) {
        const what =
          job.state === 'evict'
            ? `error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)}`
            : `error when waiting for pod ${JSON.stringify(name)} in namespace ${JSON.stringify(namespace)} to terminate`;
        failures.push(`${what}: global timeout reached: ${formatGoDuration(timeout)}`);
        continue;
      }
      const failure = job.state === 'evict' ? await start(invocation, job, usesEviction, dryRun) : undefined;
      if (failure !== undefined) failures.push(failure);
      else if (job.state === 'wait' && !dryRun) {
        if (await isGone(invocation, job.pod)) invocation.line(`pod/${name} ${usesEviction ? 'evicted' : 'deleted'}`);
        else left.push({ ...job, due: clock.now() + POLL });
      } else if (!dryRun) left.push(job);
    }
    jobs = left;
    const next = Math.min(deadline, ...jobs.map(({ due }) => due));
    if (jobs.length > 0 && next > clock.now()) await clock.sleep(next - clock.now());
  }
  return failures;
}

/** Asks for the Pod's end. Resolves with what is wrong for good; what may change is tried again later. */
async function start(invocation: Invocation, job: Job, usesEviction: boolean, dryRun: boolean): Promise<string | undefined> {
  const { cluster, flags, process } = invocation;
  const { name = '', namespace = '' } = job.pod.metadata;
  const grace = flags.int('grace-period');
  const deleteOptions = { ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}), ...(dryRun ? { dryRun: ['All'] } : {}) };
  if (usesEviction) invocation.line(`evicting pod ${namespace}/${name}${dryRun ? ' (server dry run)' : ''}`);
  try {
    if (usesEviction) {
      const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace }, deleteOptions };
      const { group, version, resource } = podMapping;
      await cluster.send({
        verb: 'create',
        group,
        version,
        resource,
        namespace,
        name,
        subresource: 'eviction',
        body: body as JsonObject,
      });
    } else
      await cluster.delete(podMapping, namespace, name, {
        ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}),
        ...(dryRun ? { dryRun } : {}),
      });
  } catch (error) {
    const place = `pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)}`;
    const message = error instanceof Error ? error.message : String(error);
    if (isReason(error, 'TooManyRequests')) {
      invocation.err(`error when evicting ${place} (will retry after 5s): ${message}\n`);
      job.due = process.clock.now() + RETRY;
      return undefined;
    }
    if (!isReason(error, 'NotFound')) return usesEviction ? `error when evicting ${place}: ${message}` : message;
  }
  job.state = 'wait';
  return undefined;
}

/** A new Pod may have the name of the one that went. */
async function isGone({ cluster }: Invocation, pod: Pod): Promise<boolean> {
  const found = await cluster.find(podMapping, pod.metadata.namespace, pod.metadata.name ?? '');
  return found === undefined || found.metadata.uid !== pod.metadata.uid;
}
