import { priorityClasses } from '../../../../schema/resources.ts';
import { createObject, creationFlags, nameArgument } from '../../build/create-object.ts';
import { defineVerb } from '../../define-verb.ts';

export const createPriorityClass = defineVerb({
  name: 'priorityclass',
  aliases: ['pc'],
  usage: 'priorityclass NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none]',
  summary: 'Create a priority class with the specified name',
  arguments: 'newName',
  attempts: 0,
  resource: 'priorityclasses.scheduling.k8s.io',
  flags: [
    ...creationFlags,
    { name: 'value', type: 'int', default: '0', help: 'The priority' },
    { name: 'global-default', type: 'bool', default: 'false', help: 'Priority of Pods that name no class' },
    { name: 'description', type: 'string', help: 'What the class is for' },
    { name: 'preemption-policy', type: 'string', default: 'PreemptLowerPriority', help: 'PreemptLowerPriority or Never' },
  ],
  examples: [{ comment: 'Before all others', command: 'kubectl create priorityclass urgent --value=1000' }],
  async run(invocation) {
    const { flags } = invocation;
    const description = flags.string('description');
    await createObject(
      invocation,
      priorityClasses,
      {
        value: flags.int('value'),
        ...(flags.bool('global-default') ? { globalDefault: true } : {}),
        ...(description === '' ? {} : { description }),
        preemptionPolicy: flags.string('preemption-policy'),
      },
      { name: nameArgument(invocation), failure: 'failed to create priorityclass: ' },
    );
  },
});
