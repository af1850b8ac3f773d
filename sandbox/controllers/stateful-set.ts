import { MemberClaims } from './stateful-set/claims.ts';
import { memberOf, revisionNameOf } from './stateful-set/identity.ts';
import { MemberControl } from './stateful-set/members.ts';
import { progress, type Membership, type Replica } from './stateful-set/progress.ts';
import { revisionsFor, truncateHistory } from './stateful-set/revisions.ts';
import { statusOf } from './stateful-set/status.ts';
import { revisionsOf } from './workload/controller-revisions.ts';
import { claim, indexByController, ownedOrOrphaned, watchOwned } from './workload/ownership.ts';
import { untilAvailable } from './workload/pod-state.ts';
import { defineController, keyOf, splitKey } from './define-controller.ts';
import { deepEqual } from '../core/json.ts';
import { controllerRevisions, persistentVolumeClaims, pods, statefulSets } from '../schema/resources.ts';
import type { StatefulSet } from '../schema/types/apps-v1.ts';

/** Keeps Pods with names and storage of their own. Models pkg/controller/statefulset. */
export const statefulSetController = defineController({
  name: 'statefulset-controller',
  // Slow enough that orphans are let go before their owner counts them.
  latency: 6,
  start(context) {
    const { client, clock, events } = context;
    const setInformer = client.informer(statefulSets);
    const revisionInformer = client.informer(controllerRevisions);
    const podInformer = client.informer(pods);
    const claimInformer = client.informer(persistentVolumeClaims);
    indexByController(revisionInformer);
    indexByController(podInformer);
    const control = new MemberControl(client, new MemberClaims(client, claimInformer, events), events);

    context.track(setInformer.onChange(({ object }) => context.enqueue(keyOf(object))));
    context.track(
      watchOwned(podInformer, setInformer, {
        ownerKind: statefulSets.kind,
        selectorOf: (owner) => owner.spec.selector,
        concerns: (owner) => context.enqueue(keyOf(owner)),
      }),
    );
    // A Pod may be waiting for the end of a claim of before.
    context.track(
      claimInformer.onChange(({ type, object: { metadata } }) => {
        if (type !== 'deleted') return;
        for (const set of setInformer.list(metadata.namespace)) {
          const names = (set.spec.volumeClaimTemplates ?? []).map(
            (template) => `${template.metadata.name}-${set.metadata.name}-`,
          );
          if (names.some((start) => metadata.name.startsWith(start))) context.enqueue(keyOf(set));
        }
      }),
    );

    const replicasOf = (set: StatefulSet): readonly Replica[] => {
      const candidates = ownedOrOrphaned(podInformer, set).filter((pod) => memberOf(set, pod) !== undefined);
      const { selector } = set.spec;
      return claim(candidates, { client, type: pods, ownerType: statefulSets, owner: set, selector }).flatMap((pod) => {
        const member = memberOf(set, pod);
        return member === undefined ? [] : [{ member, pod }];
      });
    };

    return {
      reconcile(key) {
        const set = setInformer.get(splitKey(key));
        if (!set) return;
        const known = revisionsOf(client, revisionInformer, statefulSets, set);
        const members = replicasOf(set);
        const revisions = revisionsFor(client, set, known);
        const membership: Membership = { set, revisions, members, now: clock.now() };
        let replaced = 0;
        let failure: unknown;
        try {
          replaced = progress(control, membership);
        } catch (error) {
          failure = error;
        }
        const owned = members.flatMap(({ pod }) => (pod === undefined ? [] : [pod]));
        const status = statusOf(set, revisions, owned, replaced, clock.now());
        if (!deepEqual(status, set.status)) client.updateStatus(statefulSets, { ...set, status });
        const { current, update } = revisions;
        truncateHistory(client, set, known, new Set([current.metadata.name, update.metadata.name, ...owned.map(revisionNameOf)]));
        if (failure !== undefined) throw failure;
        const waits = owned
          .map((pod) => untilAvailable(pod, set.spec.minReadySeconds ?? 0, clock.now()) ?? 0)
          .filter((wait) => wait > 0);
        if (waits.length > 0) context.enqueueAfter(key, Math.min(...waits));
      },
    };
  },
});
