import { sortKeys } from '../../../core/json-text.ts';
import { isReason, StatusError } from '../../../api/status-error.ts';
import { isObject } from '../../../core/json.ts';
import type { AnyObject } from '../cluster-session.ts';
import { defineVerb } from '../define-verb.ts';
import { groupVersion, type Mapping } from '../discovery.ts';
import { CommandError, throwAll, withMessage, withSource } from '../errors.ts';
import { fieldValidation, writeOptions } from '../field-validation.ts';
import type { Invocation } from '../invocation.ts';
import { compactJson } from '../../../core/json-text.ts';
import { lastApplied, withLastApplied } from '../patch/last-applied.ts';
import { applyPatch } from '../patch/apply-patch.ts';
import { patchedLocally } from '../patch/patched-locally.ts';
import { choosePrinter } from '../printers/choose.ts';
import { dryRunOf, resultPrinter, type DryRun } from '../printers/result.ts';
import { checkPrune, prune } from '../resources/prune.ts';
import { select, type Target } from '../resources/resources.ts';
import {
  allFlag,
  dryRunFlag,
  fieldManagerFlag,
  filenameFlags,
  overwriteFlag,
  printFlags,
  selectorFlag,
  validateFlag,
  refusedFlags,
} from '../shared-flags.ts';
import { applyOnServer } from './apply-server-side.ts';
import { editLastApplied } from './apply-edit-last-applied.ts';
import { setLastApplied } from './apply-set-last-applied.ts';
import { viewLastApplied } from './apply-view-last-applied.ts';

export const apply = defineVerb({
  name: 'apply',
  usage: 'apply (-f FILENAME | -k DIRECTORY)',
  summary: 'Bring resources to the state that files describe',
  description:
    'Creates what is not there yet and changes what is, field by field: only fields that the file has, or had the last time, are touched. The configuration is kept in an annotation so that a field removed from the file can be removed from the object.',
  arguments: 'files',
  flags: [
    ...refusedFlags('--force deletes in the background, at once', 'cascade', 'grace-period', 'timeout', 'wait!'),
    ...refusedFlags('the object itself is applied', 'subresource'),
    {
      name: 'openapi-patch',
      type: 'bool',
      default: 'true',
      help: 'Use the server schema',
      notSimulated: 'types are known without it',
    },
    { name: 'prune-allowlist', type: 'array', help: 'Kinds to prune: group/version/kind' },
    ...filenameFlags(),
    selectorFlag,
    allFlag(),
    ...printFlags,
    dryRunFlag,
    validateFlag,
    { ...fieldManagerFlag('kubectl-client-side-apply') },
    { ...overwriteFlag('changes that others made'), default: 'true', notSimulated: 'the patch always overwrites' },
    { name: 'server-side', type: 'bool', help: 'Let the server merge, by the owners of fields' },
    { name: 'force-conflicts', type: 'bool', help: 'With --server-side, take over fields that others own' },
    { name: 'prune', type: 'bool', help: 'Delete what was applied before and is no longer in the files' },
    { name: 'force', type: 'bool', help: 'Delete and create anew what cannot be changed' },
  ],
  examples: [
    { comment: 'One file', command: 'kubectl apply -f web.yaml' },
    { comment: 'All files of a folder', command: 'kubectl apply -f ./manifests' },
    { comment: 'From another command', command: 'cat web.yaml | kubectl apply -f -' },
    { comment: 'What would happen?', command: 'kubectl apply -f web.yaml --dry-run=server' },
  ],
  subcommands: [editLastApplied, setLastApplied, viewLastApplied],
  async run(invocation) {
    const { flags, args } = invocation;
    if (args.length > 0) throw invocation.usageError(`Unexpected args: [${args.join(' ')}]`);
    const filenames = flags.list('filename');
    if (filenames.length === 0 && flags.string('kustomize') === '') throw new CommandError('must specify one of -f and -k');
    await checkPrune(invocation);
    if (flags.bool('force-conflicts') && !flags.bool('server-side'))
      throw new CommandError('--force-conflicts only works with --server-side');
    const dryRun = dryRunOf(invocation);
    if (flags.bool('server-side') && dryRun === 'client')
      throw new CommandError("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)");
    if (flags.bool('server-side') && flags.bool('force')) throw new CommandError('--force cannot be used with --server-side');
    fieldValidation(invocation);
    const chosen = choosePrinter(invocation, { keepOrder: true });
    const selection = await select(invocation, {
      filenames,
      kustomize: flags.string('kustomize'),
      recursive: flags.bool('recursive'),
      labelSelector: flags.string('selector'),
    });
    if (selection.kind !== 'objects') return;
    const errors: unknown[] = [...selection.errors];
    if (selection.targets.length === 0 && errors.length === 0) throw new CommandError('no objects passed to apply');
    const wholeObjects = chosen !== undefined && chosen.printer.oneByOne !== true;
    const printer = resultPrinter(invocation, dryRun);
    const results: AnyObject[] = [];
    const [applied, namespaces] = [new Set<string>(), new Set<string>()];
    for (const target of selection.targets) {
      try {
        const { object, operation } = flags.bool('server-side')
          ? { object: await applyOnServer(invocation, target, dryRun), operation: 'serverside-applied' }
          : await applyOne(invocation, target, dryRun);
        if (object.metadata.uid !== undefined) applied.add(object.metadata.uid);
        namespaces.add(target.namespace);
        if (wholeObjects) results.push(object);
        else printer.print(target.mapping, object, operation);
      } catch (error) {
        errors.push(error);
      }
    }
    if (chosen !== undefined && wholeObjects && results.length > 0) {
      const [only, ...more] = results;
      const object =
        more.length === 0 ? sortKeys(only) : { kind: 'List', apiVersion: 'v1', metadata: {}, items: results.map(sortKeys) };
      invocation.out(chosen.print({ object }));
    }
    throwAll(errors);
    if (flags.bool('prune')) {
      const onPruned = (mapping: Mapping, object: AnyObject): void => printer.print(mapping, object, 'pruned');
      await prune(invocation, { applied, namespaces, dryRun, onPruned });
    }
  },
});

interface Applied {
  readonly object: AnyObject;
  readonly operation: string;
}

/** What an object is called in messages about requests. */
export function describeTarget(mapping: Mapping, name: string, namespace: string): string {
  const version = mapping.group === '' ? `/${mapping.version}` : groupVersion(mapping);
  return `Resource: "${version}, Resource=${mapping.resource}", GroupVersionKind: "${version}, Kind=${mapping.kind}"\nName: ${JSON.stringify(name)}, Namespace: ${JSON.stringify(namespace)}`;
}

/** A null means the same when an object is made as when it is changed: there is no such field. Models pruneNullsFromMap of kubectl's apply. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([key, item]) => [key, withoutNulls(item)]),
  );
}

async function applyOne(invocation: Invocation, target: Target, dryRun: DryRun): Promise<Applied> {
  const { cluster } = invocation;
  const { mapping, namespace, name, source = '' } = target;
  const object = target.object ?? ({} as AnyObject);
  const modified = withLastApplied(object);
  const options = writeOptions(invocation, dryRun);
  const current = await currentOf(invocation, target);
  if (current === undefined) {
    const created = withoutNulls(modified) as AnyObject;
    if (dryRun === 'client') return { object: created, operation: 'created' };
    try {
      return { object: await cluster.create(mapping, namespace, created, options), operation: 'created' };
    } catch (error) {
      throw withSource(error, 'creating', source);
    }
  }
  const original = lastApplied(current);
  if (original === undefined) {
    cluster.warn(
      `resource ${mapping.resource}/${name} is missing the kubectl.kubernetes.io/last-applied-configuration annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.`,
    );
  }
  const { type, patch } = applyPatch(cluster.kindOf(mapping)?.type.definition, original ?? {}, modified, current);
  if (Object.keys(patch).length === 0) return { object: current, operation: 'unchanged' };
  if (dryRun === 'client')
    return {
      object: patchedLocally(cluster.kindOf(mapping), mapping, type, current, patch),
      operation: 'configured',
    };
  try {
    const patched = await cluster.patch(mapping, namespace, name, type, patch, options);
    return { object: patched, operation: 'configured' };
  } catch (error) {
    if (invocation.flags.bool('force') && isReason(error, 'Invalid', 'Conflict'))
      return recreate(invocation, target, modified, options);
    const about = `applying patch:\n${compactJson(patch)}\nto:\n${describeTarget(mapping, name, namespace)}\nfor:`;
    throw withSource(error, about, source);
  }
}

async function recreate(invocation: Invocation, target: Target, modified: AnyObject, options: object): Promise<Applied> {
  const { cluster } = invocation;
  await cluster.delete(target.mapping, target.namespace, target.name, { propagationPolicy: 'Background', gracePeriodSeconds: 0 });
  return { object: await cluster.create(target.mapping, target.namespace, modified, options), operation: 'configured' };
}

async function currentOf(invocation: Invocation, target: Target): Promise<AnyObject | undefined> {
  const { mapping, namespace, name, source = '' } = target;
  const about = `error when retrieving current configuration of:\n${describeTarget(mapping, name, namespace)}\nfrom server for: ${JSON.stringify(source)}`;
  if (name === '') throw new CommandError(`${about}: resource name may not be empty`);
  try {
    return await invocation.cluster.get(mapping, namespace, name);
  } catch (error) {
    if (isReason(error, 'NotFound')) return undefined;
    throw error instanceof StatusError ? withMessage(error, `${about}: ${error.message}`) : error;
  }
}
