import type { FieldError } from '../../api/field-error.ts';
import { qualifiedName } from '../../core/names.ts';
import type { JobSpec, PodFailurePolicyRule, SuccessPolicyRule } from '../../schema/types/batch-v1.ts';
import { validatePodTemplate } from '../pod-spec/validation.ts';
import { validateDomainPrefixedPath } from '../validation/domain-path.ts';
import {
  duplicate,
  each,
  invalid,
  invalidFor,
  nonNegative,
  notSupported,
  required,
  tooLong,
  tooMany,
  withoutValue,
} from '../validation/field-errors.ts';
import { readIndexList } from './index-list.ts';

const modes = ['NonIndexed', 'Indexed'];
const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const operators = ['In', 'NotIn'];
const statuses = ['False', 'True', 'Unknown'];
const replacements = ['Failed', 'TerminatingOrFailed'];
const manyCompletions = 100_000;
const largest = {
  parallelism: 100_000,
  failedIndexes: 100_000,
  parallelismOfMany: 10_000,
  failedIndexesOfMany: 10_000,
  rules: 20,
  exitCodes: 255,
  conditions: 20,
  managedBy: 63,
  indexes: 64 * 1024,
};

const listed = (values: readonly string[]): string => `valid values: [${values.map((value) => JSON.stringify(value)).join(' ')}]`;

/** What Jobs and the templates of CronJobs have in common. Models validateJobSpec in pkg/apis/batch/validation. */
export function* validateJobSpec(spec: Partial<JobSpec>, path: string): Generator<FieldError> {
  yield* nonNegative(`${path}.parallelism`, spec.parallelism);
  yield* nonNegative(`${path}.completions`, spec.completions);
  yield* nonNegative(`${path}.activeDeadlineSeconds`, spec.activeDeadlineSeconds);
  yield* nonNegative(`${path}.backoffLimit`, spec.backoffLimit);
  yield* nonNegative(`${path}.ttlSecondsAfterFinished`, spec.ttlSecondsAfterFinished);
  yield* nonNegative(`${path}.backoffLimitPerIndex`, spec.backoffLimitPerIndex);
  if (spec.maxFailedIndexes !== undefined) {
    yield* nonNegative(`${path}.maxFailedIndexes`, spec.maxFailedIndexes);
    if (spec.backoffLimitPerIndex === undefined)
      yield required(`${path}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified');
  }
  if (spec.managedBy !== undefined) {
    yield* validateDomainPrefixedPath(spec.managedBy, `${path}.managedBy`);
    if (spec.managedBy.length > largest.managedBy) yield tooLong(`${path}.managedBy`, largest.managedBy);
  }
  yield* validateCompletionMode(spec, path);
  yield* validateFailurePolicy(spec, `${path}.podFailurePolicy`);
  if (spec.successPolicy !== undefined) {
    const at = `${path}.successPolicy`;
    if (spec.completionMode === 'Indexed') yield* validateSuccessPolicy(spec, at);
    else yield invalid(at, shownSuccessPolicy(spec.successPolicy), 'requires indexed completion mode');
  }
  const { podReplacementPolicy } = spec;
  if (podReplacementPolicy !== undefined) {
    const supported = spec.podFailurePolicy === undefined ? replacements : ['Failed'];
    if (!supported.includes(podReplacementPolicy))
      yield notSupported(`${path}.podReplacementPolicy`, podReplacementPolicy, supported);
  }
  yield* validatePodTemplate(spec.template ?? {}, `${path}.template`);
  yield* validateRestartPolicy(spec, `${path}.template.spec.restartPolicy`);
}

function* validateRestartPolicy({ template, podFailurePolicy }: Partial<JobSpec>, path: string): Generator<FieldError> {
  const policy = template?.spec?.restartPolicy || 'Always';
  if (policy === 'Always') yield required(path, 'valid values: "OnFailure", "Never"');
  else if (policy !== 'OnFailure' && policy !== 'Never') yield notSupported(path, policy, ['OnFailure', 'Never']);
  else if (podFailurePolicy !== undefined && policy !== 'Never')
    yield invalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified');
}

function* validateCompletionMode(spec: Partial<JobSpec>, path: string): Generator<FieldError> {
  const { completionMode, completions, parallelism, maxFailedIndexes, backoffLimitPerIndex } = spec;
  if (completionMode !== undefined && !modes.includes(completionMode))
    yield notSupported(`${path}.completionMode`, completionMode, modes);
  if (completionMode === undefined || completionMode === 'NonIndexed') {
    const detail = 'requires indexed completion mode';
    if (backoffLimitPerIndex !== undefined) yield invalid(`${path}.backoffLimitPerIndex`, backoffLimitPerIndex, detail);
    if (maxFailedIndexes !== undefined) yield invalid(`${path}.maxFailedIndexes`, maxFailedIndexes, detail);
  }
  if (completionMode !== 'Indexed') return;
  const limit = (value: number, more = ''): string => `must be less than or equal to ${value}${more}`;
  const failedPath = `${path}.maxFailedIndexes`;
  if (completions === undefined) yield required(`${path}.completions`, 'when completion mode is Indexed');
  if (parallelism !== undefined && parallelism > largest.parallelism)
    yield invalid(`${path}.parallelism`, parallelism, limit(largest.parallelism, ' when completion mode is Indexed'));
  if (completions !== undefined && maxFailedIndexes !== undefined && maxFailedIndexes > completions)
    yield invalid(failedPath, maxFailedIndexes, 'must be less than or equal to completions');
  if (maxFailedIndexes !== undefined && maxFailedIndexes > largest.failedIndexes)
    yield invalid(failedPath, maxFailedIndexes, limit(largest.failedIndexes));
  if (completions === undefined || completions <= manyCompletions || backoffLimitPerIndex === undefined) return;
  const why = ` when completions are above ${manyCompletions} and used with backoff limit per index`;
  if (maxFailedIndexes === undefined)
    yield required(failedPath, `must be specified when completions is above ${manyCompletions}`);
  if (parallelism !== undefined && parallelism > largest.parallelismOfMany)
    yield invalid(`${path}.parallelism`, parallelism, limit(largest.parallelismOfMany, why));
  if (maxFailedIndexes !== undefined && maxFailedIndexes > largest.failedIndexesOfMany)
    yield invalid(failedPath, maxFailedIndexes, limit(largest.failedIndexesOfMany, why));
}

function* validateFailurePolicy(spec: Partial<JobSpec>, path: string): Generator<FieldError> {
  const { podFailurePolicy, template } = spec;
  if (podFailurePolicy === undefined) return;
  const rules = podFailurePolicy.rules ?? [];
  if (rules.length > largest.rules) yield tooMany(`${path}.rules`, rules.length, largest.rules);
  const containers = [...(template?.spec?.containers ?? []), ...(template?.spec?.initContainers ?? [])];
  const names = new Set(containers.map(({ name }) => name));
  for (const [rule, at] of each(rules, `${path}.rules`)) yield* validateFailureRule(rule, spec, names, at);
}

function* validateFailureRule(
  { action, onExitCodes, onPodConditions = [] }: PodFailurePolicyRule,
  { backoffLimitPerIndex }: Partial<JobSpec>,
  names: ReadonlySet<string>,
  path: string,
): Generator<FieldError> {
  if (!action) yield required(`${path}.action`, listed(actions));
  else if (action === 'FailIndex') {
    if (backoffLimitPerIndex === undefined)
      yield invalid(`${path}.action`, action, 'requires the backoffLimitPerIndex to be set');
  } else if (!actions.includes(action)) yield notSupported(`${path}.action`, action, actions);
  if (onExitCodes !== undefined) yield* validateExitCodes(onExitCodes, names, `${path}.onExitCodes`);
  if (onPodConditions.length > largest.conditions)
    yield tooMany(`${path}.onPodConditions`, onPodConditions.length, largest.conditions);
  for (const [{ type, status }, at] of each(onPodConditions, `${path}.onPodConditions`)) {
    yield* invalidFor(`${at}.type`, type ?? '', qualifiedName);
    if (!status) yield required(`${at}.status`, listed(statuses));
    else if (!statuses.includes(status)) yield notSupported(`${at}.status`, status, statuses);
  }
  if (onExitCodes !== undefined && onPodConditions.length > 0)
    yield withoutValue(path, 'specifying both OnExitCodes and OnPodConditions is not supported');
  if (onExitCodes === undefined && onPodConditions.length === 0)
    yield withoutValue(path, 'specifying one of OnExitCodes and OnPodConditions is required');
}

function* validateExitCodes(
  { operator, containerName, values }: NonNullable<PodFailurePolicyRule['onExitCodes']>,
  names: ReadonlySet<string>,
  path: string,
): Generator<FieldError> {
  if (!operator) yield required(`${path}.operator`, listed(operators));
  else if (!operators.includes(operator)) yield notSupported(`${path}.operator`, operator, operators);
  if (containerName !== undefined && !names.has(containerName)) {
    const detail = 'must be one of the container or initContainer names in the pod template';
    yield invalid(`${path}.containerName`, containerName, detail);
  }
  const at = `${path}.values`;
  if ((values ?? []).length === 0) yield invalid(at, values, 'at least one value is required');
  else if (values.length > largest.exitCodes) yield tooMany(at, values.length, largest.exitCodes);
  const seen = new Set<number>();
  for (const [value, valuePath] of each(values, at)) {
    if (operator === 'In' && value === 0) yield invalid(valuePath, value, 'must not be 0 for the In operator');
    if (seen.has(value)) yield duplicate(valuePath, value);
    seen.add(value);
  }
  if ((values ?? []).some((value, index) => index > 0 && (values[index - 1] ?? value) > value))
    yield invalid(at, values, 'must be ordered');
}

function* validateSuccessPolicy({ successPolicy, completions = 0 }: Partial<JobSpec>, path: string): Generator<FieldError> {
  const rules = successPolicy?.rules ?? [];
  if (rules.length === 0)
    yield required(`${path}.rules`, 'at least one rules must be specified when the successPolicy is specified');
  if (rules.length > largest.rules) yield tooMany(`${path}.rules`, rules.length, largest.rules);
  for (const [rule, at] of each(rules, `${path}.rules`)) yield* validateSuccessRule(rule, completions, at);
}

function* validateSuccessRule(
  { succeededIndexes, succeededCount }: SuccessPolicyRule,
  completions: number,
  path: string,
): Generator<FieldError> {
  if (succeededCount === undefined && succeededIndexes === undefined)
    yield required(path, 'at least one of succeededCount or succeededIndexes must be specified');
  let total = 0;
  if (succeededIndexes !== undefined) {
    const at = `${path}.succeededIndexes`;
    if (succeededIndexes.length > largest.indexes) yield tooLong(at, largest.indexes);
    const read = readIndexList(succeededIndexes, completions);
    total = read.total;
    if (read.problem !== undefined) yield invalid(at, succeededIndexes, `error parsing succeededIndexes: ${read.problem}`);
  }
  if (succeededCount === undefined) return;
  const at = `${path}.succeededCount`;
  yield* nonNegative(at, succeededCount);
  if (succeededCount > completions)
    yield invalid(at, succeededCount, `must be less than or equal to ${completions} (the number of specified completions)`);
  if (succeededIndexes !== undefined && succeededCount > total) {
    const what = `(the number of indexes in the specified succeededIndexes field)`;
    yield invalid(at, succeededCount, `must be less than or equal to ${total} ${what}`);
  }
}

/** The policies as the server's own types hold them, which is what its messages show. */
export const shownSuccessPolicy = (policy: JobSpec['successPolicy']): object | null =>
  policy === undefined
    ? null
    : {
        Rules: (policy.rules ?? []).map(({ succeededIndexes, succeededCount }) => ({
          SucceededIndexes: succeededIndexes ?? null,
          SucceededCount: succeededCount ?? null,
        })),
      };

export const shownFailurePolicy = (policy: JobSpec['podFailurePolicy']): object | null =>
  policy === undefined
    ? null
    : {
        Rules: (policy.rules ?? []).map(({ action, onExitCodes, onPodConditions }) => ({
          Action: action ?? '',
          OnExitCodes:
            onExitCodes === undefined
              ? null
              : {
                  ContainerName: onExitCodes.containerName ?? null,
                  Operator: onExitCodes.operator ?? '',
                  Values: onExitCodes.values ?? null,
                },
          OnPodConditions: onPodConditions?.map(({ type, status }) => ({ Type: type, Status: status ?? '' })) ?? null,
        })),
      };
