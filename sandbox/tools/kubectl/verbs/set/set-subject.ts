import { deepEqual, isObject, type JsonObject } from '../../../../core/json.ts';
import { changeObjects } from '../../build/change-template.ts';
import { subjectFlags, subjectsOf } from '../../build/subjects.ts';
import { defineVerb } from '../../define-verb.ts';
import { groupVersion } from '../../discovery.ts';
import { CommandError } from '../../errors.ts';
import { setFlags } from './set-flags.ts';

export const setSubject = defineVerb({
  name: 'subject',
  usage:
    'subject (-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  summary: 'Update the user, group, or service account in a role binding or cluster role binding',
  arguments: 'resources',
  typed: true,
  attempts: 4,
  flags: [...setFlags, ...subjectFlags('list')],
  examples: [{ comment: 'One more user', command: 'kubectl set subject rolebinding readers --user=bob' }],
  async run(invocation) {
    const subjects = subjectsOf(invocation);
    if (subjects.length === 0) throw new CommandError('you must specify at least one value of user, group or serviceaccount');
    await changeObjects(invocation, {
      words: invocation.args,
      operation: 'subjects updated',
      fieldManager: 'kubectl-set',
      change(draft, { mapping }) {
        const binding = draft as { roleRef?: unknown; subjects?: readonly JsonObject[] };
        if (!isObject(binding.roleRef))
          throw new CommandError(
            `object is neither a RoleBinding nor a ClusterRoleBinding: ${groupVersion(mapping)}, Kind=${mapping.kind}`,
          );
        const there = binding.subjects ?? [];
        const missing = subjects.filter((subject) => !there.some((other) => deepEqual(other, subject)));
        if (missing.length > 0) binding.subjects = [...there, ...missing];
      },
    });
  },
});
