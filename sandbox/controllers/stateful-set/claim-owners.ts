import { apiVersionOf, type ResourceType } from '../../schema/resource-type.ts';
import { pods, statefulSets } from '../../schema/resources.ts';
import type { StatefulSet } from '../../schema/types/apps-v1.ts';
import type { PersistentVolumeClaim } from '../../schema/types/core-v1.ts';
import type { OwnerReference } from '../../schema/types/meta-v1.ts';
import { isWanted, type Member } from './identity.ts';

/** Somebody a claim may belong to. */
interface Owner {
  readonly type: ResourceType<unknown>;
  readonly name: string;
  readonly uid: string | undefined;
}

const setOwner = ({ metadata }: StatefulSet): Owner => ({ type: statefulSets, name: metadata.name, uid: metadata.uid });
const podOwner = ({ name, uid }: Member): Owner => ({ type: pods, name, uid });

function namesOwner(reference: OwnerReference, { type, name }: Owner): boolean {
  return reference.apiVersion === apiVersionOf(type) && reference.kind === type.kind && reference.name === name;
}

/** Whether a claim belongs to a namesake that is gone: the garbage collector will see to it. */
function belongsToNamesake(references: readonly OwnerReference[], owner: Owner): boolean {
  const reference = references.find((candidate) => namesOwner(candidate, owner));
  return reference !== undefined && reference.uid !== owner.uid;
}

export function isStale(claim: PersistentVolumeClaim, member: Member): boolean {
  return belongsToNamesake(claim.metadata.ownerReferences ?? [], podOwner(member));
}

interface Retention {
  readonly whenDeleted: string;
  readonly whenScaled: string;
}

export function retentionOf({ spec }: StatefulSet): Retention {
  const { whenDeleted = 'Retain', whenScaled = 'Retain' } = spec.persistentVolumeClaimRetentionPolicy ?? {};
  return { whenDeleted, whenScaled };
}

/** Who owns a claim so that the retention policy comes true: with its owner the claim goes. */
function wantedOwners(set: StatefulSet, member: Member): readonly Owner[] {
  const { whenDeleted, whenScaled } = retentionOf(set);
  const condemned = whenScaled === 'Delete' && !isWanted(set, member);
  if (condemned) return [podOwner(member)];
  return whenDeleted === 'Delete' ? [setOwner(set)] : [];
}

/** Whether somebody else manages the claim, so that the policy cannot be kept. */
export function hasOtherController(claim: PersistentVolumeClaim, set: StatefulSet, member: Member): boolean {
  const { whenDeleted, whenScaled } = retentionOf(set);
  if (whenDeleted === 'Retain' && whenScaled === 'Retain') return false;
  const owners = [setOwner(set), podOwner(member)];
  return (claim.metadata.ownerReferences ?? []).some((reference) => {
    const own = owners.find((owner) => namesOwner(reference, owner));
    return own === undefined ? reference.controller === true : reference.uid !== own.uid;
  });
}

/** The owners that a claim should have; undefined when it has them already. Models isClaimOwnerUpToDate of pkg/controller/statefulset. */
export function correctedOwners(
  claim: PersistentVolumeClaim,
  set: StatefulSet,
  member: Member,
): readonly OwnerReference[] | undefined {
  const references = claim.metadata.ownerReferences ?? [];
  const owners = [setOwner(set), podOwner(member)];
  if (owners.some((owner) => belongsToNamesake(references, owner))) return undefined;
  const ours = references.filter(({ uid }) => owners.some((owner) => owner.uid === uid));
  const wanted = hasOtherController(claim, set, member) ? [] : wantedOwners(set, member);
  const fits =
    ours.length === wanted.length &&
    ours.every((reference) => reference.controller === true) &&
    wanted.every(({ uid }) => ours.some((reference) => reference.uid === uid));
  if (fits) return undefined;
  const others = references.filter((reference) => !owners.some((owner) => namesOwner(reference, owner)));
  return [...others, ...wanted.flatMap(referenceTo)];
}

function referenceTo({ type, name, uid }: Owner): readonly OwnerReference[] {
  if (uid === undefined) return [];
  return [{ apiVersion: apiVersionOf(type), kind: type.kind, name, uid, controller: true, blockOwnerDeletion: true }];
}
