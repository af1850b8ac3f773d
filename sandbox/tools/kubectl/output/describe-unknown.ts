import { isObject } from '../../../core/json.ts';
import type { DescribeContext } from '../../../api/kind.ts';
import { events as eventsType } from '../../../schema/resources.ts';
import { typed } from '../../../api/client.ts';
import type { AnyObject } from '../cluster-session.ts';
import { humanDuration } from '../../../core/duration.ts';
import { parseTime } from '../../../core/time-text.ts';
import { LAST_APPLIED } from '../patch/last-applied.ts';
import { tableText } from './table-text.ts';

const SKIPPED = new Set(['apiVersion', 'kind', 'metadata']);
const INITIALISMS: { readonly [word: string]: string } = { api: 'API', uid: 'UID', ip: 'IP', url: 'URL', id: 'ID', tls: 'TLS' };

/** A line: title and value, or a title alone, which ends a column. */
type Line = readonly [string] | readonly [string, string];

/** Describes an object of which nothing is known but its fields. Models the generic describer of k8s.io/kubectl/pkg/describe. */
export async function describeUnknown(object: AnyObject, context: DescribeContext): Promise<string> {
  const { metadata } = object;
  const { [LAST_APPLIED]: _, ...annotations } = metadata.annotations ?? {};
  const lines: readonly Line[] = [
    ['Name:', metadata.name ?? ''],
    ['Namespace:', metadata.namespace ?? ''],
    ...mapLines('Labels:', metadata.labels ?? {}, '='),
    ...mapLines('Annotations:', annotations, ': '),
    ['API Version:', object.apiVersion],
    ['Kind:', object.kind],
    ...metadataLines(object),
    ...Object.keys(object)
      .filter((key) => !SKIPPED.has(key))
      .sort()
      .flatMap((key) => field(key, object[key], 0)),
  ];
  return aligned(lines) + (context.showEvents ? await eventsText(object, context) : '');
}

/** Values below each other start in one column, as tabwriter has it. */
function aligned(lines: readonly Line[]): string {
  let text = '';
  let block: (readonly string[])[] = [];
  const flush = (): void => {
    text += block.length === 0 ? '' : tableText(block, [], 0, 2);
    block = [];
  };
  for (const line of lines) {
    if (line.length === 2) block.push(line);
    else {
      flush();
      text += `${line[0]}\n`;
    }
  }
  flush();
  return text;
}

function mapLines(title: string, values: { readonly [key: string]: string }, separator: string): readonly Line[] {
  const names = Object.keys(values).sort();
  if (names.length === 0) return [[title, '<none>']];
  return names.map((name, index) => [index === 0 ? title : '', `${name}${separator}${values[name] ?? ''}`] as const);
}

function metadataLines({ metadata }: AnyObject): readonly Line[] {
  const { creationTimestamp, generation, resourceVersion, uid } = metadata;
  return [
    ['Metadata:'],
    ['  Creation Timestamp:', creationTimestamp ?? ''],
    ...(generation === undefined ? [] : [['  Generation:', String(generation)] as const]),
    ['  Resource Version:', resourceVersion ?? ''],
    ['  UID:', uid ?? ''],
  ];
}

function field(key: string, value: unknown, depth: number): readonly Line[] {
  const pad = '  '.repeat(depth);
  const title = `${pad}${titleOf(key)}:`;
  if (Array.isArray(value))
    return [
      [title],
      ...value.flatMap((item): readonly Line[] => (isObject(item) ? fields(item, depth + 1) : [[`${pad}  ${String(item)}`]])),
    ];
  if (isObject(value)) return [[title], ...fields(value, depth + 1)];
  return [[title, value === null ? '<nil>' : String(value)]];
}

const fields = (value: { readonly [key: string]: unknown }, depth: number): readonly Line[] =>
  Object.keys(value)
    .sort()
    .flatMap((key) => field(key, value[key], depth));

function titleOf(key: string): string {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(' ')
    .map((word) => INITIALISMS[word.toLowerCase()] ?? word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}

async function eventsText(object: AnyObject, { client, now }: DescribeContext): Promise<string> {
  const { items } = await typed.list(client, eventsType, object.metadata.namespace ?? 'default', {
    fieldSelector: `involvedObject.uid=${object.metadata.uid}`,
  });
  if (items.length === 0) return 'Events:  <none>\n';
  const rows = items.map(({ type, reason, message, source, reportingComponent, lastTimestamp, eventTime, metadata }) => {
    const time = parseTime(String(lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? ''));
    const age = time === undefined ? '<unknown>' : humanDuration(now - time);
    return [`  ${type ?? ''}`, reason ?? '', age, source?.component || reportingComponent || '', (message ?? '').trim()];
  });
  const header = [
    ['  Type', 'Reason', 'Age', 'From', 'Message'],
    ['  ----', '------', '----', '----', '-------'],
  ];
  return `Events:\n${tableText([...header, ...rows], [], 0, 2)}`;
}
