import { isReason, StatusError } from '../api/status-error.ts';
import { deepEqual } from '../core/json.ts';
import { formatRfc1123, formatTime, parseTime } from '../core/time-text.ts';
import { cronJobs, jobs } from '../schema/resources.ts';
import type { CronJob, CronJobStatus, Job } from '../schema/types/batch-v1.ts';
import type { ObjectReference } from '../schema/types/core-v1.ts';
import { parseSchedule } from './cron-job/schedule.ts';
import { areMany, dueTimes, localTime, untilNext } from './cron-job/times.ts';
import { finishedCondition } from './job/pods.ts';
import { compact } from './workload/conditions.ts';
import { controllerOf, controllerReference, indexByController, isControlledBy, ownedBy } from './workload/ownership.ts';
import { isNamespaceTerminating, textOf } from './workload/pod-control.ts';
import { defineController, keyOf, splitKey, type ControllerContext } from './define-controller.ts';

/** Starts Jobs at their times. Models pkg/controller/cronjob. */
export const cronJobController = defineController({
  name: 'cronjob-controller',
  start(context) {
    const { client } = context;
    const cronJobInformer = client.informer(cronJobs);
    const jobInformer = client.informer(jobs);
    indexByController(jobInformer);
    context.track(cronJobInformer.onChange(({ object }) => context.enqueue(keyOf(object))));
    context.track(
      jobInformer.onChange(({ object, old }) => {
        for (const owner of [controllerOf(object), old && controllerOf(old)]) {
          if (owner?.kind === cronJobs.kind) context.enqueue(keyOf({ metadata: { ...object.metadata, name: owner.name } }));
        }
      }),
    );
    return {
      reconcile(key) {
        const cronJob = cronJobInformer.get(splitKey(key));
        if (cronJob !== undefined) new CronJobSync(context, cronJob, ownedBy(jobInformer, cronJob)).run(key);
      },
    };
  },
});

/** One look at a CronJob, with its status as it changes meanwhile. */
class CronJobSync {
  private status: CronJobStatus;
  private readonly now: number;

  constructor(
    private readonly context: ControllerContext,
    private readonly cronJob: CronJob,
    private readonly children: readonly Job[],
  ) {
    this.status = cronJob.status;
    this.now = context.clock.now();
  }

  run(key: string): void {
    let failure: unknown;
    this.removeOld('Complete', this.cronJob.spec.successfulJobsHistoryLimit);
    this.removeOld('Failed', this.cronJob.spec.failedJobsHistoryLimit);
    this.watchChildren();
    try {
      const wait = this.startWhatIsDue();
      if (wait !== undefined) this.context.enqueueAfter(key, wait);
    } catch (error) {
      failure = error;
    }
    const status = compact(this.status);
    if (!deepEqual(status, this.cronJob.status)) this.context.client.updateStatus(cronJobs, { ...this.cronJob, status });
    if (failure !== undefined && !isNamespaceTerminating(failure)) throw failure;
  }

  private get active(): readonly ObjectReference[] {
    return this.status.active ?? [];
  }

  private say(type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.context.events.event(this.cronJob, type, reason, message);
  }

  private forget(uid: string | undefined): void {
    this.status = { ...this.status, active: this.active.filter((reference) => reference.uid !== uid) };
  }

  private removeOld(end: string, limit: number | undefined): void {
    if (limit === undefined) return;
    const finished = this.children.filter((job) => finishedCondition(job) === end).toSorted(byStart);
    for (const job of finished.slice(0, Math.max(0, finished.length - limit))) this.remove(job);
  }

  private remove(job: Job): boolean {
    const { name, namespace, uid } = job.metadata;
    try {
      this.context.client.delete(jobs, { name, namespace }, { propagationPolicy: 'Background' });
    } catch (error) {
      this.say('Warning', 'FailedDelete', `Deleted job: ${textOf(error)}`);
      return false;
    }
    this.forget(uid);
    this.say('Normal', 'SuccessfulDelete', `Deleted job ${name}`);
    return true;
  }

  /** Takes notice of Jobs that have finished, are not known or have gone. */
  private watchChildren(): void {
    for (const job of this.children) {
      const { uid, name } = job.metadata;
      const known = this.active.some((reference) => reference.uid === uid);
      const end = finishedCondition(job);
      if (end === undefined) {
        if (!known) this.say('Warning', 'UnexpectedJob', `Saw a job that the controller did not create or forgot: ${name}`);
        continue;
      }
      if (known) {
        this.forget(uid);
        this.say('Normal', 'SawCompletedJob', `Saw completed job: ${name}, condition: ${end}`);
      }
      const { completionTime } = job.status;
      const last = parseTime(this.status.lastSuccessfulTime ?? '');
      if (end === 'Complete' && completionTime !== undefined && (last === undefined || (parseTime(completionTime) ?? 0) > last))
        this.status = { ...this.status, lastSuccessfulTime: completionTime };
    }
    for (const { uid, name = '', namespace } of this.active) {
      if (this.children.some(({ metadata }) => metadata.uid === uid)) continue;
      if (this.context.client.find(jobs, { name, namespace }) !== undefined) continue;
      this.say('Normal', 'MissingJob', `Active job went missing: ${name}`);
      this.forget(uid);
    }
  }

  /** Returns the milliseconds until the next time, if there is one. Throws StatusError. */
  private startWhatIsDue(): number | undefined {
    const { now, cronJob } = this;
    const { spec, metadata } = cronJob;
    if (metadata.deletionTimestamp !== undefined || spec.suspend === true) return undefined;
    const named = spec.schedule.includes('TZ');
    if (named) {
      const text = 'see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details';
      const message = `CRON_TZ or TZ used in schedule ${JSON.stringify(spec.schedule)} is not officially supported, ${text}`;
      this.say('Warning', 'UnsupportedSchedule', message);
    }
    const schedule = parseSchedule(spec.schedule, spec.timeZone);
    const next = (): number | undefined => untilNext({ ...cronJob, status: this.status }, schedule, now);
    let due;
    try {
      due = dueTimes(cronJob, schedule, now, true);
    } catch (error) {
      this.say('Warning', 'InvalidSchedule', `invalid schedule: ${spec.schedule} : ${textOf(error)}`);
      return undefined;
    }
    const { latest } = due;
    if (latest === undefined) return next();
    if (areMany(due)) {
      const advice = 'Set or decrease .spec.startingDeadlineSeconds or check clock skew';
      this.say('Warning', 'TooManyMissedTimes', `too many missed start times. ${advice}`);
    }
    if (spec.startingDeadlineSeconds !== undefined && latest + spec.startingDeadlineSeconds * 1_000 < now) {
      this.say('Warning', 'MissSchedule', `Missed scheduled time to start a job: ${formatRfc1123(latest)}`);
      return next();
    }
    const name = `${metadata.name}-${Math.floor(latest / 60_000)}`;
    if (this.active.some((reference) => reference.name === name)) return next();
    if (this.status.lastScheduleTime !== undefined && parseTime(this.status.lastScheduleTime) === latest) return next();
    if (spec.concurrencyPolicy === 'Forbid' && this.active.length > 0) {
      const message = 'Not starting job because prior execution is running and concurrency policy is Forbid';
      this.say('Normal', 'JobAlreadyActive', message);
      return next();
    }
    if (spec.concurrencyPolicy === 'Replace') {
      for (const { uid } of this.active) {
        const job = this.children.find(({ metadata: child }) => child.uid === uid);
        if (job === undefined || !this.remove(job)) throw new Error(`could not replace job ${metadata.namespace}/${uid}`);
      }
    }
    const job = this.create(name, latest);
    if (job === undefined) return undefined;
    const { apiVersion, kind, metadata: made } = job;
    const { namespace, uid, resourceVersion } = made;
    const reference = { kind, namespace, name, uid, apiVersion, resourceVersion } as ObjectReference;
    this.status = { ...this.status, active: [...this.active, reference], lastScheduleTime: formatTime(latest) };
    return next();
  }

  /** The Job for a time; undefined when somebody else has made one of that name. Throws StatusError. */
  private create(name: string, time: number): Job | undefined {
    const { client } = this.context;
    const { metadata, spec } = this.cronJob;
    const { namespace } = metadata;
    const template = spec.jobTemplate.metadata;
    const scheduled = { 'batch.kubernetes.io/cronjob-scheduled-timestamp': localTime(time, spec.timeZone) };
    try {
      const job = client.create(jobs, {
        metadata: {
          name,
          ...(namespace === undefined ? {} : { namespace }),
          ...(template?.labels === undefined ? {} : { labels: template.labels }),
          annotations: { ...template?.annotations, ...scheduled },
          ownerReferences: [controllerReference(cronJobs, this.cronJob)],
        },
        spec: spec.jobTemplate.spec as Job['spec'],
      });
      this.say('Normal', 'SuccessfulCreate', `Created job ${name}`);
      return job;
    } catch (error) {
      if (isReason(error, 'AlreadyExists')) {
        const job = client.find(jobs, { name, namespace });
        const known = this.active.some(({ uid }) => uid === job?.metadata.uid);
        return job !== undefined && isControlledBy(job, this.cronJob) && !known ? job : undefined;
      }
      if (error instanceof StatusError && !isNamespaceTerminating(error))
        this.say('Warning', 'FailedCreate', `Error creating job: ${textOf(error)}`);
      throw error;
    }
  }
}

/** The one that started first, and those that have not started last. */
function byStart(left: Job, right: Job): number {
  const start = ({ status }: Job): number => parseTime(status.startTime ?? '') ?? Infinity;
  const [one, other] = [start(left), start(right)];
  if (one !== other) return one < other ? -1 : 1;
  return left.metadata.name < right.metadata.name ? -1 : 1;
}
