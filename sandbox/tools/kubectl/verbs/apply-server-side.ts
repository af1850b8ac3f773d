import { compactJson } from '../../../core/json-text.ts';
import { isReason } from '../../../api/status-error.ts';
import type { AnyObject } from '../cluster-session.ts';
import { CommandError, withSource } from '../errors.ts';
import { writeOptions } from '../field-validation.ts';
import type { Invocation } from '../invocation.ts';
import { LAST_APPLIED } from '../patch/last-applied.ts';
import { annotationOwners, migrationPatch } from '../patch/migrate-managers.ts';
import type { DryRun } from '../printers/result.ts';
import type { Target } from '../resources/resources.ts';

/** Who owns the annotation once server-side apply has taken over from client-side apply. */
const ANNOTATION_MANAGER = 'kubectl-last-applied';

const CONFLICT_ADVICE = [
  'Please review the fields above--they currently have other managers. Here',
  'are the ways you can resolve this warning:',
  '* If you intend to manage all of these fields, please re-run the apply',
  '  command with the `--force-conflicts` flag.',
  '* If you do not intend to manage all of the fields, please edit your',
  '  manifest to remove references to the fields that should keep their',
  '  current managers.',
  '* You may co-own fields by updating your manifest to match the existing',
  "  value; in this case, you'll become the manager if the other manager(s)",
  '  stop managing the field (remove it from their configuration).',
  'See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts',
];

/** `apply --server-side` of one object. Throws CommandError for conflicts, StatusError for other refusals. */
export async function applyOnServer(invocation: Invocation, target: Target, dryRun: DryRun): Promise<AnyObject> {
  const { flags, cluster } = invocation;
  const { mapping, namespace, name, source = '' } = target;
  if (name === '') throw new CommandError(`error when applying ${JSON.stringify(source)}: metadata.name is required`);
  const manager = flags.has('field-manager') ? flags.string('field-manager') : 'kubectl';
  const options = { ...writeOptions(invocation, dryRun), fieldManager: manager };
  const send = (): Promise<AnyObject> =>
    cluster.patch(mapping, namespace, name, 'apply', compactJson(target.object), {
      ...options,
      force: flags.bool('force-conflicts'),
    });
  try {
    return await migrate(invocation, target, await send(), options, send);
  } catch (error) {
    if (!isReason(error, 'Conflict')) throw withSource(error, 'applying', undefined);
    throw new CommandError([error.message, ...CONFLICT_ADVICE].join('\n'));
  }
}

/**
 * Hands the fields that client-side apply wrote over to server-side apply, so that what is taken out of the file later goes from the object too.
 * That it fails is told and no failure. Models saveLastApplyAnnotationIfNecessary and migrateToSSAIfNecessary of kubectl's apply.
 */
async function migrate(
  invocation: Invocation,
  { mapping, namespace, name }: Target,
  applied: AnyObject,
  options: { readonly fieldManager: string },
  again: () => Promise<AnyObject>,
): Promise<AnyObject> {
  const { cluster } = invocation;
  let object = applied;
  const failed = (what: string, error: unknown): AnyObject => {
    const why = error instanceof Error ? error.message : String(error);
    invocation.err(`Warning: ${what}. This is non-fatal and will be retried next time you apply. Error: ${why}\n`);
    return object;
  };
  try {
    const text = object.metadata.annotations?.[LAST_APPLIED];
    // Another manager has nothing to do with what kubectl keeps for itself.
    if (text !== undefined && !invocation.flags.has('field-manager') && annotationOwners(object, 'Apply').length === 0) {
      const { apiVersion, kind } = object;
      const own = namespace === undefined || !mapping.namespaced ? {} : { namespace };
      const bare = { apiVersion, kind, metadata: { annotations: { [LAST_APPLIED]: text }, name, ...own } };
      object = await cluster.patch(mapping, namespace, name, 'apply', compactJson(bare), {
        ...options,
        fieldManager: ANNOTATION_MANAGER,
      });
    }
  } catch (error) {
    return failed(`failed to migrate ${LAST_APPLIED} for Server-Side Apply`, error);
  }
  try {
    const patch = migrationPatch(object, options.fieldManager);
    if (patch === undefined) return object;
    object = await cluster.patch(mapping, namespace, name, 'json', patch, options);
  } catch (error) {
    return failed('server rejected managed fields migration to Server-Side Apply', error);
  }
  try {
    return await again();
  } catch (error) {
    return failed('failed to re-apply configuration after performing Server-Side Apply migration', error);
  }
}
