import { compactJson } from '../../../core/json-text.ts';
import { patchBetween } from '../build/change-template.ts';
import type { AnyObject } from '../cluster-session.ts';
import { defineVerb } from '../define-verb.ts';
import { EDIT_NOTICE, editObjects } from '../editing.ts';
import { CommandError, throwAll } from '../errors.ts';
import { withLastApplied } from '../patch/last-applied.ts';
import { withoutManagedFields } from '../printers/managed-fields.ts';
import { fetchAll, select } from '../resources/resources.ts';
import { filenameFlags, refusedFlags, validateFlag } from '../shared-flags.ts';

export const edit = defineVerb({
  name: 'edit',
  usage: 'edit (RESOURCE/NAME | -f FILENAME)',
  summary: 'Edit a resource in an editor',
  description: 'Opens the object as YAML in the editor and sends what was changed when it is closed.',
  arguments: 'resources',
  flags: [
    ...refusedFlags('only the object itself is edited', 'subresource', 'windows-line-endings!', 'template'),
    validateFlag,
    { name: 'output-patch', type: 'bool', help: 'Print the patch that is sent' },
    { name: 'save-config', type: 'bool', help: 'Keep the configuration in an annotation, for kubectl apply' },
    { name: 'allow-missing-template-keys', type: 'bool', default: 'true', help: 'Take missing fields for empty' },
    { name: 'show-managed-fields', type: 'bool', help: 'Keep metadata.managedFields', notSimulated: 'they are never shown' },
    ...filenameFlags(),
    { name: 'output', shorthand: 'o', type: 'string', default: 'yaml', values: ['yaml', 'json'], help: 'Format in the editor' },
    { name: 'field-manager', type: 'string', default: 'kubectl-edit', help: 'Name under which field ownership is tracked' },
  ],
  examples: [{ comment: 'A Deployment', command: 'kubectl edit deployment web' }],
  async run(invocation) {
    const { flags, cluster } = invocation;
    const selection = await select(invocation, {
      filenames: flags.list('filename'),
      kustomize: flags.string('kustomize'),
      recursive: flags.bool('recursive'),
      typeAloneMeansAll: true,
    });
    const { targets, errors } = await fetchAll(invocation, selection);
    throwAll(errors);
    if (targets.length === 0) throw new CommandError('edit cancelled, no objects found');
    const shown = targets.map((target) => ({ ...target, object: withoutManagedFields(target.object) as AnyObject }));
    await editObjects(invocation, shown, {
      notice: EDIT_NOTICE,
      done: 'edited',
      keepsIdentity: true,
      again: true,
      async send(target, edited) {
        const kept = flags.bool('save-config') ? withLastApplied(edited) : edited;
        const { type, patch } = patchBetween(invocation, target, target.object, kept);
        if (flags.bool('output-patch')) invocation.line(`Patch: ${compactJson(patch)}`);
        return cluster.patch(target.mapping, target.namespace, target.name, type, patch, {
          fieldManager: flags.string('field-manager'),
          fieldValidation: 'Strict',
        });
      },
    });
  },
});
