import type { JsonObject } from '../../../../core/json.ts';
import { clusterRoleBindings, roleBindings } from '../../../../schema/resources.ts';
import { createObject, creationFlags, nameArgument } from '../../build/create-object.ts';
import { RBAC, subjectFlags, subjectsOf } from '../../build/subjects.ts';
import { defineVerb } from '../../define-verb.ts';
import { CommandError } from '../../errors.ts';

const roleRef = (kind: string, name: string): JsonObject => ({ apiGroup: RBAC, kind, name });

export const createRoleBinding = defineVerb({
  name: 'rolebinding',
  usage:
    'rolebinding NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  summary: 'Create a role binding for a role or cluster role',
  arguments: 'newName',
  attempts: 0,
  resource: 'rolebindings.rbac.authorization.k8s.io',
  flags: [
    ...creationFlags,
    { name: 'clusterrole', type: 'string', help: 'Cluster role to bind' },
    { name: 'role', type: 'string', help: 'Role to bind' },
    ...subjectFlags('array'),
  ],
  examples: [{ comment: 'ann may read', command: 'kubectl create rolebinding ann-reads --role=reader --user=ann' }],
  async run(invocation) {
    const name = nameArgument(invocation);
    const [clusterRole, role] = [invocation.flags.string('clusterrole'), invocation.flags.string('role')];
    if ((clusterRole === '') === (role === '')) throw new CommandError('exactly one of clusterrole or role must be specified');
    const subjects = subjectsOf(invocation);
    await createObject(
      invocation,
      roleBindings,
      {
        ...(subjects.length === 0 ? {} : { subjects }),
        roleRef: role === '' ? roleRef('ClusterRole', clusterRole) : roleRef('Role', role),
      },
      { name, failure: 'failed to create rolebinding: ' },
    );
  },
});

export const createClusterRoleBinding = defineVerb({
  name: 'clusterrolebinding',
  usage:
    'clusterrolebinding NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  summary: 'Create a cluster role binding for a cluster role',
  arguments: 'newName',
  attempts: 0,
  resource: 'clusterrolebindings.rbac.authorization.k8s.io',
  flags: [
    ...creationFlags,
    { name: 'clusterrole', type: 'string', required: true, help: 'Cluster role to bind' },
    ...subjectFlags('array'),
  ],
  examples: [
    {
      comment: 'bot may read nodes',
      command: 'kubectl create clusterrolebinding bot --clusterrole=nodes --serviceaccount=default:bot',
    },
  ],
  async run(invocation) {
    const name = nameArgument(invocation);
    const subjects = subjectsOf(invocation);
    await createObject(
      invocation,
      clusterRoleBindings,
      {
        ...(subjects.length === 0 ? {} : { subjects }),
        roleRef: roleRef('ClusterRole', invocation.flags.string('clusterrole')),
      },
      { name, failure: 'failed to create clusterrolebinding: ' },
    );
  },
});
