import { podDisruptionBudgets } from '../../../../schema/resources.ts';
import { createObject, creationFlags, nameArgument } from '../../build/create-object.ts';
import { defineVerb } from '../../define-verb.ts';
import { CommandError } from '../../errors.ts';
import { labelSelectorOf } from '../../resources/label-selector.ts';

export const createPodDisruptionBudget = defineVerb({
  name: 'poddisruptionbudget',
  aliases: ['pdb'],
  usage: 'poddisruptionbudget NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none]',
  summary: 'Create a pod disruption budget with the specified name',
  arguments: 'newName',
  attempts: 0,
  resource: 'poddisruptionbudgets.policy',
  flags: [
    ...creationFlags,
    { name: 'min-available', type: 'string', help: 'How many Pods, or which part, have to stay' },
    { name: 'max-unavailable', type: 'string', help: 'How many Pods, or which part, may be away' },
    { name: 'selector', type: 'string', help: 'Label selector of the Pods' },
  ],
  examples: [{ comment: 'One Pod stays', command: 'kubectl create pdb web --selector=app=web --min-available=1' }],
  async run(invocation) {
    const { flags } = invocation;
    const name = nameArgument(invocation);
    const [min, max, selector] = [flags.string('min-available'), flags.string('max-unavailable'), flags.string('selector')];
    if (selector === '') throw new CommandError('a selector must be specified');
    if (min === '' && max === '') throw new CommandError('one of min-available or max-unavailable must be specified');
    if (min !== '' && max !== '') throw new CommandError('min-available and max-unavailable cannot be both specified');
    if (!isAmount(min)) throw new CommandError('invalid format specified for min-available');
    if (!isAmount(max)) throw new CommandError('invalid format specified for max-unavailable');
    const amount = min === '' ? { maxUnavailable: intOrString(max) } : { minAvailable: intOrString(min) };
    const status = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 };
    await createObject(
      invocation,
      podDisruptionBudgets,
      { spec: { ...amount, selector: labelSelectorOf(selector) }, status },
      { name, failure: 'failed to create poddisruptionbudgets: ' },
    );
  },
});

const isAmount = (text: string): boolean => text === '' || /^[0-9]+%?$/.test(text);

const intOrString = (text: string): number | string => (/^\d+$/.test(text) ? Number(text) : text);
