import { parseTime } from '../core/time-text.ts';
import { jobs } from '../schema/resources.ts';
import { finishedCondition } from './job/pods.ts';
import { defineController, keyOf, splitKey } from './define-controller.ts';

/** Deletes a finished Job, Pods first, once its `ttlSecondsAfterFinished` have passed. Models pkg/controller/ttlafterfinished. */
export const ttlAfterFinishedController = defineController({
  name: 'ttl-after-finished-controller',
  start(context) {
    const { client, clock } = context;
    const jobInformer = client.informer(jobs);
    context.track(jobInformer.onChange(({ type, object }) => type !== 'deleted' && context.enqueue(keyOf(object))));
    return {
      reconcile(key) {
        const place = splitKey(key);
        const job = jobInformer.get(place);
        const seconds = job?.spec.ttlSecondsAfterFinished;
        if (job === undefined || seconds === undefined || job.metadata.deletionTimestamp !== undefined) return;
        const end = finishedCondition(job);
        const finished = job.status.conditions?.find(({ type }) => type === end)?.lastTransitionTime;
        if (end === undefined || finished === undefined) return;
        const remaining = (parseTime(finished) ?? 0) + seconds * 1000 - clock.now();
        if (remaining > 0) context.enqueueAfter(key, remaining);
        else {
          const preconditions = { uid: job.metadata.uid };
          client.delete(jobs, place, { propagationPolicy: 'Foreground', preconditions });
        }
      },
    };
  },
});
