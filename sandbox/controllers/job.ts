import { WorkQueue } from '../core/work-queue.ts';
import { matches } from '../core/label-selector.ts';
import { jobs, pods } from '../schema/resources.ts';
import type { Job } from '../schema/types/batch-v1.ts';
import type { BackOff } from './job/back-off.ts';
import { finishedCondition, isTracked, trackingFinalizer } from './job/pods.ts';
import { releasePod, syncJob } from './job/sync.ts';
import { claim, controllerOf, indexByController, ownedOrOrphaned, watchOwned } from './workload/ownership.ts';
import { PodControl } from './workload/pod-control.ts';
import { defineController, keyOf, splitKey } from './define-controller.ts';

/** What happens to Pods is looked at together, once in this many milliseconds. */
const BATCH_PERIOD = 1_000;
const ownName = 'kubernetes.io/job-controller';

const isOthers = ({ spec }: Job): boolean => spec.managedBy !== undefined && spec.managedBy !== ownName;

/** Runs Pods until enough of them have succeeded. Models pkg/controller/job. */
export const jobController = defineController({
  name: 'job-controller',
  start(context) {
    const { client, clock, events } = context;
    const jobInformer = client.informer(jobs);
    const podInformer = client.informer(pods);
    indexByController(podInformer);
    const podControl = new PodControl(client, events);
    const backOffs = new Map<string, BackOff>();

    /** Lets go of Pods whose Job is gone or has finished: nobody counts them any more. */
    const orphans = new WorkQueue(
      clock,
      (key) => {
        const pod = podInformer.get(splitKey(key));
        if (pod === undefined || !isTracked(pod)) return;
        const owner = controllerOf(pod);
        if (owner !== undefined && owner.kind !== jobs.kind) return;
        const job = owner && jobInformer.get({ name: owner.name, namespace: pod.metadata.namespace });
        if (job?.metadata.uid === owner?.uid && job && (isOthers(job) || finishedCondition(job) === undefined)) return;
        releasePod(client, pod);
      },
      (key, error) => context.onError(`job-controller, orphan ${key}`, error),
    );
    const release = (job: Job): void => {
      for (const pod of podInformer.list(job.metadata.namespace))
        if (isTracked(pod) && matches(job.spec.selector, pod.metadata.labels)) orphans.add(keyOf(pod));
    };

    context.track(
      jobInformer.onChange(({ type, object, old }) => {
        const key = keyOf(object);
        if (type === 'deleted') {
          backOffs.delete(object.metadata.uid);
          release(object);
        } else if (type === 'modified' && finishedCondition(object) !== undefined) release(object);
        else if (old !== undefined && old.metadata.generation === object.metadata.generation)
          context.enqueueAfter(key, BATCH_PERIOD);
        else context.enqueue(key);
      }),
    );
    context.track(
      watchOwned(podInformer, jobInformer, {
        ownerKind: jobs.kind,
        selectorOf: ({ spec }) => spec.selector,
        concerns: (job) => context.enqueueAfter(keyOf(job), BATCH_PERIOD),
      }),
    );
    context.track(
      podInformer.onChange(({ type, object }) => {
        if (type !== 'deleted' && isTracked(object)) {
          const owner = controllerOf(object);
          const job = owner && jobInformer.get({ name: owner.name, namespace: object.metadata.namespace });
          if (job === undefined || job.metadata.uid !== owner?.uid || finishedCondition(job) !== undefined)
            orphans.add(keyOf(object));
        }
      }),
    );

    return {
      reconcile(key) {
        const job = jobInformer.get(splitKey(key));
        if (job === undefined || isOthers(job)) return;
        if (finishedCondition(job) !== undefined) {
          backOffs.delete(job.metadata.uid);
          return;
        }
        const owned = claim(ownedOrOrphaned(podInformer, job), {
          client,
          type: pods,
          ownerType: jobs,
          owner: job,
          selector: job.spec.selector,
          finalizer: trackingFinalizer,
        });
        const again = (milliseconds: number): void => context.enqueueAfter(key, milliseconds);
        syncJob(job, owned, { client, events, podControl, backOffs, now: clock.now(), again });
      },
      stop: () => orphans.stop(),
    };
  },
});
