import { isObject } from '../../../core/json.ts';
import type { DescribeContext } from '../../../api/kind.ts';
import { events as eventsType } from '../../../schema/resources.ts';
import { typed } from '../../../api/client.ts';
import type { AnyObject } from '../cluster-session.ts';
import { humanDuration } from '../../../core/duration.ts';
import { parseTime } from '../../../core/time-text.ts';
import { LAST_APPLIED } from '../patch/last-applied.ts';
import { tableText } from './table-text.ts';

/** Told at the top, or by nobody. */
const SKIPPED = new Set([
  '.metadata.managedFields',
  '.metadata.name',
  '.metadata.namespace',
  '.metadata.labels',
  '.metadata.annotations',
]);
const ACRONYMS = new Set(['API', 'URL', 'UID', 'GUID']);

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
    ...fields(object, 0, ''),
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

/** `path` is where the value stands, e.g. `.metadata.labels`. */
function field(key: string, value: unknown, depth: number, path: string): readonly Line[] {
  const pad = '  '.repeat(depth);
  const title = `${pad}${titleOf(key)}:`;
  if (Array.isArray(value))
    return [
      [title],
      ...value.flatMap((item): readonly Line[] =>
        isObject(item) ? fields(item, depth + 1, path) : [[`${pad}  ${item === null ? '<nil>' : String(item)}`]],
      ),
    ];
  if (isObject(value)) return [[title], ...fields(value, depth + 1, path)];
  return [[title, value === null ? '<nil>' : String(value)]];
}

const fields = (value: { readonly [key: string]: unknown }, depth: number, path: string): readonly Line[] =>
  Object.keys(value)
    .filter((key) => value[key] !== undefined && !SKIPPED.has(`${path}.${key}`))
    .sort()
    .flatMap((key) => field(key, value[key], depth, `${path}.${key}`));

/** `apiVersion` → `API Version`, `clusterCIDRs` → `Cluster CIDRs`; what is no word of letters stays as it is. */
function titleOf(key: string): string {
  if (/[^\p{L}-]/u.test(key)) return key;
  const words = key.match(/\p{Lu}+(?![\p{Ll}])|\p{Lu}?\p{Ll}+|[^\p{Lu}\p{Ll}]+/gu) ?? [key];
  return words
    .map((word) => (ACRONYMS.has(word.toUpperCase()) ? word.toUpperCase() : word.charAt(0).toUpperCase() + word.slice(1)))
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
