import { refusedFlags } from '../../shared-flags.ts';
import { isObject } from '../../../../core/json.ts';
import { parseLabels } from '../../build/containers.ts';
import { changeObjects } from '../../build/change-template.ts';
import { defineVerb } from '../../define-verb.ts';
import { CommandError } from '../../errors.ts';
import { setFlags } from './set-flags.ts';

export const setSelector = defineVerb({
  name: 'selector',
  usage: 'selector (-f FILENAME | TYPE NAME) EXPRESSIONS',
  summary: 'Set the selector on a resource',
  arguments: 'resources',
  flags: [...setFlags, ...refusedFlags('selectors are set whatever the version', 'resource-version')],
  examples: [{ comment: 'Point a Service at other Pods', command: 'kubectl set selector service web version=v2' }],
  async run(invocation) {
    const expression = invocation.args.at(-1);
    if (expression === undefined || !expression.includes('='))
      throw new CommandError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
    const selector = parseLabels(expression);
    await changeObjects(invocation, {
      words: invocation.args.slice(0, -1),
      operation: 'selector updated',
      fieldManager: 'kubectl-set',
      change(draft, { mapping }) {
        const spec = isObject(draft['spec']) ? (draft['spec'] as { selector?: unknown }) : undefined;
        if (spec === undefined || isObject((spec.selector as { matchLabels?: unknown } | undefined)?.matchLabels)) {
          throw new CommandError(`setting a selector is only supported for Services, not for a ${mapping.kind}`);
        }
        spec.selector = selector;
      },
    });
  },
});
