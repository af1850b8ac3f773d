import { formatQuantity, parseQuantity, QuantityError } from '../../../../core/quantity.ts';
import { resourceQuotas } from '../../../../schema/resources.ts';
import { createObject, creationFlags, nameArgument } from '../../build/create-object.ts';
import { defineVerb } from '../../define-verb.ts';
import { CommandError } from '../../errors.ts';

export const createQuota = defineVerb({
  name: 'quota',
  aliases: ['resourcequota'],
  usage: 'quota NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none]',
  summary: 'Create a quota with the specified name',
  arguments: 'newName',
  attempts: 0,
  resource: 'resourcequotas',
  flags: [
    ...creationFlags,
    { name: 'hard', type: 'string', help: 'Limits: resource=amount, with commas between' },
    { name: 'scopes', type: 'string', help: 'Scopes of the objects that count, with commas between' },
  ],
  examples: [{ comment: 'At most ten Pods', command: 'kubectl create quota small --hard=pods=10,requests.cpu=2' }],
  async run(invocation) {
    const { flags } = invocation;
    const name = nameArgument(invocation);
    const hard = limits(flags.string('hard'));
    const scopes = flags.string('scopes') === '' ? [] : flags.string('scopes').split(',');
    if (scopes.includes('')) throw new CommandError('invalid resource quota scope ""');
    const spec = { ...(hard === undefined ? {} : { hard }), ...(scopes.length === 0 ? {} : { scopes }) };
    await createObject(invocation, resourceQuotas, { spec, status: {} }, { name, failure: 'failed to create quota: ' });
  },
});

function limits(text: string): { readonly [resource: string]: string } | undefined {
  if (text === '') return undefined;
  return Object.fromEntries(
    text.split(',').map((word) => {
      const [resource = '', amount, ...more] = word.split('=');
      if (amount === undefined || more.length > 0)
        throw new CommandError(`Invalid argument syntax ${word}, expected <resource>=<value>`);
      try {
        return [resource, formatQuantity(parseQuantity(amount))];
      } catch (error) {
        if (error instanceof QuantityError) throw new CommandError(error.message);
        throw error;
      }
    }),
  );
}
