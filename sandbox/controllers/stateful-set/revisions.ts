import type { ComponentClient } from '../../api/client.ts';
import { isReason } from '../../api/status-error.ts';
import { controllerRevisions, statefulSets } from '../../schema/resources.ts';
import type { ControllerRevision, StatefulSet } from '../../schema/types/apps-v1.ts';
import {
  createRevision,
  dataHash,
  deleteRevision,
  holdsTemplate,
  renumber,
  revisionData,
  revisionName,
} from '../workload/controller-revisions.ts';

/** The revision that a set comes from and the one it goes to; the same when no update is under way. */
export interface Revisions {
  readonly current: ControllerRevision;
  readonly update: ControllerRevision;
  readonly collisionCount: number;
}

/** Finds both revisions, making or renumbering the newest where needed. `known`: oldest first. Throws StatusError. */
export function revisionsFor(client: ComponentClient, set: StatefulSet, known: readonly ControllerRevision[]): Revisions {
  const latest = known.at(-1);
  const equal = known.findLast((revision) => holdsTemplate(revision, set.spec.template));
  const next = (latest?.revision ?? 0) + 1;
  const before = set.status.collisionCount ?? 0;
  const { update, collisionCount } =
    equal === undefined
      ? create(client, set, next, before)
      : { update: equal === latest ? equal : renumber(client, equal, next), collisionCount: before };
  const current = known.find(({ metadata }) => metadata.name === set.status.currentRevision);
  return { current: current ?? update, update, collisionCount };
}

function create(
  client: ComponentClient,
  set: StatefulSet,
  number: number,
  collisions: number,
): { readonly update: ControllerRevision; readonly collisionCount: number } {
  for (let collisionCount = collisions; ; collisionCount++) {
    const hash = dataHash(revisionData(set.spec.template), collisionCount);
    try {
      return { update: createRevision(client, statefulSets, set, hash, number), collisionCount };
    } catch (error) {
      if (!isReason(error, 'AlreadyExists')) throw error;
      const { name, namespace } = set.metadata;
      const existing = client.get(controllerRevisions, { name: revisionName(name, hash), namespace });
      if (holdsTemplate(existing, set.spec.template)) return { update: existing, collisionCount };
    }
  }
}

/** Deletes the oldest revisions beyond `revisionHistoryLimit`; those in `live` (names) do not count. Throws StatusError. */
export function truncateHistory(
  client: ComponentClient,
  set: StatefulSet,
  known: readonly ControllerRevision[],
  live: ReadonlySet<string>,
): void {
  const past = known.filter(({ metadata }) => !live.has(metadata.name));
  const surplus = Math.max(0, past.length - (set.spec.revisionHistoryLimit ?? 10));
  for (const revision of past.slice(0, surplus)) deleteRevision(client, revision);
}
