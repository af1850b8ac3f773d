import { defineVerb } from '../../define-verb.ts';
import { CommandError, SilentExit, throwAll } from '../../errors.ts';
import type { Invocation } from '../../invocation.ts';
import type { AnyObject } from '../../cluster-session.ts';
import { fetchAll, select, type Target } from '../../resources/resources.ts';
import { filenameFlags, selectorFlag } from '../../shared-flags.ts';
import { follow, resourceVersionOf } from '../../watching.ts';

export const status = defineVerb({
  name: 'status',
  usage: 'status (TYPE NAME | TYPE/NAME) [flags]',
  summary: 'Show the status of the rollout',
  description: 'Tells how far the newest update has come, and by default waits until it is done.',
  arguments: 'resources',
  typed: true,
  attempts: 4,
  flags: [
    ...filenameFlags(),
    selectorFlag,
    { name: 'watch', shorthand: 'w', type: 'bool', default: 'true', help: 'Wait until it is done' },
    { name: 'revision', type: 'int', default: '0', help: 'Only while this is the newest revision' },
    { name: 'timeout', type: 'duration', default: '0s', help: 'How long to wait; 0 means as long as it takes' },
  ],
  examples: [{ comment: 'Wait for a Deployment', command: 'kubectl rollout status deployment/web' }],
  async run(invocation) {
    const { flags, args } = invocation;
    if (args.length === 0 && flags.list('filename').length === 0) throw new CommandError('required resource not specified');
    const selection = await select(invocation, {
      filenames: flags.list('filename'),
      kustomize: flags.string('kustomize'),
      recursive: flags.bool('recursive'),
      labelSelector: flags.string('selector'),
      typeAloneMeansAll: true,
    });
    const { targets, errors } = await fetchAll(invocation, selection);
    for (const target of targets) await followRollout(invocation, target);
    throwAll(errors);
  },
});

async function followRollout(invocation: Invocation, target: Target & { readonly object: AnyObject }): Promise<void> {
  const { cluster, flags } = invocation;
  const { mapping, namespace, name, object } = target;
  const kind = cluster.kindOf(mapping);
  if (kind?.rolloutStatus === undefined) {
    const groupKind = mapping.group === '' ? mapping.kind : `${mapping.kind}.${mapping.group}`;
    throw new CommandError(`no status viewer has been implemented for ${groupKind}`);
  }
  const rolloutStatus = kind.rolloutStatus;
  const tell = (current: AnyObject): boolean => {
    const { message, done } = rolloutStatus(current, flags.int('revision'));
    invocation.out(message.endsWith('\n') ? message : `${message}\n`);
    return done;
  };
  if (tell(object) || !flags.bool('watch')) return;
  const limit = flags.duration('timeout');
  const end = await follow(
    invocation,
    {
      ...cluster.at(mapping, namespace),
      options: { fieldSelector: `metadata.name=${name}`, resourceVersion: resourceVersionOf(object) },
    },
    {
      ...(limit > 0 ? { timeout: limit } : {}),
      onEvent({ type, object }) {
        if (type === 'DELETED') throw new CommandError('object has been deleted');
        return tell(object as unknown as AnyObject);
      },
    },
  );
  if (end === 'timeout') throw new CommandError('timed out waiting for the condition');
  if (end === 'interrupted') throw new SilentExit(130);
}
