import { namespaces } from '../../../../schema/resources.ts';
import { createObject, creationFlags, nameArgument } from '../../build/create-object.ts';
import { defineVerb } from '../../define-verb.ts';

export const createNamespace = defineVerb({
  name: 'namespace',
  aliases: ['ns'],
  usage: 'namespace NAME [--dry-run=server|client|none]',
  summary: 'Create a namespace with this name',
  arguments: 'newName',
  attempts: 0,
  resource: 'namespaces',
  flags: creationFlags,
  examples: [{ comment: 'A namespace for the shop', command: 'kubectl create namespace shop' }],
  async run(invocation) {
    await createObject(invocation, namespaces, { spec: {}, status: {} }, { name: nameArgument(invocation) });
  },
});
