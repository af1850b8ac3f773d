import { serviceAccounts } from '../../../../schema/resources.ts';
import { createObject, creationFlags, nameArgument } from '../../build/create-object.ts';
import { defineVerb } from '../../define-verb.ts';

export const createServiceAccount = defineVerb({
  name: 'serviceaccount',
  aliases: ['sa'],
  usage: 'serviceaccount NAME [--dry-run=server|client|none]',
  summary: 'Create a service account with this name',
  arguments: 'newName',
  attempts: 0,
  resource: 'serviceaccounts',
  flags: creationFlags,
  examples: [{ comment: 'An identity for a robot', command: 'kubectl create serviceaccount robot' }],
  async run(invocation) {
    await createObject(
      invocation,
      serviceAccounts,
      {},
      { name: nameArgument(invocation), failure: 'failed to create serviceaccount: ' },
    );
  },
});
