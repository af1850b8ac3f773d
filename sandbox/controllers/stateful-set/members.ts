import type { ComponentClient, New } from '../../api/client.ts';
import type { EventRecorder } from '../../api/component.ts';
import { isReason } from '../../api/status-error.ts';
import { pods } from '../../schema/resources.ts';
import type { StatefulSet } from '../../schema/types/apps-v1.ts';
import type { Pod } from '../../schema/types/core-v1.ts';
import { textOf } from '../workload/pod-control.ts';
import type { MemberClaims } from './claims.ts';
import { hasIdentity, hasStorage, restored, type Member } from './identity.ts';

/** Makes, mends and deletes the Pods of a set, and tells of it in Events. Models StatefulPodControl of pkg/controller/statefulset. */
export class MemberControl {
  constructor(
    private readonly client: ComponentClient,
    readonly claims: MemberClaims,
    private readonly events: EventRecorder,
  ) {}

  /** First the claims, then the Pod. Throws an error. */
  create(set: StatefulSet, member: Member, pod: New<Pod>): void {
    this.told('Create', set, member, () => this.claims.createMissing(set, member), false);
    let failure: unknown;
    try {
      this.client.create(pods, pod);
    } catch (error) {
      if (isReason(error, 'AlreadyExists')) throw error;
      failure = error;
    }
    this.told('Update', set, member, () => this.claims.applyPolicy(set, member), false);
    this.told('Create', set, member, () => {
      if (failure !== undefined) throw failure;
    });
  }

  createMissingClaims(set: StatefulSet, member: Member): void {
    this.claims.createMissing(set, member);
    this.told('Update', set, member, () => this.claims.applyPolicy(set, member), false);
  }

  /** Gives a Pod back what makes it a member of its set. Throws an error. */
  mend(set: StatefulSet, member: Member, pod: Pod): void {
    const stored = hasStorage(set, pod, member);
    if (hasIdentity(pod) && stored && this.claims.followPolicy(set, member)) return;
    this.told('Update', set, member, () => {
      if (!stored) this.claims.createMissing(set, member);
      this.claims.applyPolicy(set, member);
      this.client.update(pods, restored(set, pod, member));
    });
  }

  /** Throws an error, but not for a Pod that is gone already. */
  delete(set: StatefulSet, member: Member): void {
    this.told('Delete', set, member, () => {
      try {
        this.client.delete(pods, { name: member.name, namespace: set.metadata.namespace });
      } catch (error) {
        if (!isReason(error, 'NotFound')) throw error;
      }
    });
  }

  private told(verb: 'Create' | 'Update' | 'Delete', set: StatefulSet, { name }: Member, act: () => void, success = true): void {
    const what = `${verb} Pod ${name} in StatefulSet ${set.metadata.name}`;
    try {
      act();
    } catch (error) {
      // Somebody was faster: nothing has failed, it is only tried again.
      if (!isReason(error, 'Conflict'))
        this.events.event(set, 'Warning', `Failed${verb}`, `${what} failed error: ${textOf(error)}`);
      throw error;
    }
    if (success) this.events.event(set, 'Normal', `Successful${verb}`, `${what} successful`);
  }
}
