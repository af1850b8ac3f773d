import { defineVerb } from '../define-verb.ts';
import { kindName } from '../discovery.ts';
import { CommandError, throwAll, withSource } from '../errors.ts';
import { isReason } from '../../../api/status-error.ts';
import { writeOptions } from '../field-validation.ts';
import { withLastApplied } from '../patch/last-applied.ts';
import { dryRunOf, resultPrinter } from '../printers/result.ts';
import { select } from '../resources/resources.ts';
import {
  dryRunFlag,
  fieldManagerFlag,
  filenameFlags,
  printFlags,
  saveConfigFlag,
  validateFlag,
  refusedFlags,
} from '../shared-flags.ts';
import { waitUntilGone } from './delete.ts';

export const replace = defineVerb({
  name: 'replace',
  usage: 'replace -f FILENAME',
  summary: 'Replace resources by what files describe',
  description:
    'Puts the whole object of the file in place of the one on the server. With --force it is deleted and created anew.',
  arguments: 'files',
  flags: [
    ...refusedFlags('the object itself is replaced', 'raw', 'subresource', 'cascade', 'wait!'),
    ...filenameFlags(),
    ...printFlags,
    dryRunFlag,
    validateFlag,
    saveConfigFlag,
    fieldManagerFlag('kubectl-replace'),
    { name: 'force', type: 'bool', help: 'Delete and create anew' },
    { name: 'grace-period', type: 'int', default: '-1', help: 'With --force, seconds that a resource is given to end' },
    { name: 'timeout', type: 'duration', default: '0s', help: 'With --force, how long to wait for the end' },
  ],
  examples: [{ comment: 'With the object in a file', command: 'kubectl replace -f web.yaml' }],
  async run(invocation) {
    const { flags, cluster } = invocation;
    const filenames = flags.list('filename');
    if (filenames.length === 0) throw new CommandError('must specify one of -f and -k');
    const dryRun = dryRunOf(invocation);
    const printer = resultPrinter(invocation, dryRun);
    if (flags.int('grace-period') >= 0 && !flags.bool('force'))
      throw new CommandError('--grace-period must have --force specified');
    if (flags.bool('force') && dryRun !== 'none') throw new CommandError('--dry-run can not be used when --force is set');
    const selection = await select(invocation, { filenames, recursive: flags.bool('recursive') });
    if (selection.kind !== 'objects') return;
    const errors: unknown[] = [...selection.errors];
    for (const target of selection.targets) {
      const { mapping, namespace, name, object, source } = target;
      if (object === undefined) continue;
      const body =
        flags.bool('save-config') ||
        object.metadata.annotations?.['kubectl.kubernetes.io/last-applied-configuration'] !== undefined
          ? withLastApplied(object)
          : object;
      try {
        if (dryRun === 'client') printer.print(mapping, body, 'replaced');
        else if (flags.bool('force')) {
          const grace = flags.int('grace-period');
          try {
            await cluster.delete(mapping, namespace, name, {
              propagationPolicy: 'Background',
              ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}),
            });
            invocation.line(`${kindName(mapping)} "${name}" deleted${mapping.namespaced ? ` from ${namespace} namespace` : ''}`);
            await waitUntilGone(invocation, target, '');
          } catch (error) {
            if (!isReason(error, 'NotFound')) throw error;
          }
          printer.print(mapping, await cluster.create(mapping, namespace, body, writeOptions(invocation, dryRun)), 'replaced');
        } else
          printer.print(
            mapping,
            await cluster.update(mapping, namespace, name, body, writeOptions(invocation, dryRun)),
            'replaced',
          );
      } catch (error) {
        errors.push(withSource(error, 'replacing', source));
      }
    }
    throwAll(errors);
  },
});
