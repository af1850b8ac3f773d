import { changeObjects, templateOf } from '../../build/change-template.ts';
import { defineVerb } from '../../define-verb.ts';
import { CommandError } from '../../errors.ts';
import { setFlags } from './set-flags.ts';

export const setServiceAccount = defineVerb({
  name: 'serviceaccount',
  aliases: ['sa'],
  usage: 'serviceaccount (-f FILENAME | TYPE NAME) SERVICE_ACCOUNT',
  summary: 'Update the service account of a resource',
  arguments: 'resources',
  typed: true,
  attempts: 4,
  flags: setFlags,
  examples: [{ comment: 'Run as another identity', command: 'kubectl set serviceaccount deployment web robot' }],
  async run(invocation) {
    const name = invocation.args.at(-1);
    if (name === undefined) throw new CommandError('serviceaccount is required');
    await changeObjects(invocation, {
      words: invocation.args.slice(0, -1),
      operation: 'serviceaccount updated',
      fieldManager: 'kubectl-set',
      refusal: 'failed to patch ServiceAccountName',
      tellUnchanged: true,
      change(draft, target) {
        templateOf(invocation, draft, target).spec.serviceAccountName = name;
      },
    });
  },
});
