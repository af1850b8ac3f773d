import type { KubeObject } from '../../api/client.ts';
import { dns1123Label } from '../../core/names.ts';
import type { JobSpec } from '../../schema/types/batch-v1.ts';
import { templateWarnings } from '../pod-spec/warnings.ts';

const manyCompletions = 100_000;
const muchParallelism = 10_000;

/** Models WarningsForJobSpec in pkg/api/job. */
export function jobSpecWarnings(spec: Partial<JobSpec>, path: string): readonly string[] {
  const { completionMode, completions = 0, parallelism = 0, template } = spec;
  const large = completionMode === 'Indexed' && completions > manyCompletions && parallelism > muchParallelism;
  const text =
    'In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail';
  return [...(large ? [`${path}: ${text}`] : []), ...templateWarnings(template, `${path}.template`)];
}

/** A name that does not suit the Pods that are named after it. */
export function unwiseName({ metadata }: KubeObject): readonly string[] {
  const wrong = dns1123Label(metadata.name ?? '');
  const text =
    'metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended';
  return wrong.length === 0 ? [] : [`${text}: [${wrong.join(' ')}]`];
}
