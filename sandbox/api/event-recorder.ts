import type { Clock } from '../core/clock.ts';
import { formatMicroTime, formatTime } from '../core/time-text.ts';
import { events } from '../schema/resources.ts';
import type { Event } from '../schema/types/core-v1.ts';
import type { ComponentClient, ObjectKey } from './client.ts';
import type { EventRecorder } from './component.ts';
import { isReason } from './status-error.ts';

/** Who records: component and, for parts of a node, the node. */
export interface EventSource {
  readonly component: string;
  readonly host?: string;
}

/** How many different Events of one source stay known for counting. */
const MAX_KNOWN = 4096;

/**
 * Writes core/v1 Events about objects. The same Event again raises the count of the one there is. What cannot be written (its namespace is
 * going) is dropped, as the real recorder does. Models k8s.io/client-go/tools/record and tools/events.
 */
export function createEventRecorder(client: ComponentClient, clock: Clock, source: EventSource): EventRecorder {
  const known = new Map<string, Event>();
  let last = 0;

  /** A number for the name: the time in nanoseconds, different for every Event. */
  const stamp = (): string => {
    const now = clock.now() * 1000;
    last = Math.max(now, last + 1);
    return (BigInt(last) * 1000n).toString(16);
  };
  const remember = (key: string, event: Event): void => {
    known.delete(key);
    known.set(key, event);
    if (known.size <= MAX_KNOWN) return;
    const [oldest] = known.keys();
    if (oldest !== undefined) known.delete(oldest);
  };

  return {
    event(object, type, reason, message, details = {}) {
      const { name, namespace, uid, resourceVersion } = object.metadata;
      const place = namespace ?? 'default';
      const involvedObject = {
        kind: object.kind,
        ...(namespace === undefined ? {} : { namespace }),
        name,
        uid,
        apiVersion: object.apiVersion,
        resourceVersion,
        ...(details.fieldPath === undefined ? {} : { fieldPath: details.fieldPath }),
      };
      const key = JSON.stringify([
        object.kind,
        place,
        name,
        uid,
        object.apiVersion,
        details.fieldPath,
        type,
        reason,
        message,
        details.action,
      ]);
      const now = clock.now();
      const before = known.get(key);
      try {
        if (before !== undefined && details.action === undefined) {
          const again = countedOnce(client, { name: before.metadata.name, namespace: place }, before, now);
          if (again !== undefined) return remember(key, again);
        }
        const common = { metadata: { name: `${name}.${stamp()}`, namespace: place }, involvedObject, reason, message, type };
        remember(
          key,
          client.create(
            events,
            details.action === undefined
              ? { ...common, ...classic(source, now) }
              : { ...common, ...modern(source, now, details.action) },
          ),
        );
      } catch (error) {
        if (!isReason(error, 'NotFound', 'Forbidden', 'AlreadyExists', 'Conflict', 'Invalid')) throw error;
      }
    },
  };
}

/** The same Event once more; undefined when it is there no longer. A recorder may change Events and not read them. */
function countedOnce(client: ComponentClient, key: ObjectKey, before: Event, now: number): Event | undefined {
  try {
    const change = { count: (before.count ?? 1) + 1, lastTimestamp: formatTime(now) };
    return client.patch(events, key, change, { type: 'strategic' });
  } catch (error) {
    if (isReason(error, 'NotFound')) return undefined;
    throw error;
  }
}

function classic(source: EventSource, now: number): Omit<Event, 'apiVersion' | 'kind' | 'metadata' | 'involvedObject'> {
  const time = formatTime(now);
  return {
    source,
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
    reportingComponent: source.component,
    reportingInstance: source.host ?? '',
  };
}

/** As an Event of events.k8s.io shows in the core group. */
function modern(
  source: EventSource,
  now: number,
  action: string,
): Omit<Event, 'apiVersion' | 'kind' | 'metadata' | 'involvedObject'> {
  return {
    eventTime: formatMicroTime(now),
    action,
    reportingComponent: source.component,
    reportingInstance: `${source.component}-${source.host ?? 'control-plane'}`,
  };
}
