import type { Clock } from '../core/clock.ts';
import type { JsonObject } from '../core/json.ts';
import { formatMicroTime, formatTime } from '../core/time-text.ts';
import { events } from '../schema/resources.ts';
import type { Event } from '../schema/types/core-v1.ts';
import type { ComponentClient, ObjectKey } from './client.ts';
import type { EventRecorder } from './component.ts';
import { EventCorrelation, remember } from './event-correlation.ts';
import { isReason } from './status-error.ts';

/** Who records: component and, for parts of a node, the node. */
export interface EventSource {
  readonly component: string;
  readonly host?: string;
}

/** A series of the same Event is over when none came for so long. */
const SERIES_ENDS = 360_000;

/**
 * Writes core/v1 Events about objects. What cannot be written (its namespace is going) is dropped, as the real recorder does. An Event with an
 * action is written in the newer form: the same again makes a series of it, whose length is written when it begins and when it is over. All
 * others are counted. Models k8s.io/client-go/tools/record and tools/events.
 */
export function createEventRecorder(client: ComponentClient, clock: Clock, source: EventSource): EventRecorder {
  const correlation = new EventCorrelation(clock);
  const counted = new Map<string, Event>();
  const series = new Map<string, Event>();
  let last = 0;

  /** A number for the name: the time in nanoseconds, different for every Event. */
  const stamp = (): string => {
    const now = clock.now() * 1000;
    last = Math.max(now, last + 1);
    return (BigInt(last) * 1000n).toString(16);
  };

  const count = (about: About): void => {
    const { involvedObject, reason, type, place } = about;
    const { resourceVersion: _, fieldPath, ...object } = involvedObject;
    const { message, combined } = correlation.aggregate(JSON.stringify([object, type, reason]), about.message);
    const key = JSON.stringify([object, type, reason, ...(combined ? [] : [fieldPath, message])]);
    const now = clock.now();
    const before = counted.get(key);
    const mayWrite = correlation.mayWrite(JSON.stringify(object));
    const again = before && { count: (before.count ?? 1) + 1, lastTimestamp: formatTime(now), ...(combined ? { message } : {}) };
    if (before !== undefined && again !== undefined) {
      const next = mayWrite ? patched(client, before, again) : { ...before, ...again };
      if (next !== undefined) return void remember(counted, key, next);
    }
    if (!mayWrite) return;
    const first = before?.firstTimestamp === undefined ? {} : { firstTimestamp: before.firstTimestamp };
    const written = { ...bodyOf({ ...about, message }, stamp(), place), ...classic(source, now), ...again, ...first };
    remember(counted, key, client.create(events, written));
  };

  const prolong = (about: About, action: string): void => {
    const { involvedObject, reason, type, place } = about;
    // The resource version of the object belongs to it: after a change it is another Event.
    const key = JSON.stringify([involvedObject, type, reason, action]);
    const now = clock.now();
    const before = series.get(key);
    const since = Date.parse(before?.series?.lastObservedTime ?? before?.eventTime ?? '');
    if (before === undefined || (before.series === undefined && now - since > SERIES_ENDS)) {
      remember(series, key, client.create(events, { ...bodyOf(about, stamp(), place), ...modern(source, now, action) }));
      return;
    }
    const longer = { ...before, series: { count: (before.series?.count ?? 1) + 1, lastObservedTime: formatMicroTime(now) } };
    remember(series, key, longer);
    if (before.series !== undefined) return;
    patched(client, before, { series: longer.series });
    finishLater(key, SERIES_ENDS);
  };

  const finishLater = (key: string, delay: number): void => {
    const finish = (): void => {
      const event = series.get(key);
      if (event?.series === undefined) return;
      const quiet = clock.now() - Date.parse(event.series.lastObservedTime ?? '');
      if (quiet < SERIES_ENDS) return finishLater(key, SERIES_ENDS - quiet);
      series.delete(key);
      dropped(() => patched(client, event, { series: event.series }));
    };
    clock.after(delay, finish, { background: true });
  };

  return {
    event(object, type, reason, message, details = {}) {
      const { name, namespace, uid, resourceVersion } = object.metadata;
      const { fieldPath, action } = details;
      const involvedObject = {
        kind: object.kind,
        ...(namespace === undefined ? {} : { namespace }),
        name,
        uid,
        apiVersion: object.apiVersion,
        resourceVersion,
        ...(fieldPath === undefined ? {} : { fieldPath }),
      };
      const about = { involvedObject, type, reason, message, place: namespace ?? 'default' };
      dropped(() => (action === undefined ? count(about) : prolong(about, action)));
    },
  };
}

/** What an Event is about. */
interface About {
  readonly involvedObject: Event['involvedObject'] & { readonly name: string };
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  /** The namespace that it is written to. */
  readonly place: string;
}

const bodyOf = ({ involvedObject, type, reason, message }: About, stamp: string, namespace: string) => ({
  metadata: { name: `${involvedObject.name}.${stamp}`, namespace },
  involvedObject,
  reason,
  message,
  type,
});

/** Events that the server refuses are not worth an error. */
function dropped(write: () => void): void {
  try {
    write();
  } catch (error) {
    if (!isReason(error, 'NotFound', 'Forbidden', 'AlreadyExists', 'Conflict', 'Invalid')) throw error;
  }
}

/** The Event changed; undefined when it is there no longer. A recorder may change Events and not read them. */
function patched(client: ComponentClient, { metadata }: Event, change: Partial<Event>): Event | undefined {
  try {
    const key: ObjectKey = { name: metadata.name, namespace: metadata.namespace };
    return client.patch(events, key, change as JsonObject, { type: 'strategic' });
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
