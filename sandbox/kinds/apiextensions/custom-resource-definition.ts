import type { FieldError } from '../../api/field-error.ts';
import { defineKind, type Kind } from '../../api/kind.ts';
import type { Draft } from '../../core/json.ts';
import { formatTime } from '../../core/time-text.ts';
import { unknownFormats } from '../../schema/custom/check-schema.ts';
import { customResourceDefinitions } from '../../schema/resources.ts';
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionCondition,
  CustomResourceDefinitionNames,
} from '../../schema/types/apiextensions-v1.ts';
import { createdAtColumn, nameColumn } from '../columns.ts';
import { customResourceKind } from './custom-resource.ts';
import { validateDefinition, validateDefinitionUpdate } from './definition-validation.ts';

export const customResourceDefinition = defineKind<CustomResourceDefinition>({
  type: customResourceDefinitions,
  singular: 'customresourcedefinition',
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  scheme: 'pkg/apiserver/apiserver.go:55',
  generation: true,
  statusSubresource: true,
  default(object) {
    const { spec } = object;
    const { names } = spec;
    if (names !== undefined && names.kind !== '') {
      if ((names.singular ?? '') === '') names.singular = (names.kind ?? '').toLowerCase();
      if ((names.listKind ?? '') === '') names.listKind = `${names.kind ?? ''}List`;
    }
    spec.conversion ??= { strategy: 'None' };
    const service = spec.conversion.webhook?.clientConfig?.service;
    if (service !== undefined) service.port ??= 443;
    // What is false is the same as what is not there.
    if (spec.preserveUnknownFields === false) delete spec.preserveUnknownFields;
  },
  prepareForCreate(object) {
    const stored = (object.spec.versions ?? [])
      .filter(({ storage }) => storage)
      .map(({ name }) => name)
      .filter((name, index, all) => all.indexOf(name) === index);
    object.status = { conditions: null, acceptedNames: { plural: '', kind: '' }, storedVersions: stored } as never;
  },
  prepareForUpdate(object) {
    const stored = object.status?.storedVersions ?? [];
    for (const { name, storage } of object.spec.versions ?? [])
      if (storage && !stored.includes(name) && object.status !== undefined) object.status.storedVersions = [...stored, name];
  },
  validate: (object) => validateDefinition(object),
  validateUpdate: (object, old) => validateDefinitionUpdate(object, old),
  validateStatusUpdate: (): readonly FieldError[] => [],
  warnings: ({ spec }) => [
    ...new Set(
      (spec.versions ?? []).flatMap(({ schema }) =>
        schema?.openAPIV3Schema === undefined
          ? []
          : unknownFormats(schema.openAPIV3Schema).map((format) => `unrecognized format ${JSON.stringify(format)}`),
      ),
    ),
  ],
  settle: (object, others, { now }) => acceptNames(object, others, now),
  servesKinds,
  columns: [nameColumn, createdAtColumn],
});

const known = new WeakMap<CustomResourceDefinition, readonly Kind[]>();

function servesKinds(crd: CustomResourceDefinition): readonly Kind[] {
  const found = known.get(crd);
  if (found !== undefined) return found;
  const established = crd.status?.conditions?.some(({ type, status }) => type === 'Established' && status === 'True') ?? false;
  const made = established
    ? crd.spec.versions.filter(({ served }) => served).map((version) => customResourceKind(crd, version))
    : [];
  known.set(crd, made);
  return made;
}

type Reason = 'PluralConflict' | 'SingularConflict' | 'ShortNamesConflict' | 'KindConflict' | 'ListKindConflict';

/** Models k8s.io/apiextensions-apiserver/pkg/controller/status.NamingConditionController and …/controller/establish. */
function acceptNames(
  crd: CustomResourceDefinition,
  others: readonly CustomResourceDefinition[],
  now: number,
): CustomResourceDefinition | undefined {
  const { names, group } = crd.spec;
  const taken = others.filter(({ spec }) => spec.group === group).map(({ status }) => status?.acceptedNames);
  const conflict = conflictOf(names, taken);
  const conditions = [...(crd.status?.conditions ?? [])];
  if (conflict === undefined) {
    setCondition(conditions, 'NamesAccepted', 'True', 'NoConflicts', 'no conflicts found', now);
    if (!isTrue(conditions, 'Established'))
      setCondition(conditions, 'Established', 'True', 'InitialNamesAccepted', 'the initial names have been accepted', now);
  } else {
    const message = `${JSON.stringify(conflict.name)} is already in use`;
    setCondition(conditions, 'NamesAccepted', 'False', conflict.reason, message, now);
    if (!isTrue(conditions, 'Established'))
      setCondition(conditions, 'Established', 'False', 'NotAccepted', 'not all names are accepted', now);
  }
  const acceptedNames = conflict === undefined ? names : (crd.status?.acceptedNames ?? { plural: '', kind: '' });
  const settled =
    JSON.stringify([conditions, acceptedNames]) === JSON.stringify([crd.status?.conditions ?? [], crd.status?.acceptedNames]);
  return settled ? undefined : { ...crd, status: { ...crd.status, conditions, acceptedNames } };
}

function conflictOf(
  names: CustomResourceDefinitionNames,
  taken: readonly (CustomResourceDefinitionNames | undefined)[],
): { readonly reason: Reason; readonly name: string } | undefined {
  const resources = new Set(
    taken.flatMap((one) => (one === undefined ? [] : [one.plural, one.singular ?? '', ...(one.shortNames ?? [])])),
  );
  const kinds = new Set(taken.flatMap((one) => (one === undefined ? [] : [one.kind, one.listKind ?? ''])));
  const wanted: readonly (readonly [Reason, string, ReadonlySet<string>])[] = [
    ['PluralConflict', names.plural, resources],
    ['SingularConflict', names.singular ?? '', resources],
    ...(names.shortNames ?? []).map((name) => ['ShortNamesConflict', name, resources] as const),
    ['KindConflict', names.kind, kinds],
    ['ListKindConflict', names.listKind ?? '', kinds],
  ];
  const found = wanted.find(([, name, used]) => name !== '' && used.has(name));
  return found === undefined ? undefined : { reason: found[0], name: found[1] };
}

const isTrue = (conditions: readonly CustomResourceDefinitionCondition[], wanted: string): boolean =>
  conditions.some(({ type, status }) => type === wanted && status === 'True');

function setCondition(
  conditions: Draft<CustomResourceDefinitionCondition>[],
  type: string,
  status: string,
  reason: string,
  message: string,
  now: number,
): void {
  const at = conditions.findIndex((condition) => condition.type === type);
  const before = conditions[at];
  const lastTransitionTime = before?.status === status ? before.lastTransitionTime : formatTime(now);
  const condition = { type, status, ...(lastTransitionTime === undefined ? {} : { lastTransitionTime }), reason, message };
  if (at < 0) conditions.push(condition);
  else conditions[at] = condition;
}
