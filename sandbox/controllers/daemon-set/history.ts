import type { ComponentClient } from '../../api/client.ts';
import { isReason } from '../../api/status-error.ts';
import { controllerRevisions, daemonSets, pods } from '../../schema/resources.ts';
import type { ControllerRevision, DaemonSet } from '../../schema/types/apps-v1.ts';
import type { Pod } from '../../schema/types/core-v1.ts';
import {
  createRevision,
  deleteRevision,
  holdsTemplate,
  renumber,
  REVISION_HASH,
  revisionName,
} from '../workload/controller-revisions.ts';
import { templateHash } from '../workload/template-hash.ts';

export interface History {
  /** The one with the DaemonSet's own template. */
  readonly current: ControllerRevision;
  readonly old: readonly ControllerRevision[];
}

/**
 * Sorts the revisions of a DaemonSet; makes the current one when there is none and lets it be the newest. Models constructHistory of
 * pkg/controller/daemon. Throws StatusError.
 */
export function constructHistory(
  client: ComponentClient,
  daemonSet: DaemonSet,
  found: readonly ControllerRevision[],
  owned: readonly Pod[],
): History {
  const revisions = found.map((revision) => withHashLabel(client, revision));
  const old = revisions.filter((revision) => !holdsTemplate(revision, daemonSet.spec.template));
  const equal = revisions.filter((revision) => holdsTemplate(revision, daemonSet.spec.template));
  const number = Math.max(0, ...old.map(({ revision }) => revision)) + 1;
  const newest = equal.at(-1);
  if (newest === undefined) return { current: snapshot(client, daemonSet, number), old };
  if (equal.length > 1) keepOnly(client, newest, equal, owned);
  return { current: newest.revision < number ? renumber(client, newest, number) : newest, old };
}

function withHashLabel(client: ComponentClient, revision: ControllerRevision): ControllerRevision {
  const { metadata } = revision;
  if (metadata.labels?.[REVISION_HASH] !== undefined) return revision;
  const labels = { ...metadata.labels, [REVISION_HASH]: metadata.name };
  return client.update(controllerRevisions, { ...revision, metadata: { ...metadata, labels } });
}

/** Of several revisions with the same template the newest stays, and all Pods count as made from it. */
function keepOnly(
  client: ComponentClient,
  kept: ControllerRevision,
  equal: readonly ControllerRevision[],
  owned: readonly Pod[],
): void {
  const hash = hashOf(kept);
  for (const { metadata } of owned) {
    if (metadata.labels?.[REVISION_HASH] === hash) continue;
    const { name, namespace } = metadata;
    client.patch(pods, { name, namespace }, { metadata: { labels: { [REVISION_HASH]: hash } } }, { type: 'merge' });
  }
  for (const revision of equal) if (revision !== kept) deleteRevision(client, revision);
}

function snapshot(client: ComponentClient, daemonSet: DaemonSet, number: number): ControllerRevision {
  const hash = templateHash(daemonSet.spec.template, daemonSet.status.collisionCount);
  try {
    return createRevision(client, daemonSets, daemonSet, hash, number);
  } catch (error) {
    if (!isReason(error, 'AlreadyExists')) throw error;
    const { name, namespace } = daemonSet.metadata;
    const existing = client.get(controllerRevisions, { name: revisionName(name, hash), namespace });
    if (holdsTemplate(existing, daemonSet.spec.template)) return existing;
    // Somebody else's revision has the name: another hash must be found next time.
    const collisionCount = (daemonSet.status.collisionCount ?? 0) + 1;
    client.updateStatus(daemonSets, { ...daemonSet, status: { ...daemonSet.status, collisionCount } });
    throw error;
  }
}

export function hashOf({ metadata }: ControllerRevision): string {
  return metadata.labels?.[REVISION_HASH] ?? metadata.name;
}

/** Deletes the oldest revisions beyond `revisionHistoryLimit` that no Pod is of. Throws StatusError. */
export function cleanUpHistory(
  client: ComponentClient,
  daemonSet: DaemonSet,
  old: readonly ControllerRevision[],
  owned: readonly Pod[],
): void {
  const live = new Set(owned.map(({ metadata }) => metadata.labels?.[REVISION_HASH]));
  const surplus = Math.max(0, old.length - (daemonSet.spec.revisionHistoryLimit ?? 10));
  for (const revision of old.filter((candidate) => !live.has(hashOf(candidate))).slice(0, surplus)) {
    deleteRevision(client, revision);
  }
}
