import { isReason } from '../../../api/status-error.ts';
import { isObject } from '../../../core/json.ts';
import { unifiedDiff } from '../../../core/unified-diff.ts';
import type { AnyObject } from '../cluster-session.ts';
import { defineVerb } from '../define-verb.ts';
import { CommandError, SilentExit, textOf, throwAll } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { compactJson } from '../../../core/json-text.ts';
import { toYaml } from '../../../core/yaml-text.ts';
import { lastApplied } from '../patch/last-applied.ts';
import { applyPatch } from '../patch/apply-patch.ts';
import { withoutManagedFields } from '../printers/managed-fields.ts';
import { select, type Target } from '../resources/resources.ts';
import { fieldManagerFlag, filenameFlags, selectorFlag } from '../shared-flags.ts';

export const diff = defineVerb({
  name: 'diff',
  usage: 'diff -f FILENAME',
  summary: 'Diff the live version against a would-be applied version',
  description: 'Shows what kubectl apply would change. Ends with 0 for no difference, 1 for some, more than 1 when it failed.',
  arguments: 'files',
  attempts: 1,
  flags: [
    ...filenameFlags(),
    selectorFlag,
    fieldManagerFlag('kubectl-client-side-apply'),
    { name: 'server-side', type: 'bool', help: 'Let the server merge, by the owners of fields' },
    { name: 'force-conflicts', type: 'bool', help: 'With --server-side, take over fields that others own' },
    { name: 'show-managed-fields', type: 'bool', help: 'Keep metadata.managedFields' },
    { name: 'show-secrets', type: 'bool', default: 'false', help: 'Do not hide the values of Secrets' },
    { name: 'concurrency', type: 'int', default: '1', help: 'Objects at a time', notSimulated: 'one after the other' },
    { name: 'prune', type: 'bool', help: 'Show what pruning would delete', notSimulated: 'nothing is pruned by diff' },
    { name: 'prune-allowlist', type: 'array', help: 'Kinds to prune', notSimulated: 'nothing is pruned by diff' },
  ],
  examples: [{ comment: 'What would change?', command: 'kubectl diff -f web.yaml' }],
  async run(invocation) {
    try {
      if (await differs(invocation)) throw new SilentExit(1);
    } catch (error) {
      if (error instanceof SilentExit) throw error;
      const text = textOf(error);
      throw new CommandError(text, { prefix: '', exitCode: 2 });
    }
  },
});

async function differs(invocation: Invocation): Promise<boolean> {
  const { flags, args } = invocation;
  if (args.length > 0) throw invocation.usageError(`Unexpected args: [${args.join(' ')}]`);
  const filenames = flags.list('filename');
  if (filenames.length === 0 && flags.string('kustomize') === '') throw new CommandError('must specify one of -f and -k');
  if (flags.bool('force-conflicts') && !flags.bool('server-side'))
    throw new CommandError('--force-conflicts only works with --server-side');
  const selection = await select(invocation, {
    filenames,
    kustomize: flags.string('kustomize'),
    recursive: flags.bool('recursive'),
    labelSelector: flags.string('selector'),
  });
  if (selection.kind !== 'objects') return false;
  throwAll(selection.errors);
  const pairs: { readonly name: string; readonly live: string; readonly merged: string }[] = [];
  for (const target of selection.targets) {
    const [live, merged] = await versions(invocation, target);
    const { group, version, kind } = target.mapping;
    const name = `${group === '' ? '' : `${group}.`}${version}.${kind}.${target.namespace}.${target.name}`;
    pairs.push({ name, live: live === undefined ? '' : toYaml(live), merged: toYaml(merged) });
  }
  const { random, clock } = invocation.process;
  const folder = (name: string): string => `/tmp/${name}-${random.below(4_000_000_000)}`;
  const [before, after] = [folder('LIVE'), folder('MERGED')];
  const time = `${new Date(clock.now()).toISOString().replace('T', ' ').replace('Z', '')}000000 +0000`;
  let found = false;
  for (const { name, live, merged } of pairs.toSorted((left, right) => (left.name < right.name ? -1 : 1))) {
    if (live === merged) continue;
    found = true;
    const [from, to] = [`${before}/${name}`, `${after}/${name}`];
    invocation.out(`diff -u -N ${from} ${to}\n--- ${from}\t${time}\n+++ ${to}\t${time}\n${hunks(live, merged)}`);
  }
  return found;
}

/** As diff(1) has it: a text ends with its last line break, and one that is not there has no lines. */
function hunks(before: string, after: string): string {
  const lines = (text: string): readonly string[] => text.replace(/\n$/, '').split('\n');
  if (before === '') {
    const added = lines(after);
    return `@@ -0,0 +1${added.length === 1 ? '' : `,${added.length}`} @@\n${added.map((line) => `+${line}\n`).join('')}`;
  }
  return unifiedDiff(lines(before).join('\n'), lines(after).join('\n'));
}

/** The object as it is and as it would be, ready to be compared. */
async function versions(invocation: Invocation, target: Target): Promise<readonly [live: unknown, merged: unknown]> {
  const { cluster, flags } = invocation;
  const { mapping, namespace, name } = target;
  const object = target.object ?? ({} as AnyObject);
  const live = await cluster.find(mapping, namespace, name);
  const merged = await mergedVersion(invocation, target, object, live);
  const shown = [live, merged].map((version) => (flags.bool('show-managed-fields') ? version : withoutManagedFields(version)));
  return mapping.kind === 'Secret' && mapping.group === '' && !flags.bool('show-secrets')
    ? masked(shown[0], shown[1])
    : [shown[0], shown[1]];
}

async function mergedVersion(
  invocation: Invocation,
  { mapping, namespace, name }: Target,
  object: AnyObject,
  live: AnyObject | undefined,
): Promise<AnyObject> {
  const { cluster, flags } = invocation;
  const options = { dryRun: true, fieldManager: flags.string('field-manager') };
  if (flags.bool('server-side')) {
    const fieldManager = flags.has('field-manager') ? flags.string('field-manager') : 'kubectl';
    const force = flags.bool('force-conflicts');
    try {
      return await cluster.patch(mapping, namespace, name, 'apply', compactJson(object), { ...options, fieldManager, force });
    } catch (error) {
      // Any conflict is taken for one over the version, and tried again until the lock is left away.
      if (isReason(error, 'Conflict'))
        invocation.log(
          'W',
          'diff.go:723',
          `Object (${mapping.group}/${mapping.version}, Kind=${mapping.kind}: ${name}) keeps changing, diffing without lock`,
        );
      throw error;
    }
  }
  if (live === undefined) return cluster.create(mapping, namespace, object, options);
  const { type, patch } = applyPatch(
    cluster.kindOf(mapping)?.type.definition,
    lastApplied(live) ?? {},
    withAnnotations(object),
    live,
  );
  return Object.keys(patch).length === 0 ? live : cluster.patch(mapping, namespace, name, type, patch, options);
}

/** What was applied always has annotations, be they none. */
const withAnnotations = (object: AnyObject): AnyObject => ({
  ...object,
  metadata: { ...object.metadata, annotations: object.metadata.annotations ?? {} },
});

const HIDDEN = '***';

function masked(before: unknown, after: unknown): readonly [unknown, unknown] {
  const dataOf = (object: unknown): { readonly [key: string]: unknown } =>
    isObject(object) && isObject(object['data']) ? object['data'] : {};
  const [from, to] = [dataOf(before), dataOf(after)];
  const hide = (data: typeof from, other: typeof from, word: string): { readonly [key: string]: string } =>
    Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, key in other && other[key] !== value ? `${HIDDEN} (${word})` : HIDDEN]),
    );
  const withData = (object: unknown, data: { readonly [key: string]: string }): unknown =>
    isObject(object) && isObject(object['data']) ? { ...object, data } : object;
  return [withData(before, hide(from, to, 'before')), withData(after, hide(to, from, 'after'))];
}
