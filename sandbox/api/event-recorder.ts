import type { Clock } from '../core/clock.ts';
import { formatMicroTime, formatTime } from '../core/time-text.ts';
import { events } from '../schema/resources.ts';
import type { Event } from '../schema/types/core-v1.ts';
import type { ComponentClient, ObjectKey } from './client.ts';
import type { EventRecorder } from './component.ts';
import { EventCorrelator, Recent } from './event-correlator.ts';
import { isReason } from './status-error.ts';

/** Who records: component and, for parts of a node, the node. */
export interface EventSource {
  readonly component: string;
  readonly host?: string;
}

/** An Event that is counted, whether it was written or not. */
interface Counted {
  readonly name: string;
  readonly firstTimestamp: string;
  readonly count: number;
}

type Content = Omit<Event, 'apiVersion' | 'kind' | 'metadata' | 'involvedObject'>;

/**
 * Writes core/v1 Events about objects. The same Event again raises the count of the one there is. What cannot be written (its namespace is
 * going) is dropped, as the real recorder does. Models k8s.io/client-go/tools/record and tools/events.
 */
export function createEventRecorder(client: ComponentClient, clock: Clock, source: EventSource): EventRecorder {
  const correlator = new EventCorrelator();
  const known = new Recent<Counted>();
  let last = 0;

  /** A number for the name: the time in nanoseconds, different for every Event. */
  const stamp = (): string => {
    const now = clock.now() * 1000;
    last = Math.max(now, last + 1);
    return (BigInt(last) * 1000n).toString(16);
  };

  return {
    event(object, type, reason, message, details = {}) {
      const { name, namespace = 'default', uid, resourceVersion } = object.metadata;
      const involvedObject = {
        kind: object.kind,
        ...(object.metadata.namespace === undefined ? {} : { namespace }),
        name,
        uid,
        apiVersion: object.apiVersion,
        resourceVersion,
        ...(details.fieldPath === undefined ? {} : { fieldPath: details.fieldPath }),
      };
      const now = clock.now();
      const create = (eventName: string, content: Content): void =>
        void client.create(events, { metadata: { name: eventName, namespace }, involvedObject, type, reason, ...content });
      if (details.action !== undefined) {
        writing(() => create(`${name}.${stamp()}`, { message, ...modern(source, now, details.action ?? '') }));
        return;
      }
      const about = JSON.stringify([object.kind, namespace, name, uid, object.apiVersion]);
      const observed = correlator.take({ object: about, fieldPath: details.fieldPath, type, reason, message }, now);
      const before = known.get(observed.key);
      const lastTimestamp = formatTime(now);
      const counted: Counted = {
        name: before?.name ?? `${name}.${stamp()}`,
        firstTimestamp: before?.firstTimestamp ?? lastTimestamp,
        count: (before?.count ?? 0) + 1,
      };
      known.set(observed.key, counted);
      if (observed.isSpam) return;
      const { count, firstTimestamp } = counted;
      writing(() => {
        const change = { count, lastTimestamp, message: observed.message };
        if (before !== undefined && countedOnce(client, { name: counted.name, namespace }, change)) return;
        create(counted.name, { ...classic(source), firstTimestamp, ...change });
      });
    },
  };
}

function writing(write: () => void): void {
  try {
    write();
  } catch (error) {
    if (!isReason(error, 'NotFound', 'Forbidden', 'AlreadyExists', 'Conflict', 'Invalid')) throw error;
  }
}

/** Counts the Event that is there once more; says so when it is there no longer. A recorder may change Events and not read them. */
function countedOnce(client: ComponentClient, key: ObjectKey, change: { readonly [field: string]: string | number }): boolean {
  try {
    client.patch(events, key, change, { type: 'strategic' });
    return true;
  } catch (error) {
    if (isReason(error, 'NotFound')) return false;
    throw error;
  }
}

function classic(source: EventSource): Content {
  return { source, reportingComponent: source.component, reportingInstance: source.host ?? '' };
}

/** As an Event of events.k8s.io shows in the core group. */
function modern(source: EventSource, now: number, action: string): Content {
  return {
    eventTime: formatMicroTime(now),
    action,
    reportingComponent: source.component,
    reportingInstance: `${source.component}-${source.host ?? 'control-plane'}`,
  };
}
