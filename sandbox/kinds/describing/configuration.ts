import { typed } from '../../api/client.ts';
import type { DescribeContext } from '../../api/kind.ts';
import { isReason } from '../../api/status-error.ts';
import { DescribeText } from '../../core/text-table.ts';
import { limitRanges, resourceQuotas } from '../../schema/resources.ts';
import type { ResourceType } from '../../schema/resource-type.ts';
import type { ConfigMap, LimitRange, Namespace, ResourceQuota, Secret, ServiceAccount } from '../../schema/types/core-v1.ts';
import { limitRows, writeScopes } from './limits.ts';
import { writeEvents } from './events.ts';
import { decodeBase64Text, decodedLength } from '../../core/base64.ts';
import { timeText, writeAnnotations, writeHead, writeLabels } from './metadata.ts';

/** Models ConfigMapDescriber in k8s.io/kubectl/pkg/describe. */
export async function describeConfigMap(object: ConfigMap, context: DescribeContext): Promise<string> {
  const text = new DescribeText();
  writeHead(text, object);
  text.raw('\nData\n====\n');
  for (const key of Object.keys(object.data ?? {}).sort()) text.raw(`${key}:\n----\n${object.data?.[key] ?? ''}\n\n`);
  text.raw('\nBinaryData\n====\n');
  for (const key of Object.keys(object.binaryData ?? {}).sort()) {
    text.raw(`${key}: ${decodedLength(object.binaryData?.[key] ?? '')} bytes\n`);
  }
  text.raw('\n');
  await writeEvents(text, object, context);
  return text.toString();
}

/** Models describeSecret: sizes, never values. */
export async function describeSecret(object: Secret): Promise<string> {
  const text = new DescribeText();
  writeHead(text, object);
  text.raw(`\nType:\t${object.type ?? ''}\n\nData\n====\n`);
  for (const key of Object.keys(object.data ?? {}).sort()) {
    const value = object.data?.[key] ?? '';
    const isToken = key === 'token' && object.type === 'kubernetes.io/service-account-token';
    text.line(0, isToken ? `${key}:\t${decodeBase64Text(value)}` : `${key}:\t${decodedLength(value)} bytes`);
  }
  return text.toString();
}

/** Models describeServiceAccount. */
export async function describeServiceAccount(object: ServiceAccount, context: DescribeContext): Promise<string> {
  const text = new DescribeText();
  writeHead(text, object);
  const title = 'Image pull secrets:';
  const names = (object.imagePullSecrets ?? []).map(({ name }) => name ?? '');
  if (names.length === 0) text.line(0, `${title}\t<none>`);
  for (const [index, name] of names.entries()) text.line(0, `${index === 0 ? title : ' '.repeat(title.length)}\t${name}`);
  await writeEvents(text, object, context);
  return text.toString();
}

/** All objects of a resource in a namespace. A server that does not know the resource has none. */
async function listKnown<T>(
  { client }: DescribeContext,
  type: ResourceType<T>,
  namespace: string | undefined,
): Promise<readonly T[]> {
  try {
    return (await typed.list(client, type, namespace)).items;
  } catch (error) {
    if (isReason(error, 'NotFound')) return [];
    throw error;
  }
}

/** Models describeNamespace. */
export async function describeNamespace(object: Namespace, context: DescribeContext): Promise<string> {
  const text = new DescribeText();
  const { metadata, status } = object;
  text.line(0, `Name:\t${metadata.name ?? ''}`);
  writeLabels(text, 'Labels', metadata.labels);
  writeAnnotations(text, 'Annotations', metadata.annotations);
  text.line(0, `Status:\t${status?.phase ?? ''}`);
  if ((status?.conditions ?? []).length > 0) {
    text.line(0, 'Conditions:');
    text.line(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage');
    text.line(1, '----\t------\t------------------\t------\t-------');
    for (const { type, status: state, lastTransitionTime, reason, message } of status?.conditions ?? []) {
      text.line(1, `${type}\t${state}\t${timeText(lastTransitionTime)}\t${reason ?? ''}\t${message ?? ''}`);
    }
  }
  writeQuotas(text.raw('\n'), await listKnown(context, resourceQuotas, metadata.name));
  writeLimits(text.raw('\n'), await listKnown(context, limitRanges, metadata.name));
  return text.toString();
}

/** Models DescribeResourceQuotas. */
function writeQuotas(text: DescribeText, quotas: readonly ResourceQuota[]): void {
  text.line(0, quotas.length === 0 ? 'No resource quota.' : 'Resource Quotas');
  for (const quota of quotas) {
    const { metadata, status } = quota;
    text.line(1, `Name:\t${metadata.name ?? ''}`);
    writeScopes(text, quota, 1, '*');
    text.line(1, 'Resource\tUsed\tHard');
    text.line(1, '--------\t---\t---');
    for (const name of Object.keys(status?.hard ?? {}).sort()) {
      text.line(1, `${name}\t${status?.used?.[name] ?? '0'}\t${status?.hard?.[name] ?? '0'}`);
    }
  }
}

/** Models DescribeLimitRanges. */
function writeLimits(text: DescribeText, ranges: readonly LimitRange[]): void {
  if (ranges.length === 0) {
    text.line(0, 'No LimitRange resource.');
    return;
  }
  text.raw('Resource Limits\n Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio\n');
  text.raw(' ----\t--------\t---\t---\t---------------\t-------------\t-----------------------\n');
  for (const range of ranges) for (const row of limitRows(range)) text.raw(` ${row}\n`);
}
