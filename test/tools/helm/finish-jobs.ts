import type { Component } from '../../../sandbox/api/component.ts';
import { draftOf } from '../../../sandbox/core/json.ts';
import { pods } from '../../../sandbox/schema/resources.ts';
import type { Pod } from '../../../sandbox/schema/types/core-v1.ts';

/** Lets Pods of Jobs run to their ends, as the simulated nodes of the recordings did. */
export const finishJobs: Component = {
  name: 'finish-jobs',
  start({ client, clock }) {
    const informer = client.informer(pods);
    const finish = (name: string, namespace: string | undefined): void => {
      const key = namespace === undefined ? { name } : { name, namespace };
      const pod = client.find(pods, key);
      if (pod?.status?.phase !== 'Running') return;
      const next = draftOf(pod);
      const at = new Date(clock.now()).toISOString().replace(/\.\d+/, '');
      next.status = {
        ...next.status,
        phase: 'Succeeded',
        containerStatuses: (next.status?.containerStatuses ?? []).map((container) => ({
          ...container,
          ready: false,
          started: false,
          state: { terminated: { exitCode: 0, reason: 'Completed', startedAt: at, finishedAt: at } },
        })),
      };
      client.updateStatus(pods, next as Pod);
    };
    return informer.onChange(({ type, object }) => {
      const { name = '', namespace, ownerReferences = [] } = object.metadata ?? {};
      if (type === 'deleted' || object.status?.phase !== 'Running') return;
      if (ownerReferences.some(({ kind }) => kind === 'Job')) clock.after(500, () => finish(name, namespace));
    });
  },
};
