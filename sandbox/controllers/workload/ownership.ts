import type { Change, ComponentClient, Informer, KubeObject } from '../../api/client.ts';
import { isReason } from '../../api/status-error.ts';
import { matches, type LabelSelectorValue } from '../../core/label-selector.ts';
import { apiVersionOf, type ResourceType } from '../../schema/resource-type.ts';
import type { OwnerReference } from '../../schema/types/meta-v1.ts';

/** The owner that manages an object, if there is one. */
export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((reference) => reference.controller === true);
}

export function isControlledBy(object: KubeObject, owner: KubeObject): boolean {
  return controllerOf(object)?.uid === owner.metadata.uid;
}

/** The reference by which an owner manages what it made. Models metav1.NewControllerRef. */
export function controllerReference(type: ResourceType<unknown>, owner: KubeObject): OwnerReference {
  return {
    apiVersion: apiVersionOf(type),
    kind: type.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

const CONTROLLER_INDEX = 'controller';

/** Makes an informer find objects by who manages them: what `ownedOrOrphaned` looks through. */
export function indexByController<T extends KubeObject>(informer: Informer<T>): void {
  informer.addIndex(CONTROLLER_INDEX, (object) => [controllerOf(object)?.uid ?? `orphans of ${object.metadata.namespace}`]);
}

/** All that `owner` manages and all in its namespace that nobody manages. */
export function ownedOrOrphaned<T extends KubeObject>(informer: Informer<T>, owner: KubeObject): readonly T[] {
  return [...ownedBy(informer, owner), ...informer.indexed(CONTROLLER_INDEX, `orphans of ${owner.metadata.namespace}`)];
}

export function ownedBy<T extends KubeObject>(informer: Informer<T>, owner: KubeObject): readonly T[] {
  return informer.indexed(CONTROLLER_INDEX, owner.metadata.uid);
}

export interface Claim<T> {
  readonly client: ComponentClient;
  /** Type of what is claimed. */
  readonly type: ResourceType<T>;
  readonly ownerType: ResourceType<unknown>;
  readonly owner: KubeObject;
  readonly selector: LabelSelectorValue | undefined;
  /** A finalizer that what is adopted gets as well. */
  readonly finalizer?: string;
}

/**
 * The objects that `owner` may count as its own: it adopts orphans that its selector matches and releases what it no longer matches.
 * Models pkg/controller/controller_ref_manager.go. Throws StatusError.
 */
export function claim<T extends KubeObject>(candidates: readonly T[], order: Claim<T>): readonly T[] {
  const { owner, selector } = order;
  const beingDeleted = owner.metadata.deletionTimestamp !== undefined;
  return candidates.flatMap((object) => {
    const selected = matches(selector, object.metadata.labels);
    if (isControlledBy(object, owner)) {
      if (selected) return [object];
      if (!beingDeleted) changeOwners(object, order, { $patch: 'delete', uid: owner.metadata.uid });
      return [];
    }
    if (controllerOf(object) || beingDeleted || !selected || object.metadata.deletionTimestamp !== undefined) return [];
    return changeOwners(object, order, { ...controllerReference(order.ownerType, owner) }, order.finalizer);
  });
}

function changeOwners<T extends KubeObject>(
  object: T,
  { client, type }: Claim<T>,
  change: { readonly [key: string]: string | boolean },
  finalizer?: string,
): readonly T[] {
  const { uid, name, namespace } = object.metadata;
  const metadata = { uid, ownerReferences: [change], ...(finalizer === undefined ? {} : { finalizers: [finalizer] }) };
  try {
    return [client.patch(type, { name, namespace }, { metadata }, { type: 'strategic' })];
  } catch (error) {
    if (isReason(error, 'NotFound')) return [];
    throw error;
  }
}

/**
 * Calls `enqueue` with the keys of all owners that a change of one of their objects concerns: the one that manages it, the one that
 * managed it before and, for an orphan, every one whose selector matches.
 */
export function watchOwned<Owned extends KubeObject, Owner extends KubeObject>(
  owned: Informer<Owned>,
  owners: Informer<Owner>,
  options: {
    readonly ownerKind: string;
    readonly selectorOf: (owner: Owner) => LabelSelectorValue | undefined;
    readonly concerns: (owner: Owner, change: Change<Owned>) => void;
  },
): () => void {
  return owned.onChange((change) => {
    const { object, old } = change;
    const namespace = object.metadata.namespace;
    const references = [controllerOf(object), old && controllerOf(old)];
    for (const reference of references) {
      if (reference?.kind !== options.ownerKind) continue;
      const owner = owners.get({ name: reference.name, namespace });
      if (owner?.metadata.uid === reference.uid) options.concerns(owner, change);
    }
    if (references[0] !== undefined || change.type === 'deleted') return;
    for (const owner of owners.list(namespace)) {
      const selector = options.selectorOf(owner);
      if (matches(selector, object.metadata.labels)) options.concerns(owner, change);
    }
  });
}
