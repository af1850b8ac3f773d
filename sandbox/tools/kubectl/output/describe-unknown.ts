import { isObject } from '../../../core/json.ts';
import type { DescribeContext } from '../../../api/kind.ts';
import { events as eventsType } from '../../../schema/resources.ts';
import { typed } from '../../../api/client.ts';
import type { AnyObject } from '../cluster-session.ts';
import { tableText } from './table-text.ts';

const SKIPPED = new Set(['apiVersion', 'kind', 'metadata']);
const INITIALISMS: { readonly [word: string]: string } = { api: 'API', uid: 'UID', ip: 'IP', url: 'URL', id: 'ID', tls: 'TLS' };

/** Describes an object of which nothing is known but its fields. Models the generic describer of k8s.io/kubectl/pkg/describe. */
export async function describeUnknown(object: AnyObject, context: DescribeContext): Promise<string> {
  const { metadata } = object;
  const lines: string[][] = [
    ['Name:', metadata.name],
    ['Namespace:', metadata.namespace ?? ''],
    ...mapLines('Labels:', metadata.labels),
    ...mapLines('Annotations:', metadata.annotations),
    ['API Version:', object.apiVersion],
    ['Kind:', object.kind],
  ];
  const head = tableText(lines, [], 0, 2);
  const body = Object.keys(object)
    .filter((key) => !SKIPPED.has(key))
    .sort()
    .map((key) => field(key, object[key], 0))
    .join('');
  return head + metadataText(object) + body + (context.showEvents ? await eventsText(object, context) : '');
}

function mapLines(title: string, values: { readonly [key: string]: string } | undefined): string[][] {
  const names = Object.keys(values ?? {}).sort();
  if (names.length === 0) return [[title, '<none>']];
  return names.map((name, index) => [index === 0 ? title : '', `${name}=${values?.[name] ?? ''}`]);
}

function metadataText({ metadata }: AnyObject): string {
  const { creationTimestamp, generation, resourceVersion, uid } = metadata;
  const rows = [
    ['  Creation Timestamp:', creationTimestamp],
    ...(generation === undefined ? [] : [['  Generation:', String(generation)]]),
    ['  Resource Version:', resourceVersion],
    ['  UID:', uid],
  ];
  return `Metadata:\n${tableText(rows, [], 0, 2)}`;
}

function field(key: string, value: unknown, depth: number): string {
  const pad = '  '.repeat(depth);
  const title = `${pad}${titleOf(key)}:`;
  if (Array.isArray(value)) {
    return `${title}\n${value.map((item) => (isObject(item) ? fields(item, depth + 1) : `${pad}  ${String(item)}\n`)).join('')}`;
  }
  if (isObject(value)) return `${title}\n${fields(value, depth + 1)}`;
  return `${title}  ${value === null ? '<nil>' : String(value)}\n`;
}

const fields = (value: { readonly [key: string]: unknown }, depth: number): string =>
  Object.keys(value)
    .sort()
    .map((key) => field(key, value[key], depth))
    .join('');

function titleOf(key: string): string {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(' ')
    .map((word) => INITIALISMS[word.toLowerCase()] ?? word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}

async function eventsText(object: AnyObject, { client }: DescribeContext): Promise<string> {
  const { items } = await typed.list(client, eventsType, object.metadata.namespace ?? 'default', {
    fieldSelector: `involvedObject.uid=${object.metadata.uid}`,
  });
  if (items.length === 0) return 'Events:  <none>\n';
  const rows = items.map(({ type, reason, message }) => [`  ${type ?? ''}`, reason ?? '', message ?? '']);
  return `Events:\n${tableText([['  Type', 'Reason', 'Message'], ...rows], [], 0, 2)}`;
}
