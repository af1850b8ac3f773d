import type { JsonObject } from '../../../core/json.ts';
import { defineVerb } from '../define-verb.ts';
import { CommandError, throwAll } from '../errors.ts';
import { LAST_APPLIED, lastApplied, withLastApplied } from '../patch/last-applied.ts';
import { dryRunOf, resultPrinter } from '../printers/result.ts';
import { select } from '../resources/resources.ts';
import { dryRunFlag, filenameFlags, printFlags } from '../shared-flags.ts';

export const setLastApplied = defineVerb({
  name: 'set-last-applied',
  usage: 'set-last-applied -f FILENAME',
  summary: 'Set the configuration that counts as applied the last time, without changing anything else',
  arguments: 'files',
  flags: [
    ...filenameFlags(),
    ...printFlags,
    dryRunFlag,
    { name: 'create-annotation', type: 'bool', help: 'Also when nothing was applied before' },
  ],
  examples: [{ comment: 'To what the file says', command: 'kubectl apply set-last-applied -f web.yaml' }],
  async run(invocation) {
    const { flags, cluster } = invocation;
    const dryRun = dryRunOf(invocation);
    const printer = resultPrinter(invocation, dryRun);
    const selection = await select(invocation, {
      filenames: flags.list('filename'),
      kustomize: flags.string('kustomize'),
      recursive: flags.bool('recursive'),
    });
    if (selection.kind !== 'objects') return;
    throwAll(selection.errors);
    for (const { mapping, namespace, name, object } of selection.targets) {
      if (object === undefined) continue;
      const current = await cluster.get(mapping, namespace, name);
      if (lastApplied(current) === undefined && !flags.bool('create-annotation')) {
        throw new CommandError(
          `no last-applied-configuration annotation found on resource: ${name}, to create the annotation, run the command with --create-annotation`,
        );
      }
      const text = withLastApplied(object).metadata.annotations?.[LAST_APPLIED] ?? '';
      const patch = { metadata: { annotations: { [LAST_APPLIED]: text } } };
      const options = dryRun === 'server' ? { dryRun: true } : {};
      const result =
        dryRun === 'client' ? current : await cluster.patch(mapping, namespace, name, 'merge', patch as JsonObject, options);
      printer.print(mapping, result, 'configured');
    }
  },
});
