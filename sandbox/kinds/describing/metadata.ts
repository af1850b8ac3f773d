import type { KubeObject } from '../../api/client.ts';
import { formatRfc1123, parseTime } from '../../core/time-text.ts';
import type { DescribeText } from '../../core/text-table.ts';

type Texts = { readonly [key: string]: string } | undefined;

/** Lines of key-value pairs, the first behind its title. Models printLabelsMultiline in k8s.io/kubectl/pkg/describe. */
export function writeLabels(text: DescribeText, title: string, labels: Texts): void {
  writeList(
    text,
    title,
    Object.keys(labels ?? {})
      .sort()
      .map((key) => `${key}=${labels?.[key] ?? ''}`),
  );
}

/** One line for each item, the first behind its title; `<none>` when there are none. */
export function writeList(text: DescribeText, title: string, items: readonly string[]): void {
  if (items.length === 0) text.raw(`${title}:\t<none>\n`);
  for (const [index, item] of items.entries()) text.raw(`${index === 0 ? `${title}:` : ''}\t${item}\n`);
}

const hidden = 'kubectl.kubernetes.io/last-applied-configuration';
const longest = 140;

const shorten = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length)}...` : text);

/** Models printAnnotationsMultiline. */
export function writeAnnotations(text: DescribeText, title: string, annotations: Texts): void {
  const keys = Object.keys(annotations ?? {})
    .filter((key) => key !== hidden)
    .sort();
  if (keys.length === 0) text.raw(`${title}:\t<none>\n`);
  for (const [index, key] of keys.entries()) {
    const value = (annotations?.[key] ?? '').replace(/\n$/, '');
    text.raw(index === 0 ? `${title}:\t` : '\t');
    if (value.length + key.length + 2 <= longest && !value.includes('\n')) {
      text.raw(`${key}: ${value}\n`);
      continue;
    }
    text.raw(`${key}:\n`);
    for (const line of value.split('\n')) text.raw(`\t  ${shorten(line, longest - 2)}\n`);
  }
}

/** What controls an object, as `Kind/name`. */
export function controllerOf({ metadata }: KubeObject): string | undefined {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller);
  return owner && `${owner.kind}/${owner.name}`;
}

/** A timestamp of the API as `describe` shows it. */
export function timeText(timestamp: string | null | undefined): string {
  const time = timestamp ? parseTime(timestamp) : undefined;
  return time === undefined ? 'Mon, 01 Jan 0001 00:00:00 +0000' : formatRfc1123(time);
}

/** Name, namespace, labels and annotations: how most descriptions begin. */
export function writeHead(text: DescribeText, { metadata }: KubeObject): void {
  text.line(0, `Name:\t${metadata.name ?? ''}`);
  text.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  writeLabels(text, 'Labels', metadata.labels);
  writeAnnotations(text, 'Annotations', metadata.annotations);
}
