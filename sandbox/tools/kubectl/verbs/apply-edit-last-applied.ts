import type { JsonObject } from '../../../core/json.ts';
import type { AnyObject } from '../cluster-session.ts';
import { defineVerb } from '../define-verb.ts';
import { editObjects } from '../editing.ts';
import { CommandError, throwAll } from '../errors.ts';
import { LAST_APPLIED, lastApplied, withLastApplied } from '../patch/last-applied.ts';
import { fetchAll, select } from '../resources/resources.ts';
import { filenameFlags, printFlags, refusedFlags } from '../shared-flags.ts';

const NOTICE = [
  "# Please edit the 'last-applied-configuration' annotations below.",
  "# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.",
  '#',
];

export const editLastApplied = defineVerb({
  name: 'edit-last-applied',
  usage: 'edit-last-applied (RESOURCE/NAME | -f FILENAME)',
  summary: 'Edit the configuration that counts as applied the last time',
  description: 'Opens in the editor what was applied the last time, and changes nothing but that.',
  arguments: 'resources',
  flags: [
    ...filenameFlags(),
    ...printFlags,
    ...refusedFlags('there are no other line endings here', 'windows-line-endings!'),
    { name: 'validate', type: 'string', default: 'strict', alone: 'strict', help: 'What to do about unknown fields' },
    {
      name: 'field-manager',
      type: 'string',
      default: 'kubectl-client-side-apply',
      help: 'Name under which ownership is tracked',
    },
  ],
  examples: [{ comment: 'Of a Deployment', command: 'kubectl apply edit-last-applied deployment/web' }],
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
    const applied = targets.flatMap((target) => {
      const object = lastApplied(target.object);
      return object === undefined ? [] : [{ ...target, object: object as unknown as AnyObject }];
    });
    if (applied.length === 0) {
      throw new CommandError(
        'no last-applied-configuration annotation found on resources, to create the annotation, use command `kubectl apply set-last-applied --create-annotation`',
      );
    }
    await editObjects(invocation, applied, {
      notice: NOTICE,
      done: 'edited',
      keepsIdentity: true,
      again: true,
      async send({ mapping, namespace, name }, edited) {
        const annotations = { [LAST_APPLIED]: withLastApplied(edited).metadata.annotations?.[LAST_APPLIED] ?? '' };
        await cluster.patch(mapping, namespace, name, 'merge', { metadata: { annotations } } as JsonObject, {
          fieldManager: flags.string('field-manager'),
        });
        return edited;
      },
    });
  },
});
