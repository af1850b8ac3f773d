import type { ComponentClient, Informer } from '../../api/client.ts';
import type { EventRecorder } from '../../api/component.ts';
import { isReason } from '../../api/status-error.ts';
import { persistentVolumeClaims } from '../../schema/resources.ts';
import type { StatefulSet } from '../../schema/types/apps-v1.ts';
import type { PersistentVolumeClaim } from '../../schema/types/core-v1.ts';
import { textOf } from '../workload/pod-control.ts';
import { correctedOwners, hasOtherController, isStale, retentionOf } from './claim-owners.ts';
import { claimName, type Member } from './identity.ts';

/** The PersistentVolumeClaims of a set's Pods. Models the claims' part of pkg/controller/statefulset/stateful_pod_control.go. */
export class MemberClaims {
  constructor(
    private readonly client: ComponentClient,
    private readonly informer: Informer<PersistentVolumeClaim>,
    private readonly events: EventRecorder,
  ) {}

  /** Makes the claims that are missing. Throws an error that names all claims with which it failed. */
  createMissing(set: StatefulSet, member: Member): void {
    const failures: string[] = [];
    for (const template of set.spec.volumeClaimTemplates ?? []) {
      const name = claimName(set, template.metadata.name, member.ordinal);
      const existing = this.informer.get({ name, namespace: set.metadata.namespace });
      if (existing?.metadata.deletionTimestamp !== undefined) failures.push(`pvc ${name} is being deleted`);
      if (existing !== undefined) continue;
      try {
        this.create(set, template, name);
        this.events.event(
          set,
          'Normal',
          'SuccessfulCreate',
          `Create Claim ${name} Pod ${member.name} in StatefulSet ${set.metadata.name} success`,
        );
      } catch (error) {
        failures.push(`failed to create PVC ${name}: ${textOf(error)}`);
        if (isReason(error, 'AlreadyExists')) continue;
        const message = `Create Claim ${name} for Pod ${member.name} in StatefulSet ${set.metadata.name} failed error: ${textOf(error)}`;
        this.events.event(set, 'Warning', 'FailedCreate', message);
      }
    }
    if (failures.length > 0) throw new Error(failures.length === 1 ? failures[0] : `[${failures.join(', ')}]`);
  }

  private create(set: StatefulSet, template: PersistentVolumeClaim, name: string): void {
    const { metadata, spec } = template;
    const { namespace } = set.metadata;
    this.client.create(persistentVolumeClaims, {
      metadata: {
        ...metadata,
        name,
        ...(namespace === undefined ? {} : { namespace }),
        labels: { ...metadata.labels, ...set.spec.selector.matchLabels },
      },
      spec,
    });
  }

  /** Whether a claim still belongs to a Pod of before that was scaled away: the new one must wait for its end. */
  areStale(set: StatefulSet, member: Member): boolean {
    return retentionOf(set).whenScaled === 'Delete' && this.existing(set, member).some((claim) => isStale(claim, member));
  }

  followPolicy(set: StatefulSet, member: Member): boolean {
    return this.existing(set, member).every((claim) => correctedOwners(claim, set, member) === undefined);
  }

  /** Gives the claims the owners with which they are to go. Throws an error. */
  applyPolicy(set: StatefulSet, member: Member): void {
    for (const claim of this.existing(set, member)) {
      const { name } = claim.metadata;
      if (hasOtherController(claim, set, member)) {
        const message = `PersistentVolumeClaim ${name} has a conflicting OwnerReference that acts as a manging controller, the retention policy is ignored for this claim`;
        this.events.event(set, 'Warning', 'ConflictingController', message);
      }
      const ownerReferences = correctedOwners(claim, set, member);
      if (ownerReferences === undefined) continue;
      try {
        this.client.update(persistentVolumeClaims, { ...claim, metadata: { ...claim.metadata, ownerReferences } });
      } catch (error) {
        throw new Error(`could not update claim ${name} for delete policy ownerRefs: ${textOf(error)}`, { cause: error });
      }
    }
  }

  private existing(set: StatefulSet, member: Member): readonly PersistentVolumeClaim[] {
    const { namespace } = set.metadata;
    return (set.spec.volumeClaimTemplates ?? []).flatMap(({ metadata }) => {
      const claim = this.informer.get({ name: claimName(set, metadata.name, member.ordinal), namespace });
      return claim === undefined ? [] : [claim];
    });
  }
}
