import { refusedFlags } from '../../shared-flags.ts';
import { isObject } from '../../../../core/json.ts';
import type { LabelSelectorValue } from '../../../../core/label-selector.ts';
import { changeObjects } from '../../build/change-template.ts';
import { defineVerb } from '../../define-verb.ts';
import { CommandError } from '../../errors.ts';
import { labelSelectorOf } from '../../resources/label-selector.ts';
import { select } from '../../resources/resources.ts';
import { setFlags } from './set-flags.ts';

export const setSelector = defineVerb({
  name: 'selector',
  usage: 'selector (-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]',
  summary: 'Set the selector on a resource',
  arguments: 'resources',
  typed: true,
  attempts: 4,
  flags: [...setFlags, ...refusedFlags('selectors are set whatever the version', 'resource-version')],
  examples: [{ comment: 'Point a Service at other Pods', command: 'kubectl set selector service web version=v2' }],
  async run(invocation) {
    const expression = invocation.args.at(-1);
    if (expression === undefined || (invocation.args.length === 1 && invocation.flags.list('filename').length === 0))
      return void (await select(invocation, { words: [] }));
    const { matchLabels: selector = {}, matchExpressions = [] }: LabelSelectorValue = labelSelectorOf(expression);
    if (matchExpressions.length > 0) {
      const shown = matchExpressions.map(({ key, operator, values = [] }) => `{${key} ${operator} [${values.join(' ')}]}`);
      throw new CommandError(`match expression [${shown.join(' ')}] not supported on this object`);
    }
    await changeObjects(invocation, {
      words: invocation.args.slice(0, -1),
      operation: 'selector updated',
      fieldManager: 'kubectl-set',
      change(draft) {
        const spec = isObject(draft['spec']) ? (draft['spec'] as { selector?: unknown }) : undefined;
        if (spec === undefined || isObject((spec.selector as { matchLabels?: unknown } | undefined)?.matchLabels)) {
          throw new CommandError('setting a selector is only supported for Services');
        }
        spec.selector = selector;
      },
    });
  },
});
