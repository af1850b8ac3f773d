import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { qualifiedName } from '../../core/names.ts';
import { compareQuantities, parseQuantity } from '../../core/quantity.ts';
import { DescribeText } from '../../core/text-table.ts';
import { limitRanges } from '../../schema/resources.ts';
import type { LimitRange, LimitRangeItem } from '../../schema/types/core-v1.ts';
import { nameColumn } from '../columns.ts';
import { limitRows } from '../describing/limits.ts';
import { roundQuantities } from '../pod-spec/defaults.ts';
import { isOvercommitAllowed } from '../pod-spec/resource-names.ts';
import { validateContainerResourceName, validateResourceName } from '../pod-spec/resources.ts';
import { duplicate, each, forbidden, invalid, required } from '../validation/field-errors.ts';

const types = ['Pod', 'Container', 'PersistentVolumeClaim'];
const lists = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const;
type Amounts = { [name: string]: string };

export const limitRange = defineKind<LimitRange>({
  type: limitRanges,
  singular: 'limitrange',
  shortNames: ['limits'],
  createsOnUpdate: true,
  default(object) {
    object.spec ??= {} as NonNullable<typeof object.spec>;
    // A list that must be there is shown as null when it is not.
    object.spec.limits ??= null as unknown as typeof object.spec.limits;
    for (const item of object.spec.limits ?? []) {
      item.type ??= '';
      for (const list of lists) roundQuantities(item[list]);
      if (item.type === 'Container') defaultItem(item);
    }
  },
  prepareForCreate({ metadata }, { random }) {
    metadata.name ||= random.uuid();
  },
  validate: ({ spec }) => [...validateItems(spec?.limits)],
  validateUpdate: ({ spec }) => [...validateItems(spec?.limits)],
  async describe(object) {
    const text = new DescribeText();
    text.line(0, `Name:\t${object.metadata.name ?? ''}`);
    text.line(0, `Namespace:\t${object.metadata.namespace ?? ''}`);
    text.line(0, 'Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio');
    text.line(0, '----\t--------\t---\t---\t---------------\t-------------\t-----------------------');
    for (const row of limitRows(object)) text.line(0, row);
    return text.toString();
  },
  columns: [nameColumn, { name: 'Created At', type: 'date', cell: ({ metadata }) => metadata.creationTimestamp ?? null }],
});

/** Models SetDefaults_LimitRangeItem in pkg/apis/core/v1. */
function defaultItem(item: { max?: Amounts; min?: Amounts; default?: Amounts; defaultRequest?: Amounts }): void {
  const limits = { ...item.max, ...item.default };
  const requests = { ...item.min, ...limits, ...item.defaultRequest };
  if (Object.keys(limits).length > 0) item.default = limits;
  if (Object.keys(requests).length > 0) item.defaultRequest = requests;
}

/** Models ValidateLimitRange in pkg/apis/core/validation. */
function* validateItems(items: readonly LimitRangeItem[] | null | undefined): Generator<FieldError> {
  const seen = new Set<string>();
  for (const [item, path] of each(items ?? [], 'spec.limits')) {
    yield* validateType(item.type, `${path}.type`);
    if (seen.has(item.type)) yield duplicate(`${path}.type`, item.type);
    seen.add(item.type);
    yield* validateNames(item, path);
    for (const name of new Set(lists.flatMap((list) => Object.keys(listOf(item, list)))))
      yield* validateAmounts(item, name, path);
  }
}

function* validateType(type: string, path: string): Generator<FieldError> {
  const wrong = qualifiedName(type);
  for (const text of wrong) yield invalid(path, type, text);
  if (wrong.length === 0 && !type.includes('/') && !types.includes(type))
    yield invalid(path, type, 'must be a standard limit type or fully qualified');
}

/** The amounts in a list, without those that a Pod's limits may not have. */
function listOf(item: LimitRangeItem, list: (typeof lists)[number]): Readonly<Amounts> {
  if (item.type === 'Pod' && (list === 'default' || list === 'defaultRequest')) return {};
  return item[list] ?? {};
}

function* validateNames(item: LimitRangeItem, path: string): Generator<FieldError> {
  const rule = item.type === 'Pod' || item.type === 'Container' ? validateContainerResourceName : validateResourceName;
  for (const list of lists) {
    if (list === 'maxLimitRequestRatio' && item.type === 'PersistentVolumeClaim') {
      const detail = 'either minimum or maximum storage value is required, but neither was provided';
      if (item.min?.['storage'] === undefined && item.max?.['storage'] === undefined) yield required(`${path}.limits`, detail);
    }
    if (item.type === 'Pod' && (list === 'default' || list === 'defaultRequest')) {
      if (Object.keys(item[list] ?? {}).length > 0)
        yield forbidden(`${path}.${list}`, "may not be specified when `type` is 'Pod'");
    } else {
      for (const name of Object.keys(item[list] ?? {})) yield* rule(name, `${path}.${list}[${name}]`);
    }
  }
}

function* validateAmounts(item: LimitRangeItem, name: string, path: string): Generator<FieldError> {
  const [max, min, limit, request, ratio] = lists.map((list) => listOf(item, list)[name]);
  const above = (left: string | undefined, right: string | undefined): boolean =>
    left !== undefined && right !== undefined && compareQuantities(left, right) > 0;
  const at = (list: string): string => `${path}.${list}[${name}]`;
  if (above(min, max)) yield invalid(at('min'), min, `min value ${min} is greater than max value ${max}`);
  if (above(min, request))
    yield invalid(at('defaultRequest'), request, `min value ${min} is greater than default request value ${request}`);
  if (above(request, max))
    yield invalid(at('defaultRequest'), request, `default request value ${request} is greater than max value ${max}`);
  if (above(request, limit))
    yield invalid(at('defaultRequest'), request, `default request value ${request} is greater than default limit value ${limit}`);
  if (above(min, limit)) yield invalid(at('default'), min, `min value ${min} is greater than default value ${limit}`);
  if (above(limit, max)) yield invalid(at('default'), max, `default value ${limit} is greater than max value ${max}`);
  if (above('1', ratio)) yield invalid(at('maxLimitRequestRatio'), ratio, `ratio ${ratio} is less than 1`);
  if (ratio !== undefined && min !== undefined && max !== undefined) {
    const widest = numberOf(max) / numberOf(min);
    if (numberOf(ratio) > widest)
      yield invalid(at('maxLimitRequestRatio'), ratio, `ratio ${ratio} is greater than max/min = ${widest.toFixed(6)}`);
  }
  if (!isOvercommitAllowed(name) && limit !== undefined && request !== undefined && compareQuantities(limit, request) !== 0)
    yield invalid(
      at('defaultRequest'),
      request,
      `default value ${limit} must equal to defaultRequest value ${request} in ${name}`,
    );
}

const numberOf = (text: string): number => Number(parseQuantity(text).nanos) / 1e9;
