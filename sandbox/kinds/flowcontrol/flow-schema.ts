import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { deepEqual } from '../../core/json.ts';
import { dns1123Label, dns1123Subdomain } from '../../core/names.ts';
import { mandatoryFlowSchemas } from '../../server-objects/flow-schemas.ts';
import { flowSchemas } from '../../schema/resources.ts';
import type {
  FlowSchema,
  NonResourcePolicyRule,
  PolicyRulesWithSubjects,
  ResourcePolicyRule,
  Subject,
} from '../../schema/types/flowcontrol-v1.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { internalFormOf } from '../pod-spec/internal-form.ts';
import { each, forbidden, invalid, invalidFor, notSupported, required } from '../validation/field-errors.ts';
import { validateFlowConditions } from './conditions.ts';

const lowestPrecedence = 10_000;
const usualPrecedence = 1000;
const methods = ['ByNamespace', 'ByUser'];
const subjectKinds = ['Group', 'ServiceAccount', 'User'];
const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch'];

/** Models pkg/apis/flowcontrol. */
export const flowSchema = defineKind<FlowSchema>({
  type: flowSchemas,
  singular: 'flowschema',
  generation: true,
  statusSubresource: true,
  default(object) {
    object.spec ??= {} as typeof object.spec;
    object.spec.matchingPrecedence ||= usualPrecedence;
    object.spec.priorityLevelConfiguration ??= { name: '' };
  },
  prepareForCreate(object) {
    object.status = {};
  },
  validate: (object) => [...validateSpec(object), ...validateMandatory(object)],
  validateUpdate: (object) => [...validateSpec(object), ...validateMandatory(object)],
  validateStatusUpdate: ({ status }) => [...validateFlowConditions(status?.conditions)],
  columns: [
    nameColumn,
    textColumn('PriorityLevel', ({ spec }) => spec?.priorityLevelConfiguration?.name ?? ''),
    textColumn('MatchingPrecedence', ({ spec }) => spec?.matchingPrecedence ?? 0),
    textColumn('DistinguisherMethod', ({ spec }) => spec?.distinguisherMethod?.type ?? '<none>'),
    ageColumn,
    textColumn('MissingPL', ({ status }) => status?.conditions?.find(({ type }) => type === 'Dangling')?.status ?? '?'),
  ],
});

/** Models ValidateFlowSchemaSpec in pkg/apis/flowcontrol/validation. */
function* validateSpec({ metadata, spec }: FlowSchema): Generator<FieldError> {
  const precedence = spec?.matchingPrecedence ?? 0;
  const at = 'spec.matchingPrecedence';
  if (precedence <= 0) yield invalid(at, precedence, 'must be a positive value');
  if (precedence > lowestPrecedence) yield invalid(at, precedence, `must not be greater than ${lowestPrecedence}`);
  if (precedence === 1 && metadata.name !== 'exempt')
    yield invalid(at, precedence, "only the schema named 'exempt' may have matchingPrecedence 1");
  const method = spec?.distinguisherMethod;
  if (method !== undefined && !methods.includes(method.type))
    yield notSupported('spec.distinguisherMethod.type', { Type: method.type }, methods);
  const level = spec?.priorityLevelConfiguration?.name;
  if (level) yield* invalidFor('spec.priorityLevelConfiguration.name', level, dns1123Subdomain);
  else yield required('spec.priorityLevelConfiguration.name', 'must reference a priority level');
  for (const [rule, path] of each(spec?.rules, 'spec.rules')) yield* validateRule(rule, path);
}

/** The server's own objects are as they are. */
function* validateMandatory({ metadata: { name = '' }, spec }: FlowSchema): Generator<FieldError> {
  const mandatory = mandatoryFlowSchemas.find((kept) => kept.name === name);
  if (mandatory === undefined) return;
  const shown = internalFormOf('FlowSchemaSpec', spec);
  if (!deepEqual(shown, internalFormOf('FlowSchemaSpec', mandatory.spec)))
    yield invalid('spec', shown, `spec of '${name}' must equal the fixed value`);
}

function* validateRule(rule: PolicyRulesWithSubjects, path: string): Generator<FieldError> {
  const { subjects, resourceRules = [], nonResourceRules = [] } = rule;
  if ((subjects ?? []).length === 0) yield required(`${path}.subjects`, 'subjects must contain at least one value');
  for (const [subject, at] of each(subjects, `${path}.subjects`)) yield* validateSubject(subject, at);
  if (resourceRules.length + nonResourceRules.length === 0)
    yield required(path, 'at least one of resourceRules and nonResourceRules has to be non-empty');
  for (const [item, at] of each(resourceRules, `${path}.resourceRules`)) yield* validateResourceRule(item, at);
  for (const [item, at] of each(nonResourceRules, `${path}.nonResourceRules`)) yield* validateOtherRule(item, at);
}

function* validateSubject({ kind = '', serviceAccount, user, group }: Subject, path: string): Generator<FieldError> {
  if (!subjectKinds.includes(kind)) {
    yield notSupported(`${path}.kind`, kind, subjectKinds);
    return;
  }
  const parts = [
    ['serviceAccount', 'ServiceAccount', serviceAccount],
    ['user', 'User', user],
    ['group', 'Group', group],
  ] as const;
  for (const [field, wanted, part] of parts) {
    if (kind !== wanted) continue;
    if (part === undefined) yield required(`${path}.${field}`, `${field} is required when subject kind is '${wanted}'`);
    else if (!part.name) yield required(`${path}.${field}.name`);
  }
  if (kind === 'ServiceAccount' && serviceAccount !== undefined) yield* validateAccount(serviceAccount, `${path}.serviceAccount`);
  for (const [field, wanted, part] of parts)
    if (kind !== wanted && part !== undefined)
      yield forbidden(`${path}.${field}`, `${field} is forbidden when subject kind is not '${wanted}'`);
}

function* validateAccount({ name, namespace }: NonNullable<Subject['serviceAccount']>, path: string): Generator<FieldError> {
  if (name && name !== '*') yield* invalidFor(`${path}.name`, name, dns1123Subdomain);
  if (namespace) yield* invalidFor(`${path}.namespace`, namespace, dns1123Label);
  else yield required(`${path}.namespace`, 'must specify namespace for service account');
}

function* validateVerbs(given: readonly string[] | undefined, path: string): Generator<FieldError> {
  const list = given ?? [];
  if (list.length === 0) yield required(path, 'verbs must contain at least one value');
  else if (list.includes('*')) yield* onlyStar(list, path, 'verbs');
  else if (!list.every((verb) => verbs.includes(verb))) yield notSupported(path, list, verbs);
}

/** All of something says it all. */
function* onlyStar(list: readonly string[], path: string, what: string): Generator<FieldError> {
  if (list.length > 1 && list.includes('*')) yield invalid(path, list, `if '*' is present, must not specify other ${what}`);
}

function* validateResourceRule(rule: ResourcePolicyRule, path: string): Generator<FieldError> {
  const { clusterScope = false } = rule;
  // Lists that are always shown are null when they are not given.
  const listOf = (list: unknown): readonly string[] => (Array.isArray(list) ? (list as readonly string[]) : []);
  const [apiGroups, resources, namespaces] = [listOf(rule.apiGroups), listOf(rule.resources), listOf(rule.namespaces)];
  yield* validateVerbs(rule.verbs, `${path}.verbs`);
  if (apiGroups.length === 0) yield required(`${path}.apiGroups`, 'resource rules must supply at least one api group');
  else yield* onlyStar(apiGroups, `${path}.apiGroups`, 'api groups');
  if (resources.length === 0) yield required(`${path}.resources`, 'resource rules must supply at least one resource');
  else yield* onlyStar(resources, `${path}.resources`, 'resources');
  const at = `${path}.namespaces`;
  if (namespaces.length === 0 && !clusterScope) {
    yield required(at, 'resource rules that are not cluster scoped must supply at least one namespace');
  } else if (namespaces.includes('*')) {
    yield* onlyStar(namespaces, at, 'namespaces');
  } else {
    const lead = "each member of this list must be '*' or a DNS-1123 label; ";
    for (const [name, item] of each(namespaces, at))
      for (const text of dns1123Label(name)) yield invalid(item, name, lead + text);
  }
}

function* validateOtherRule(rule: NonResourcePolicyRule, path: string): Generator<FieldError> {
  yield* validateVerbs(rule.verbs, `${path}.verbs`);
  const urls = rule.nonResourceURLs ?? [];
  const at = `${path}.nonResourceURLs`;
  if (urls.length === 0) yield required(at, 'nonResourceURLs must contain at least one value');
  else if (urls.includes('*')) yield* onlyStar(urls, at, 'non-resource URLs');
  else for (const [url, item] of each(urls, at)) yield* validateUrl(url, item);
}

/** Models ValidateNonResourceURLPath. */
function* validateUrl(url: string, path: string): Generator<FieldError> {
  const problem = urlProblem(url);
  if (problem !== undefined) yield invalid(path, url, problem);
}

function urlProblem(url: string): string | undefined {
  if (url === '') return 'must not be empty';
  if (url === '/') return undefined;
  if (!url.startsWith('/')) return 'must start with slash';
  if (url.includes(' ')) return 'must not contain white-space';
  if (url.includes('//')) return 'must not contain double slash';
  const star = url.indexOf('*');
  return star >= 0 && !(star === url.length - 1 && url.endsWith('/*')) ? 'wildcard can only do suffix matching' : undefined;
}
