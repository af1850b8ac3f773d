import type { RequestOptions } from '../../../api/request.ts';
import { isReason } from '../../../api/status-error.ts';
import { isObject } from '../../../core/json.ts';
import { defineVerb } from '../define-verb.ts';
import { kindName } from '../discovery.ts';
import { CommandError, SilentExit, throwAll, withSource } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { dryRunOf, type DryRun } from '../printers/result.ts';
import { fetchAll, select, type Selection, type Target } from '../resources/resources.ts';
import {
  allFlag,
  allNamespacesFlag,
  dryRunFlag,
  fieldSelectorFlag,
  filenameFlags,
  outputFlag,
  selectorFlag,
  refusedFlags,
} from '../shared-flags.ts';
import { follow, resourceVersionOf } from '../watching.ts';

const WEEK = 7 * 24 * 3_600_000;

export const deleteVerb = defineVerb({
  name: 'delete',
  usage: 'delete ([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])',
  summary: 'Delete resources by names, files or labels',
  description:
    'Asks the server to delete, and waits until the objects are gone. Many resources are given time to end; --now shortens it, --force does not wait for the node at all.',
  arguments: 'resources',
  flags: [
    ...refusedFlags('name the objects', 'raw'),
    ...filenameFlags(),
    selectorFlag,
    fieldSelectorFlag,
    allFlag(),
    allNamespacesFlag,
    { ...outputFlag(), values: ['name'] },
    dryRunFlag,
    {
      name: 'cascade',
      type: 'string',
      default: 'background',
      alone: 'background',
      values: ['background', 'foreground', 'orphan'],
      help: 'What becomes of the objects that belong to it',
    },
    {
      name: 'grace-period',
      type: 'int',
      default: '-1',
      help: 'Seconds that a resource is given to end; -1 leaves it to the resource',
    },
    { name: 'now', type: 'bool', help: 'The same as --grace-period=1' },
    { name: 'force', type: 'bool', help: 'Remove from the API at once, without waiting for the node' },
    { name: 'ignore-not-found', type: 'bool', help: 'Not finding it is no error' },
    { name: 'wait', type: 'bool', default: 'true', help: 'Wait until it is gone' },
    { name: 'timeout', type: 'duration', default: '0s', help: 'How long to wait; 0 means as long as it takes' },
    { name: 'interactive', shorthand: 'i', type: 'bool', help: 'Ask before deleting' },
  ],
  examples: [
    { comment: 'What a file describes', command: 'kubectl delete -f web.yaml' },
    { comment: 'One Pod', command: 'kubectl delete pod web' },
    { comment: 'Everything with a label', command: 'kubectl delete pods,services -l app=web' },
    { comment: 'A Pod on a dead node', command: 'kubectl delete pod web --force' },
  ],
  async run(invocation) {
    const { flags } = invocation;
    const dryRun = dryRunOf(invocation);
    const options = deleteOptions(invocation, dryRun);
    const selection = await select(invocation, {
      filenames: flags.list('filename'),
      kustomize: flags.string('kustomize'),
      recursive: flags.bool('recursive'),
      labelSelector: flags.string('selector'),
      fieldSelector: flags.string('field-selector'),
      all: flags.bool('all'),
      allNamespaces: flags.bool('all-namespaces'),
    });
    const { targets, errors } =
      selection.kind === 'objects'
        ? { targets: selection.targets, errors: [...selection.errors] }
        : await listed(invocation, selection);
    if (flags.bool('interactive') && !(await confirmed(invocation, targets))) return;
    if (flags.bool('force')) {
      invocation.err(
        'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n',
      );
    }
    const gone: { readonly target: Target; readonly uid: string }[] = [];
    const quiet = flags.bool('ignore-not-found') || (selection.kind === 'lists' && !flags.has('ignore-not-found'));
    let found = 0;
    for (const target of targets) {
      try {
        const uid = await deleteOne(invocation, target, options, dryRun);
        report(invocation, target, dryRun);
        found++;
        gone.push({ target, uid });
      } catch (error) {
        if (quiet && isReason(error, 'NotFound')) continue;
        errors.push(withSource(error, 'deleting', target.source));
      }
    }
    throwAll(errors);
    if (found === 0 && !flags.bool('ignore-not-found')) invocation.line('No resources found');
    if (!flags.bool('wait') || dryRun !== 'none') return;
    for (const { target, uid } of gone) await waitUntilGone(invocation, target, uid);
  },
});

async function listed(
  invocation: Invocation,
  selection: Selection,
): Promise<{ readonly targets: readonly Target[]; readonly errors: unknown[] }> {
  const { targets, errors } = await fetchAll(invocation, selection);
  return { targets, errors: [...errors] };
}

function deleteOptions({ flags }: Invocation, dryRun: DryRun): RequestOptions {
  const cascade = flags.string('cascade');
  const policy = { background: 'Background', foreground: 'Foreground', orphan: 'Orphan' }[cascade];
  if (policy === undefined)
    throw new CommandError(`invalid cascade value (${cascade}). Must be "background", "foreground", or "orphan"`);
  if (flags.string('output') !== '' && flags.string('output') !== 'name') {
    throw new CommandError(`unexpected -o output mode: ${flags.string('output')}. We only support '-o name'`);
  }
  const force = flags.bool('force');
  let grace = flags.int('grace-period');
  if (flags.bool('now')) {
    if (grace !== -1) throw new CommandError('--now and --grace-period cannot be specified together');
    grace = 1;
  }
  if (grace === 0 && !force) grace = 1;
  if (force && grace < 0) grace = 0;
  if (flags.bool('all') && flags.string('selector') !== '')
    throw new CommandError('cannot set --all and --selector at the same time');
  if (flags.bool('all') && flags.string('field-selector') !== '') {
    throw new CommandError('cannot set --all and --field-selector at the same time');
  }
  if (force && grace > 0) throw new CommandError('--force and --grace-period greater than 0 cannot be specified together');
  return {
    propagationPolicy: policy,
    ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}),
    ...(dryRun === 'server' ? { dryRun: true } : {}),
  };
}

async function confirmed(invocation: Invocation, targets: readonly Target[]): Promise<boolean> {
  invocation.line(`You are about to delete the following ${targets.length} resource(s):`);
  for (const { mapping, name } of targets) invocation.line(`${kindName(mapping)}/${name}`);
  invocation.out('Do you want to continue? (y/N): ');
  const answer = ((await invocation.process.stdin.read()) ?? '').trim().toLowerCase();
  if (answer === 'y' || answer === 'yes') return true;
  invocation.line('deletion is cancelled');
  return false;
}

/** Returns the uid of what was deleted, empty where the answer does not tell. */
async function deleteOne(invocation: Invocation, target: Target, options: RequestOptions, dryRun: DryRun): Promise<string> {
  const { mapping, namespace, name } = target;
  // Whether it is there at all is left to the server, which is not asked.
  if (dryRun === 'client') return '';
  const answer = await invocation.cluster.delete(mapping, namespace, name, options);
  const holder = answer['kind'] === 'Status' ? answer['details'] : answer['metadata'];
  return isObject(holder) && typeof holder['uid'] === 'string' ? holder['uid'] : '';
}

function report(invocation: Invocation, { mapping, namespace, name }: Target, dryRun: DryRun): void {
  const { flags } = invocation;
  if (flags.string('output') === 'name') return invocation.line(`${kindName(mapping)}/${name}`);
  const operation = flags.bool('force') ? 'force deleted' : 'deleted';
  const where = mapping.namespaced ? ` from ${namespace} namespace` : '';
  const note = dryRun === 'client' ? ' (dry run)' : dryRun === 'server' ? ' (server dry run)' : '';
  invocation.line(`${kindName(mapping)} "${name}" ${operation}${where}${note}`);
}

/** Waits until the object of this uid is no longer there. Throws CommandError when time runs out. */
export async function waitUntilGone(invocation: Invocation, { mapping, namespace, name }: Target, uid: string): Promise<void> {
  const { cluster, flags } = invocation;
  const current = await cluster.find(mapping, namespace, name);
  if (current === undefined || (uid !== '' && current.metadata.uid !== uid)) return;
  const limit = flags.duration('timeout');
  const end = await follow(
    invocation,
    {
      ...cluster.at(mapping, namespace),
      options: { fieldSelector: `metadata.name=${name}`, resourceVersion: resourceVersionOf(current) },
    },
    {
      timeout: limit <= 0 ? WEEK : limit,
      onEvent: ({ type, object }) => {
        const metadata = isObject(object['metadata']) ? object['metadata'] : {};
        return type === 'DELETED' || (uid !== '' && metadata['uid'] !== uid);
      },
    },
  );
  if (end === 'timeout') throw new CommandError(`timed out waiting for the condition on ${mapping.resource}/${name}`);
  if (end === 'interrupted') throw new SilentExit(130);
}
