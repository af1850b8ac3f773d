import type { ComponentClient, Informer, KubeObject } from '../../api/client.ts';
import { isReason } from '../../api/status-error.ts';
import { deepEqual, isObject, type JsonObject } from '../../core/json.ts';
import type { ResourceType } from '../../schema/resource-type.ts';
import { controllerRevisions } from '../../schema/resources.ts';
import type { ControllerRevision } from '../../schema/types/apps-v1.ts';
import type { PodTemplateSpec } from '../../schema/types/core-v1.ts';
import type { LabelSelector } from '../../schema/types/meta-v1.ts';
import { claim, controllerReference, ownedOrOrphaned } from './ownership.ts';
import { canonicalJson, safeHash } from './template-hash.ts';

/** The label by which revisions and Pods know which template they are of. */
export const REVISION_HASH = 'controller-revision-hash';

/** A workload whose past templates are kept as ControllerRevisions. */
export interface RevisedWorkload extends KubeObject {
  readonly spec: { readonly selector: LabelSelector; readonly template: PodTemplateSpec; readonly revisionHistoryLimit?: number };
}

/** What a revision holds: a strategic merge patch that puts the template back. Models getPatch of pkg/controller/daemon and statefulset. */
export function revisionData(template: PodTemplateSpec): JsonObject {
  return { spec: { template: { ...(template as unknown as JsonObject), $patch: 'replace' } } };
}

/** The template that a revision holds; undefined where somebody wrote something else into it. */
export function templateOf({ data }: ControllerRevision): PodTemplateSpec | undefined {
  const content: unknown = data;
  const spec = isObject(content) ? content.spec : undefined;
  const template = isObject(spec) ? spec.template : undefined;
  if (!isObject(template)) return undefined;
  const { $patch: _, ...rest } = template;
  return rest as unknown as PodTemplateSpec;
}

export function holdsTemplate(revision: ControllerRevision, template: PodTemplateSpec): boolean {
  return deepEqual(revision.data, revisionData(template));
}

/** A hash of what a revision holds. Models HashControllerRevision of pkg/controller/history. */
export function dataHash(data: JsonObject, collisionCount: number): string {
  // The server hashes JSON as Go writes it, with these characters escaped.
  const text = canonicalJson(data).replace(
    /[<>&\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return safeHash(`${text}${collisionCount}`, 'multiply-first');
}

/** The oldest first. */
export function byRevision(left: ControllerRevision, right: ControllerRevision): number {
  if (left.revision !== right.revision) return left.revision - right.revision;
  const [before, after] = [left.metadata, right.metadata].map(({ creationTimestamp, name }) => `${creationTimestamp} ${name}`);
  return (before ?? '') < (after ?? '') ? -1 : 1;
}

/** The revisions of one workload, oldest first, orphans that fit it adopted. Throws StatusError. */
export function revisionsOf(
  client: ComponentClient,
  informer: Informer<ControllerRevision>,
  ownerType: ResourceType<unknown>,
  owner: RevisedWorkload,
): readonly ControllerRevision[] {
  const { selector } = owner.spec;
  return claim(ownedOrOrphaned(informer, owner), { client, type: controllerRevisions, ownerType, owner, selector }).toSorted(
    byRevision,
  );
}

/** A new revision of the workload's template under the name that `hash` gives it. Throws StatusError. */
export function createRevision(
  client: ComponentClient,
  ownerType: ResourceType<unknown>,
  owner: RevisedWorkload,
  hash: string,
  revision: number,
): ControllerRevision {
  const { name, namespace, annotations } = owner.metadata;
  return client.create(controllerRevisions, {
    metadata: {
      name: revisionName(name, hash),
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...owner.spec.template.metadata?.labels, [REVISION_HASH]: hash },
      ...(annotations === undefined ? {} : { annotations }),
      ownerReferences: [controllerReference(ownerType, owner)],
    },
    data: revisionData(owner.spec.template),
    revision,
  });
}

export function revisionName(owner: string, hash: string): string {
  return `${owner.slice(0, 223)}-${hash}`;
}

/** A revision that is the newest again. Throws StatusError. */
export function renumber(client: ComponentClient, revision: ControllerRevision, number: number): ControllerRevision {
  return revision.revision === number ? revision : client.update(controllerRevisions, { ...revision, revision: number });
}

/** Throws StatusError, but not for one that is gone already. */
export function deleteRevision(client: ComponentClient, { metadata: { name, namespace } }: ControllerRevision): void {
  try {
    client.delete(controllerRevisions, { name, namespace });
  } catch (error) {
    if (!isReason(error, 'NotFound')) throw error;
  }
}
