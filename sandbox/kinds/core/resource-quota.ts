import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { DescribeText } from '../../core/text-table.ts';
import { resourceQuotas } from '../../schema/resources.ts';
import type { ResourceQuota, ResourceQuotaSpec } from '../../schema/types/core-v1.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { quotaRows, writeScopes } from '../describing/limits.ts';
import { roundQuantities } from '../pod-spec/defaults.ts';
import { isStandardResource } from '../pod-spec/resource-names.ts';
import { validateAmount, validateResourceName } from '../pod-spec/resources.ts';
import { immutableText, invalid, required } from '../validation/field-errors.ts';

const podCounts = ['pods'];
const podCompute = ['cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory'];
const pods: ReadonlySet<string> = new Set([...podCounts, ...podCompute]);

/** The resources that each scope can count. */
const resourcesOfScopes: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['Terminating', pods],
  ['NotTerminating', pods],
  ['NotBestEffort', pods],
  ['PriorityClass', pods],
  ['CrossNamespacePodAffinity', pods],
  ['BestEffort', new Set(podCounts)],
  ['VolumeAttributesClass', new Set(['persistentvolumeclaims', 'requests.storage'])],
]);
const scopesWithoutValues = ['BestEffort', 'NotBestEffort', 'Terminating', 'NotTerminating', 'CrossNamespacePodAffinity'];
const opposites = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
];

const isQuotaResource = (name: string): boolean => isStandardResource(name) && name !== 'storage';
/** Whether a scope has nothing to count in a resource. */
const isOutOfScope = (scope: string, resource: string): boolean =>
  isQuotaResource(resource) && resourcesOfScopes.get(scope)?.has(resource) === false;

export const resourceQuota = defineKind<ResourceQuota>({
  type: resourceQuotas,
  singular: 'resourcequota',
  shortNames: ['quota'],
  statusSubresource: true,
  returnsDeleted: true,
  default(object) {
    object.spec ??= {};
    roundQuantities(object.spec.hard);
    roundQuantities(object.status?.hard);
    roundQuantities(object.status?.used);
  },
  prepareForCreate(object) {
    object.status = {};
  },
  validate: ({ spec = {} }) => [...validateSpec(spec)],
  validateUpdate({ spec = {} }, old) {
    const errors = [...validateSpec(spec)];
    const sorted = (scopes: readonly string[] | undefined): string => [...new Set(scopes ?? [])].sort().join();
    if (sorted(spec.scopes) !== sorted(old.spec?.scopes)) errors.push(invalid('spec.scopes', spec.scopes, immutableText));
    return errors;
  },
  validateStatusUpdate: ({ status }) => [
    ...validateAmounts(status?.hard, 'status.hard'),
    ...validateAmounts(status?.used, 'status.used'),
  ],
  async describe(object) {
    const text = new DescribeText();
    text.line(0, `Name:\t${object.metadata.name ?? ''}`);
    text.line(0, `Namespace:\t${object.metadata.namespace ?? ''}`);
    writeScopes(text, object, 0, ' *');
    text.line(0, 'Resource\tUsed\tHard');
    text.line(0, '--------\t----\t----');
    for (const row of quotaRows(object)) text.line(0, row.join('\t'));
    return text.toString();
  },
  columns: [
    nameColumn,
    textColumn('Request', (object) => amountsText(object, false)),
    textColumn('Limit', (object) => amountsText(object, true)),
    ageColumn,
  ],
});

/** `pods: 1/10, requests.cpu: 500m/1`: what limits, or all else, is used of what there is. */
function amountsText({ status }: ResourceQuota, limits: boolean): string {
  const { hard = {}, used = {} } = status ?? {};
  return Object.keys(hard)
    .filter((name) => name.startsWith('limits.') === limits)
    .sort()
    .map((name) => `${name}: ${used[name] ?? '0'}/${hard[name] ?? '0'}`)
    .join(', ');
}

function* validateAmounts(amounts: { readonly [name: string]: string } | undefined, path: string): Generator<FieldError> {
  for (const [name, amount] of Object.entries(amounts ?? {})) {
    const at = `${path}[${name}]`;
    yield* validateResourceName(name, at);
    if (!name.includes('/') && !isQuotaResource(name)) yield invalid(at, name, 'must be a standard resource for quota');
    yield* validateAmount(name, amount, at);
  }
}

/** Models ValidateResourceQuotaSpec in pkg/apis/core/validation. */
function* validateSpec(spec: ResourceQuotaSpec): Generator<FieldError> {
  yield* validateAmounts(spec.hard, 'spec.hard');
  const resources = Object.keys(spec.hard ?? {}).sort();
  const scopes = spec.scopes ?? [];
  for (const scope of scopes) {
    if (!resourcesOfScopes.has(scope)) yield invalid('spec.scopes', scopes, 'unsupported scope');
    for (const resource of resources)
      if (isOutOfScope(scope, resource)) yield invalid('spec.scopes', scopes, 'unsupported scope applied to resource');
  }
  yield* validateOpposites(scopes, 'spec.scopes', scopes);
  yield* validateScopeSelector(spec, resources);
}

function* validateOpposites(scopes: readonly string[], path: string, shown: unknown): Generator<FieldError> {
  for (const pair of opposites)
    if (pair.every((scope) => scopes.includes(scope))) yield invalid(path, shown, 'conflicting scopes');
}

function* validateScopeSelector(
  { scopeSelector, scopes }: ResourceQuotaSpec,
  resources: readonly string[],
): Generator<FieldError> {
  if (scopeSelector === undefined) return;
  const path = 'spec.scopeSelector.matchExpressions';
  const expressions = scopeSelector.matchExpressions ?? [];
  const shown = {
    MatchExpressions: expressions.map(({ scopeName, operator, values }) => ({
      ScopeName: scopeName,
      Operator: operator,
      Values: values ?? null,
    })),
  };
  for (const { scopeName = '', operator = '', values = [] } of expressions) {
    if (!resourcesOfScopes.has(scopeName)) yield invalid(`${path}.scopeName`, scopeName, 'unsupported scope');
    for (const resource of resources)
      if (isOutOfScope(scopeName, resource)) yield invalid(path, shown, 'unsupported scope applied to resource');
    if (scopesWithoutValues.includes(scopeName) && operator !== 'Exists') {
      const detail =
        "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";
      yield invalid(`${path}.operator`, operator, detail);
    }
    if (operator === 'In' || operator === 'NotIn') {
      const detail = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
      if (values.length === 0) yield required(`${path}.values`, detail);
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      const detail = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
      if (values.length > 0) yield invalid(`${path}.values`, values, detail);
    } else yield invalid(`${path}.operator`, operator, 'not a valid selector operator');
  }
  const names = expressions.map(({ scopeName }) => scopeName);
  yield* validateOpposites(names, 'spec.scopes', scopes);
}
