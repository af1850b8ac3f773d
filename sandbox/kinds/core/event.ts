import { defineKind } from '../../api/kind.ts';
import { events } from '../../schema/resources.ts';
import type { Event } from '../../schema/types/core-v1.ts';
import type { FieldError } from '../../api/field-error.ts';
import { dns1123Subdomain, qualifiedName } from '../../core/names.ts';
import { invalid, invalidFor, required } from '../validation/field-errors.ts';
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

const maxText = 128;
const maxNote = 1024;

/** Models legacyValidateEvent in pkg/apis/core/validation; `reporter` is what the version calls the field of that name. */
export function* validateEvent(event: Event, reporter: string): Generator<FieldError> {
  const { involvedObject, metadata } = event;
  const namespace = involvedObject.namespace ?? '';
  const own = metadata.namespace ?? '';
  const elsewhere = invalid('involvedObject.namespace', namespace, 'does not match event.namespace');
  if (!event.eventTime) {
    if (namespace === '' ? own !== '' && own !== 'default' : own !== namespace) yield elsewhere;
  } else {
    if (namespace === '' && own !== 'default' && own !== 'kube-system') yield elsewhere;
    const { reportingComponent = '', reportingInstance = '', action = '', reason = '', message = '' } = event;
    if (reportingComponent === '') yield required(reporter);
    yield* invalidFor(reporter, reportingComponent, qualifiedName);
    for (const [field, text] of Object.entries({ reportingInstance, action, reason })) {
      if (text === '') yield required(field);
      if (text.length > maxText) yield invalid(field, '', `can have at most ${maxText} characters`);
    }
    if (message.length > maxNote) yield invalid('message', '', `can have at most ${maxNote} characters`);
  }
  yield* invalidFor('namespace', own, dns1123Subdomain);
}

export const event = defineKind<Event>({
  type: events,
  singular: 'event',
  createsOnUpdate: true,
  nameRule: 'any',
  noDependents: true,
  shortNames: ['ev'],
  validate: (object) => [...validateEvent(object, 'reportingComponent')],
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
