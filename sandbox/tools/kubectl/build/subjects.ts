import type { JsonObject } from '../../../core/json.ts';
import { CommandError } from '../errors.ts';
import type { FlagDefinition } from '../flags.ts';
import type { Invocation } from '../invocation.ts';

export const RBAC = 'rbac.authorization.k8s.io';

/** Who a binding is for. */
export const subjectFlags = (type: 'array' | 'list'): readonly FlagDefinition[] => [
  { name: 'user', type, help: 'Users to bind to the role' },
  { name: 'group', type, help: 'Groups to bind to the role' },
  { name: 'serviceaccount', type, help: 'Service accounts to bind to the role, as namespace:name' },
];

/** Throws CommandError for a service account without a namespace. */
export function subjectsOf({ flags }: Invocation): readonly JsonObject[] {
  return [
    ...flags.list('user').map((name) => ({ kind: 'User', apiGroup: RBAC, name })),
    ...flags.list('group').map((name) => ({ kind: 'Group', apiGroup: RBAC, name })),
    ...flags.list('serviceaccount').map((word) => {
      const [namespace = '', name, ...more] = word.split(':');
      if (name === undefined || more.length > 0 || namespace === '' || name === '')
        throw new CommandError('serviceaccount must be <namespace>:<name>');
      return { kind: 'ServiceAccount', name, namespace };
    }),
  ];
}
