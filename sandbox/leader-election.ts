import type { ComponentContext } from './api/component.ts';
import { isReason } from './api/status-error.ts';
import type { Cancel } from './core/clock.ts';
import { formatMicroTime } from './core/time-text.ts';
import { leases } from './schema/resources.ts';
import type { Lease } from './schema/types/coordination-v1.ts';

const NAMESPACE = 'kube-system';
/** Seconds that a candidate waits before it takes a lease which nobody renews. */
const LEASE_DURATION = 15;
/** Milliseconds after which a leader that cannot renew its lease gives up. */
const RENEW_DEADLINE = 10_000;
/** Milliseconds between two tries to take or to renew it. */
const RETRY_PERIOD = 2_000;
/** Candidates spread their tries over so many more periods. */
const JITTER = 1.2;

export interface Candidate {
  /** Of the Lease in kube-system: that of the program. */
  readonly name: string;
  /** By which this run of the program is known: `control-plane_6a0c…`. */
  readonly identity: string;
}

/**
 * Stands for the leadership that a Lease in kube-system gives. `lead` is called each time it is won, at once where nobody has held it, and
 * what it returns when it is lost. Whoever stops keeps the lease until its time is up. Models k8s.io/client-go/tools/leaderelection.
 */
export function standForLeader(candidate: Candidate, context: ComponentContext, lead: () => Cancel): Cancel {
  const { clock, client, random, events } = context;
  const { name, identity } = candidate;
  const key = { namespace: NAMESPACE, name };
  let seen: { readonly record: string; readonly at: number } | undefined;
  let leading: { readonly end: Cancel; renewed: number } | undefined;
  let planned: Cancel = () => undefined;

  /** Whether the lease is this candidate's now. */
  const claim = (): boolean => {
    const now = clock.now();
    const renewTime = formatMicroTime(now);
    const spec = { holderIdentity: identity, leaseDurationSeconds: LEASE_DURATION, acquireTime: renewTime, renewTime };
    try {
      const lease = client.find(leases, key);
      if (lease === undefined) {
        client.create(leases, { metadata: key, spec: { ...spec, leaseTransitions: 0 } });
        return true;
      }
      const { spec: held } = lease;
      if (held?.holderIdentity === identity) {
        client.update(leases, { ...lease, spec: { ...held, renewTime } });
        return true;
      }
      const record = JSON.stringify(held);
      // Clocks differ: what counts is how long this candidate has seen no change.
      if (seen?.record !== record) seen = { record, at: now };
      const isHeld = held?.holderIdentity !== undefined && held.holderIdentity !== '';
      if (isHeld && now < seen.at + (held.leaseDurationSeconds ?? LEASE_DURATION) * 1_000) return false;
      client.update(leases, { ...lease, spec: { ...spec, leaseTransitions: (held?.leaseTransitions ?? 0) + 1 } });
      return true;
    } catch (error) {
      if (!isReason(error, 'Conflict', 'AlreadyExists', 'NotFound')) context.onError(`lease ${name}`, error);
      return false;
    }
  };

  const attempt = (): void => {
    const isClaimed = claim();
    const now = clock.now();
    if (leading === undefined) {
      if (!isClaimed) {
        planned = clock.after(RETRY_PERIOD + random.below(RETRY_PERIOD * JITTER), attempt);
        return;
      }
      announce(client.find(leases, key));
      leading = { end: lead(), renewed: now };
    } else if (isClaimed) leading.renewed = now;
    else if (now - leading.renewed >= RENEW_DEADLINE) {
      leading.end();
      leading = undefined;
      seen = undefined;
    }
    planned = clock.after(RETRY_PERIOD, attempt, { background: leading !== undefined });
  };

  const announce = (lease: Lease | undefined): void => {
    if (lease !== undefined) events.event(lease, 'Normal', 'LeaderElection', `${identity} became leader`);
  };

  attempt();
  return () => {
    planned();
    leading?.end();
  };
}
