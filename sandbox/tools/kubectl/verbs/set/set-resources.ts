import { changeObjects, containersNamed, templateOf } from '../../build/change-template.ts';
import { defineVerb } from '../../define-verb.ts';
import { CommandError } from '../../errors.ts';
import { setFlags } from './set-flags.ts';

const QUANTITY = /^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$/;

function quantities(text: string): { [resource: string]: string } {
  if (text === '') return {};
  return Object.fromEntries(
    text.split(',').map((word) => {
      const [name = '', amount = '', ...more] = word.split('=');
      if (name === '' || more.length > 0 || !word.includes('='))
        throw new CommandError(`invalid argument syntax ${word}, expected <resource>=<value>`);
      if (!QUANTITY.test(amount))
        throw new CommandError("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
      return [name, amount];
    }),
  );
}

export const setResources = defineVerb({
  name: 'resources',
  usage: 'resources (-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS]',
  summary: 'Update resource requests/limits on objects with pod templates',
  arguments: 'resources',
  typed: true,
  attempts: 4,
  flags: [
    ...setFlags,
    {
      name: 'containers',
      shorthand: 'c',
      type: 'string',
      default: '*',
      completes: 'container',
      help: 'Names of the containers; * for all',
    },
    { name: 'limits', type: 'string', help: 'The most a container may use, e.g. cpu=200m,memory=256Mi' },
    { name: 'requests', type: 'string', help: 'What a container is sure to get, e.g. cpu=100m,memory=128Mi' },
  ],
  examples: [
    {
      comment: 'Requests and limits',
      command: 'kubectl set resources deployment/web --requests=cpu=100m --limits=cpu=200m,memory=256Mi',
    },
  ],
  async run(invocation) {
    const { flags, args } = invocation;
    if (flags.string('limits') === '' && flags.string('requests') === '') {
      throw new CommandError('you must specify an update to requests or limits (in the form of --requests/--limits)');
    }
    const [limits, requests] = [quantities(flags.string('limits')), quantities(flags.string('requests'))];
    await changeObjects(invocation, {
      words: args,
      operation: 'resource requirements updated',
      fieldManager: 'kubectl-set',
      refusal: 'failed to patch resources update to pod template',
      change(draft, target) {
        const containers = containersNamed(templateOf(invocation, draft, target), flags.string('containers'));
        if (containers.length === 0) throw new CommandError(`unable to find container named ${flags.string('containers')}`);
        for (const container of containers) {
          const old = container.resources ?? {};
          container.resources = {
            ...old,
            ...(Object.keys(limits).length === 0 ? {} : { limits: { ...old.limits, ...limits } }),
            ...(Object.keys(requests).length === 0 ? {} : { requests: { ...old.requests, ...requests } }),
          };
        }
      },
    });
  },
});
