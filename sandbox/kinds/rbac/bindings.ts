import type { KubeObject } from '../../api/client.ts';
import type { Column, KindDefinition } from '../../api/kind.ts';
import type { Draft } from '../../core/json.ts';
import type { RoleRef, Subject } from '../../schema/types/rbac-v1.ts';
import { ageColumn, nameColumn, textColumn, wideColumn } from '../columns.ts';
import { repeatedMetadata } from '../validation/metadata.ts';
import { describeBinding } from './describe.ts';
import { rbacGroup, validateBinding, validateSameRole } from './rules.ts';

/** RoleBinding and ClusterRoleBinding, which differ in where they lie. */
export interface Binding extends KubeObject {
  readonly roleRef: RoleRef;
  readonly subjects?: readonly Subject[];
}

const namesOf = (subjects: readonly Subject[] | undefined, wanted: string): string =>
  (subjects ?? [])
    .filter(({ kind }) => kind === wanted)
    .map(({ namespace, name }) => (wanted === 'ServiceAccount' ? `${namespace ?? ''}/${name}` : name))
    .join(', ');

const columns: readonly Column<Binding>[] = [
  nameColumn,
  textColumn('Role', ({ roleRef }) => `${roleRef.kind}/${roleRef.name}`),
  ageColumn,
  wideColumn('Users', ({ subjects }) => namesOf(subjects, 'User')),
  wideColumn('Groups', ({ subjects }) => namesOf(subjects, 'Group')),
  wideColumn('ServiceAccounts', ({ subjects }) => namesOf(subjects, 'ServiceAccount')),
];

/** Models SetDefaults_RoleBinding and SetDefaults_Subject in pkg/apis/rbac/v1. */
function defaultBinding(object: Draft<Binding>): void {
  object.roleRef ??= { kind: '', name: '' };
  object.roleRef.apiGroup ||= rbacGroup;
  for (const subject of object.subjects ?? []) {
    if (subject.kind === 'User' || subject.kind === 'Group') subject.apiGroup ||= rbacGroup;
  }
}

/** What both kinds of binding have in common. */
export function bindingParts(namespaced: boolean) {
  return {
    nameRule: 'pathSegment',
    createsOnUpdate: true,
    default: defaultBinding,
    validate: (object) => [...validateBinding(object, namespaced)],
    validateUpdate: (object, old) => [
      ...validateBinding(object, namespaced),
      ...repeatedMetadata(object),
      ...validateSameRole(object.roleRef, old.roleRef),
    ],
    describe: describeBinding,
    columns,
  } satisfies Partial<KindDefinition<Binding>>;
}
