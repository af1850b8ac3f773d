import { defineVerb } from '../../define-verb.ts';
import { objectName } from '../../discovery.ts';
import { CommandError } from '../../errors.ts';
import { tableText } from '../../output/table-text.ts';
import { choosePrinter } from '../../printers/choose.ts';
import { fetchOrThrow, select } from '../../resources/resources.ts';
import { filenameFlags, printFlags, selectorFlag } from '../../shared-flags.ts';
import { CHANGE_CAUSE, templateDescriber, revisionsOf } from './revisions.ts';

export const history = defineVerb({
  name: 'history',
  usage: 'history (TYPE NAME | TYPE/NAME) [flags]',
  summary: 'View rollout history',
  arguments: 'resources',
  typed: true,
  attempts: 4,
  flags: [
    ...filenameFlags(),
    selectorFlag,
    ...printFlags,
    { name: 'revision', type: 'int', default: '0', help: 'Show this revision in detail' },
  ],
  examples: [{ comment: 'All revisions that are kept', command: 'kubectl rollout history deployment/web' }],
  async run(invocation) {
    const { flags, args } = invocation;
    if (args.length === 0 && flags.list('filename').length === 0) throw new CommandError('required resource not specified');
    if (flags.int('revision') < 0) throw new CommandError('revision must be a positive integer: ' + flags.string('revision'));
    const selection = await select(invocation, {
      filenames: flags.list('filename'),
      kustomize: flags.string('kustomize'),
      recursive: flags.bool('recursive'),
      labelSelector: flags.string('selector'),
      typeAloneMeansAll: true,
    });
    const wanted = flags.int('revision');
    for (const { mapping, name, object } of await fetchOrThrow(invocation, selection)) {
      const describeTemplate = templateDescriber(invocation, mapping, 'history viewer');
      const revisions = await revisionsOf(invocation, object);
      const chosen = choosePrinter(invocation);
      if (chosen !== undefined) {
        const shown = wanted > 0 ? revisions.filter(({ number }) => number === wanted) : revisions;
        if (wanted > 0 && shown.length === 0) throw new CommandError('unable to find the specified revision');
        for (const { keeper } of shown) invocation.out(chosen.print({ object: keeper, mapping }));
        continue;
      }
      const title = objectName(mapping, name);
      if (wanted > 0) {
        const found = revisions.find(({ number }) => number === wanted);
        if (found === undefined) throw new CommandError('unable to find the specified revision');
        const { template, changeCause } = found;
        const shown =
          changeCause === ''
            ? template
            : {
                ...template,
                metadata: {
                  ...template.metadata,
                  annotations: { ...template.metadata?.annotations, [CHANGE_CAUSE]: changeCause },
                },
              };
        invocation.out(`${title} with revision #${wanted}\n${describeTemplate(shown as typeof template)}\n`);
      } else {
        const rows = revisions.map(({ number, changeCause }) => [String(number), changeCause === '' ? '<none>' : changeCause]);
        const table =
          revisions.length === 0 ? 'No rollout history found.' : tableText([['REVISION', 'CHANGE-CAUSE'], ...rows], [], 0, 2);
        invocation.out(`${title} \n${table}\n`);
      }
    }
  },
});
