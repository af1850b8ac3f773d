import type { DescribeText } from '../../core/text-table.ts';
import { quantityOf, quantityValue, formatQuantity, parseQuantity } from '../../core/quantity.ts';
import type { LimitRange, ResourceQuota } from '../../schema/types/core-v1.ts';

const scopeTexts: ReadonlyMap<string, string> = new Map([
  [
    'Terminating',
    'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  ],
  [
    'NotTerminating',
    'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  ],
  [
    'BestEffort',
    'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  ],
  [
    'NotBestEffort',
    'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
  ],
]);

/** The scopes of a quota and what they mean, each explanation behind `bullet`. */
export function writeScopes(text: DescribeText, { spec }: ResourceQuota, level: number, bullet: string): void {
  const scopes = [...(spec?.scopes ?? [])].sort();
  if (scopes.length === 0) return;
  text.line(level, `Scopes:\t${scopes.join(', ')}`);
  for (const scope of scopes) {
    const meaning = scopeTexts.get(scope);
    if (meaning !== undefined) text.line(level, `${bullet} ${meaning}`);
  }
}

/** Resource, used and hard amount of each line of a quota, with the amount used in the form of the hard one. */
export function quotaRows({ status }: ResourceQuota): readonly (readonly [name: string, used: string, hard: string])[] {
  return Object.keys(status?.hard ?? {})
    .sort()
    .map((name) => {
      const hard = status?.hard?.[name] ?? '0';
      const used = status?.used?.[name] ?? '0';
      const { format } = parseQuantity(hard);
      const sameForm = parseQuantity(used).format === format;
      return [name, sameForm ? used : formatQuantity(quantityOf(quantityValue(used), format)), hard];
    });
}

/** The lines of a LimitRange below its heading, their columns parted by tabs. Models describeLimitRangeSpec. */
export function limitRows({ spec }: LimitRange): readonly string[] {
  return (spec?.limits ?? []).flatMap(({ type, min, max, default: limit, defaultRequest, maxLimitRequestRatio }) => {
    const lists = [min, max, defaultRequest, limit, maxLimitRequestRatio];
    const names = [...new Set(lists.flatMap((list) => Object.keys(list ?? {})))].sort();
    return names.map((name) => `${type}\t${name}\t${lists.map((list) => list?.[name] ?? '-').join('\t')}`);
  });
}
