import { typed, type KubeObject } from '../../api/client.ts';
import type { DescribeContext } from '../../api/kind.ts';
import type { DescribeText } from '../../core/text-table.ts';
import { events } from '../../schema/resources.ts';
import type { Event } from '../../schema/types/core-v1.ts';
import { ageOf } from '../columns.ts';

/** The Events about an object, as the last part of its description. Models DescribeEvents in k8s.io/kubectl/pkg/describe. */
export async function writeEvents(
  text: DescribeText,
  object: KubeObject,
  context: DescribeContext,
  uids: readonly (string | undefined)[] = [object.metadata.uid],
): Promise<void> {
  if (!context.showEvents) return;
  const found: Event[] = [];
  for (const uid of uids) found.push(...(await eventsAbout(object, uid, context)));
  if (found.length === 0) {
    text.line(0, 'Events:\t<none>');
    return;
  }
  text.line(0, 'Events:');
  text.line(1, 'Type\tReason\tAge\tFrom\tMessage');
  text.line(1, '----\t------\t----\t----\t-------');
  for (const event of byLastTime(found)) {
    const source = event.source?.component || (event.reportingComponent ?? '');
    const place = event.involvedObject.fieldPath ? `${event.involvedObject.fieldPath}: ` : '';
    const message = (event.message ?? '').trim();
    text.line(1, `${event.type ?? ''}\t${event.reason ?? ''}\t${intervalOf(event, context.now)}\t${source}\t${place}${message}`);
  }
}

async function eventsAbout(object: KubeObject, uid: string | undefined, { client }: DescribeContext): Promise<readonly Event[]> {
  const { name = '', namespace } = object.metadata;
  const fields = {
    'involvedObject.name': name,
    'involvedObject.namespace': namespace,
    'involvedObject.kind': object.kind,
    'involvedObject.uid': uid,
  };
  const fieldSelector = Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([field, value]) => `${field}=${value}`)
    .join(',');
  return (await typed.list(client, events, namespace, { fieldSelector })).items;
}

const byLastTime = (list: readonly Event[]): readonly Event[] =>
  [...list].sort((left, right) => {
    const [a, b] = [left.lastTimestamp ?? '', right.lastTimestamp ?? ''];
    return a < b ? -1 : a > b ? 1 : 0;
  });

/** How long ago, and how often within what time: `5s (x3 over 2m)`. */
function intervalOf(event: Event, now: number): string {
  const first = ageOf(event.eventTime || event.firstTimestamp, now);
  if (event.series !== undefined)
    return `${ageOf(event.series.lastObservedTime, now)} (x${event.series.count ?? 0} over ${first})`;
  if ((event.count ?? 0) > 1) return `${ageOf(event.lastTimestamp, now)} (x${event.count} over ${first})`;
  return first;
}
