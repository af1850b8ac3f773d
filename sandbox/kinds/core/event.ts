import { defineKind } from '../../api/kind.ts';
import { events } from '../../schema/resources.ts';
import type { Event } from '../../schema/types/core-v1.ts';
import { ageOf, textColumn, wideColumn } from '../columns.ts';

const firstSeen = (event: Event, now: number): string => ageOf(event.firstTimestamp || event.eventTime, now);

function lastSeen(event: Event, now: number): string {
  if (event.series !== undefined) return ageOf(event.series.lastObservedTime, now);
  return event.lastTimestamp ? ageOf(event.lastTimestamp, now) : firstSeen(event, now);
}

/** Who reported it: `kubelet, node-1`. */
function sourceOf(event: Event): string {
  const component = event.source?.component || event.reportingComponent || '';
  const host = event.source?.host || event.reportingInstance || '';
  return host === '' ? component : `${component}, ${host}`;
}

function involved({ involvedObject }: Event): string {
  const kind = (involvedObject.kind ?? '').toLowerCase();
  return involvedObject.name ? `${kind}/${involvedObject.name}` : kind;
}

export const event = defineKind<Event>({
  type: events,
  singular: 'event',
  shortNames: ['ev'],
  selectableFields: {
    'involvedObject.kind': ({ involvedObject }) => involvedObject.kind ?? '',
    'involvedObject.namespace': ({ involvedObject }) => involvedObject.namespace ?? '',
    'involvedObject.name': ({ involvedObject }) => involvedObject.name ?? '',
    'involvedObject.uid': ({ involvedObject }) => involvedObject.uid ?? '',
    'involvedObject.apiVersion': ({ involvedObject }) => involvedObject.apiVersion ?? '',
    'involvedObject.resourceVersion': ({ involvedObject }) => involvedObject.resourceVersion ?? '',
    'involvedObject.fieldPath': ({ involvedObject }) => involvedObject.fieldPath ?? '',
    reason: ({ reason }) => reason ?? '',
    reportingComponent: ({ reportingComponent, source }) => reportingComponent || (source?.component ?? ''),
    source: ({ source, reportingComponent }) => source?.component || (reportingComponent ?? ''),
    type: ({ type }) => type ?? '',
  },
  columns: [
    textColumn('Last Seen', (object, { now }) => lastSeen(object, now)),
    textColumn('Type', ({ type }) => type ?? ''),
    textColumn('Reason', ({ reason }) => reason ?? ''),
    textColumn('Object', involved),
    wideColumn('Subobject', ({ involvedObject }) => involvedObject.fieldPath ?? ''),
    wideColumn('Source', sourceOf),
    textColumn('Message', ({ message }) => (message ?? '').trim()),
    wideColumn('First Seen', (object, { now }) => firstSeen(object, now)),
    wideColumn('Count', ({ series, count }) => series?.count ?? (count || 1)),
    { ...wideColumn('Name', ({ metadata }) => metadata.name ?? ''), format: 'name' },
  ],
  default(object) {
    // Fields that the real type always writes.
    object.source ??= {};
    object.reportingComponent ??= '';
    object.reportingInstance ??= '';
  },
});
