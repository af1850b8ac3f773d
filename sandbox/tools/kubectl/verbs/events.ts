import { shortHumanDuration } from '../../../core/duration.ts';
import type { Event } from '../../../schema/types/core-v1.ts';
import { events as eventsType } from '../../../schema/resources.ts';
import { mappingOf } from '../build/mapping.ts';
import { defineVerb } from '../define-verb.ts';
import { CommandError } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { choosePrinter } from '../printers/choose.ts';
import { tableText, type ColumnWidths } from '../output/table-text.ts';
import { allNamespacesFlag, printFlags, chunkSizeFlag } from '../shared-flags.ts';
import { endWhenUnread, follow } from '../watching.ts';

export const events = defineVerb({
  name: 'events',
  usage:
    'events [(-o|--output=)json|yaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file] [--for TYPE/NAME] [--watch] [--types=Normal,Warning]',
  summary: 'List events',
  description: 'Prints what has happened lately, oldest first.',
  arguments: 'none',
  attempts: 0,
  flags: [
    chunkSizeFlag,
    ...printFlags,
    allNamespacesFlag,
    { name: 'for', type: 'string', help: 'Only events about this object, TYPE/NAME' },
    { name: 'types', type: 'list', values: ['Normal', 'Warning'], help: 'Only events of these types' },
    { name: 'watch', shorthand: 'w', type: 'bool', help: 'Go on with every event that comes' },
    { name: 'no-headers', type: 'bool', help: 'No header line' },
  ],
  examples: [
    { comment: 'What happened in the namespace', command: 'kubectl events' },
    { comment: 'What happened to a Pod', command: 'kubectl events --for pod/web' },
  ],
  async run(invocation) {
    const { flags, cluster } = invocation;
    const types = flags.list('types').map((type) => type.toLowerCase());
    if (types.some((type) => type !== 'normal' && type !== 'warning'))
      throw new CommandError('valid --types are Normal or Warning');
    const subject = flags.string('for') === '' ? undefined : await subjectOf(invocation, flags.string('for'));
    const mapping = mappingOf(eventsType);
    const namespace = flags.bool('all-namespaces') ? '' : invocation.namespace;
    const wanted = (event: Event): boolean =>
      (types.length === 0 || types.includes((event.type ?? '').toLowerCase())) &&
      (subject === undefined || (event.involvedObject.kind === subject.kind && event.involvedObject.name === subject.name));
    const all = ((await cluster.list(mapping, namespace)) as unknown as readonly Event[])
      .filter(wanted)
      .toSorted((a, b) => lastSeen(a) - lastSeen(b));
    const chosen = choosePrinter(invocation, { keepOrder: true });
    if (chosen !== undefined) {
      if (chosen.printer.oneByOne === true) for (const event of all) invocation.out(chosen.print({ object: event, mapping }));
      else
        invocation.out(chosen.print({ object: { kind: 'EventList', apiVersion: 'v1', metadata: {}, items: all.map(inOrder) } }));
      return;
    }
    if (all.length === 0 && !flags.bool('watch')) {
      invocation.err(
        flags.bool('all-namespaces') ? 'No events found.\n' : `No events found in ${invocation.namespace} namespace.\n`,
      );
      return;
    }
    const widths: ColumnWidths = [];
    const header = ['LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'];
    const withNamespace = flags.bool('all-namespaces');
    const rowOf = (event: Event): readonly string[] => [
      ...(withNamespace ? [event.metadata.namespace ?? ''] : []),
      ...cells(event, invocation.process.clock.now()),
    ];
    invocation.out(
      tableText(
        [...(flags.bool('no-headers') ? [] : [withNamespace ? ['NAMESPACE', ...header] : header]), ...all.map(rowOf)],
        widths,
      ),
    );
    if (!flags.bool('watch')) return;
    const { body } = await cluster.send({ verb: 'list', ...cluster.at(mapping, namespace) });
    const { resourceVersion } = body['metadata'] as { readonly resourceVersion: string };
    endWhenUnread(invocation);
    await follow(
      invocation,
      { ...cluster.at(mapping, namespace), options: { resourceVersion } },
      {
        onEvent({ type, object }) {
          const event = object as unknown as Event;
          if (type !== 'DELETED' && wanted(event)) invocation.out(tableText([rowOf(event)], widths));
        },
      },
    );
  },
});

/** The fields of an Event and of its metadata in the order of their types. */
const ORDER =
  'kind apiVersion metadata involvedObject reason message source firstTimestamp lastTimestamp count type eventTime series action related reportingComponent reportingInstance';
const METADATA_ORDER =
  'name generateName namespace uid resourceVersion generation creationTimestamp labels annotations managedFields';
const REFERENCE_ORDER = 'kind namespace name uid apiVersion resourceVersion fieldPath';

function picked(object: object, order: string): object {
  const fields = object as { readonly [key: string]: unknown };
  return Object.fromEntries(order.split(' ').flatMap((key) => (fields[key] === undefined ? [] : [[key, fields[key]]])));
}

function inOrder(event: Event): object {
  return picked(
    {
      ...event,
      metadata: picked(event.metadata, METADATA_ORDER),
      involvedObject: picked(event.involvedObject, REFERENCE_ORDER),
    },
    ORDER,
  );
}

async function subjectOf(invocation: Invocation, word: string): Promise<{ readonly kind: string; readonly name: string }> {
  const [type = '', name = '', ...more] = word.split('/');
  if (type === '' || name === '' || more.length > 0) throw new CommandError('--for must be in resource/name form');
  return { kind: (await invocation.cluster.discovery.mapped(type)).kind, name };
}

const time = (text: string | null | undefined): number => (text === null || text === undefined ? 0 : Date.parse(text));

function lastSeen({ series, lastTimestamp, firstTimestamp, eventTime, metadata }: Event): number {
  return (
    time(series?.lastObservedTime) ||
    time(lastTimestamp) ||
    time(eventTime) ||
    time(firstTimestamp) ||
    time(metadata.creationTimestamp)
  );
}

function cells(event: Event, now: number): readonly string[] {
  const { type = '', reason = '', involvedObject, message = '', count = 1, firstTimestamp } = event;
  const age = (at: number): string => (at === 0 ? '<unknown>' : shortHumanDuration(now - at));
  const seen = age(lastSeen(event));
  const first = time(firstTimestamp);
  const interval = count > 1 && first > 0 ? `${seen} (x${count} over ${age(first)})` : seen;
  return [interval, type, reason, `${involvedObject.kind ?? ''}/${involvedObject.name ?? ''}`, message.trim()];
}
