import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { deepEqual } from '../../core/json.ts';
import { eventsEventsV1 } from '../../schema/resources.ts';
import type { Event as CoreEvent } from '../../schema/types/core-v1.ts';
import type { Event } from '../../schema/types/events-v1.ts';
import { event as coreEvent, validateEvent } from '../core/event.ts';
import { immutableText, invalid, required } from '../validation/field-errors.ts';

/** What the fields are called that have another name in the core group. */
const coreNames = {
  regarding: 'involvedObject',
  note: 'message',
  reportingController: 'reportingComponent',
  deprecatedSource: 'source',
  deprecatedFirstTimestamp: 'firstTimestamp',
  deprecatedLastTimestamp: 'lastTimestamp',
  deprecatedCount: 'count',
} as const;

const ownNames: ReadonlyMap<string, string> = new Map(Object.entries(coreNames).map(([own, core]) => [core, own]));

function renamed(object: object, apiVersion: string, nameOf: (field: string) => string): object {
  return Object.fromEntries(
    Object.entries({ ...object, apiVersion }).map(([field, value]: [string, unknown]) => [nameOf(field), value]),
  );
}

const toCore = (object: Event): CoreEvent =>
  renamed(object, 'v1', (field) => (coreNames as { readonly [field: string]: string })[field] ?? field) as CoreEvent;

const fromCore = (object: object): Event => renamed(object, 'events.k8s.io/v1', (field) => ownNames.get(field) ?? field) as Event;

/** Models validateV1EventSeries in pkg/apis/core/validation. */
function* validateSeries({ series }: Event): Generator<FieldError> {
  if (series === undefined) return;
  if ((series.count ?? 0) < 2) yield invalid('series.count', '', 'should be at least 2');
  if (!series.lastObservedTime) yield required('series.lastObservedTime');
}

/** Models ValidateEventCreate, whose errors name the fields as the core group does. */
function* validateNew(object: Event): Generator<FieldError> {
  yield* validateEvent(toCore(object), 'reportingController');
  yield* validateSeries(object);
  if (!object.eventTime) yield required('eventTime');
  const { type = '', deprecatedSource: source } = object;
  if (type !== 'Normal' && type !== 'Warning') yield invalid('type', '', `has invalid value: ${type}`);
  const unset = 'needs to be unset';
  if (object.deprecatedFirstTimestamp) yield invalid('firstTimestamp', '', unset);
  if (object.deprecatedLastTimestamp) yield invalid('lastTimestamp', '', unset);
  if (object.deprecatedCount) yield invalid('count', '', unset);
  if (source?.component || source?.host) yield invalid('source', '', unset);
}

/** The real server looks at the reason twice. */
const fixed = [
  'involvedObject',
  'reason',
  'message',
  'source',
  'firstTimestamp',
  'lastTimestamp',
  'count',
  'reason',
  'type',
  'eventTime',
  'action',
  'related',
] as const;

/** Models ValidateEventUpdate: of an Event only the series goes on. */
function* validateChanged(object: Event, old: Event): Generator<FieldError> {
  const [now, before] = [toCore(object), toCore(old)];
  yield* validateEvent(now, 'reportingController');
  if (!deepEqual(object.series, old.series)) yield* validateSeries(object);
  const changed = (field: string, value: unknown, was: unknown): readonly FieldError[] =>
    deepEqual(value ?? '', was ?? '') ? [] : [invalid(field, value ?? '', immutableText)];
  for (const field of fixed) yield* changed(field, now[field], before[field]);
  yield* changed('reportingController', now.reportingComponent, before.reportingComponent);
  yield* changed('reportingInstance', now.reportingInstance, before.reportingInstance);
}

const regarded = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'] as const;

/** An Event as events.k8s.io has it: the same objects as those of the core group, under newer names. */
export const eventsEvent = defineKind<Event>({
  type: eventsEventsV1,
  singular: 'event',
  shortNames: ['ev'],
  createsOnUpdate: true,
  noDependents: true,
  storedAs: { group: '', version: 'v1', toStored: toCore, fromStored: fromCore },
  default(object) {
    // Fields that the real type always writes.
    object.regarding ??= {};
    object.deprecatedSource ??= {};
  },
  validate: (object) => [...validateNew(object)],
  validateUpdate: (object, old) => [...validateChanged(object, old)],
  selectableFields: {
    ...Object.fromEntries(regarded.map((field) => [`regarding.${field}`, ({ regarding }: Event) => regarding?.[field] ?? ''])),
    reason: ({ reason }) => reason ?? '',
    reportingController: ({ reportingController }) => reportingController ?? '',
    type: ({ type }) => type ?? '',
  },
  columns: coreEvent.columns.map((column) => ({
    ...column,
    cell: (object: Event, context) => column.cell(toCore(object), context),
  })),
});
