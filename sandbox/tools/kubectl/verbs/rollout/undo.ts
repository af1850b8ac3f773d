import { deepEqual, type JsonObject } from '../../../../core/json.ts';
import type { PodTemplateSpec } from '../../../../schema/types/core-v1.ts';
import type { AnyObject } from '../../cluster-session.ts';
import { defineVerb } from '../../define-verb.ts';
import { objectName } from '../../discovery.ts';
import { CommandError } from '../../errors.ts';
import type { Invocation } from '../../invocation.ts';
import { lastApplied, LAST_APPLIED } from '../../patch/last-applied.ts';
import { dryRunOf, resultPrinter, type DryRun } from '../../printers/result.ts';
import { fetchOrThrow, select, type Target } from '../../resources/resources.ts';
import { dryRunFlag, filenameFlags, printFlags, selectorFlag } from '../../shared-flags.ts';
import { templateDescriber, REVISION, revisionsOf, TEMPLATE_HASH, type Revision } from './revisions.ts';

export const undo = defineVerb({
  name: 'undo',
  usage: 'undo (TYPE NAME | TYPE/NAME) [flags]',
  summary: 'Undo a previous rollout',
  arguments: 'resources',
  typed: true,
  attempts: 4,
  flags: [
    ...filenameFlags(),
    selectorFlag,
    ...printFlags,
    dryRunFlag,
    { name: 'to-revision', type: 'int', default: '0', help: 'Revision to go back to; 0 for the one before' },
  ],
  examples: [
    { comment: 'Back to the version before', command: 'kubectl rollout undo deployment/web' },
    { comment: 'Back to a certain version', command: 'kubectl rollout undo deployment/web --to-revision=3' },
  ],
  async run(invocation) {
    const { flags, args } = invocation;
    if (args.length === 0 && flags.list('filename').length === 0) throw new CommandError('required resource not specified');
    const dryRun = dryRunOf(invocation);
    const selection = await select(invocation, {
      filenames: flags.list('filename'),
      kustomize: flags.string('kustomize'),
      recursive: flags.bool('recursive'),
      labelSelector: flags.string('selector'),
      typeAloneMeansAll: true,
    });
    for (const target of await fetchOrThrow(invocation, selection))
      await rollBack(invocation, target, flags.int('to-revision'), dryRun);
  },
});

async function rollBack(
  invocation: Invocation,
  target: Target & { readonly object: AnyObject },
  to: number,
  dryRun: DryRun,
): Promise<void> {
  const { cluster } = invocation;
  const { mapping, namespace, name, object } = target;
  if (to < 0) throw new CommandError(`unable to find specified revision ${to} in history`);
  const describeTemplate = templateDescriber(invocation, mapping, 'rollbacker');
  const spec = (object['spec'] ?? {}) as { readonly paused?: boolean };
  if (lastApplied(object) !== undefined) {
    cluster.warn(
      `resource ${mapping.resource}/${name} was previously managed with 'kubectl apply'. Rolling back will not update the kubectl.kubernetes.io/last-applied-configuration annotation, which may cause unexpected behavior on future 'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file instead.`,
    );
  }
  const revision = chooseRevision(mapping.kind, name, await revisionsOf(invocation, object), to);
  const template = withoutHash(revision.template);
  const current = cluster.kindOf(mapping)?.podTemplate?.(object);
  const printer = resultPrinter(invocation, dryRun);
  if (dryRun === 'client') {
    invocation.out(`${objectName(mapping, name)} ${describeTemplate(revision.template)} (dry run)\n`);
    return;
  }
  if (spec.paused === true)
    throw new CommandError(
      "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again",
    );
  if (deepEqual(withoutHash(current as PodTemplateSpec), template)) {
    printer.print(mapping, object, `skipped rollback (current template already matches revision ${revision.number})`);
    return;
  }
  const patch: readonly JsonObject[] = [
    { op: 'replace', path: '/spec/template', value: template as unknown as JsonObject },
    { op: 'replace', path: '/metadata/annotations', value: annotationsAfter(object, revision) },
  ];
  const result = await cluster.patch(mapping, namespace, name, 'json', patch, dryRun === 'server' ? { dryRun: true } : {});
  printer.print(mapping, result, 'rolled back');
}

function chooseRevision(kind: string, name: string, revisions: readonly Revision[], to: number): Revision {
  const found = to === 0 ? revisions.at(-2) : revisions.find(({ number }) => number === to);
  if (found !== undefined) return found;
  if (to === 0)
    throw new CommandError(
      revisions.length > 0 && keepsRevisions(revisions)
        ? 'no last revision to roll back to'
        : `no rollout history found for ${kind.toLowerCase()} ${JSON.stringify(name)}`,
    );
  throw new CommandError(`unable to find specified revision ${to} in history`);
}

/** Whether the former states are ControllerRevisions. */
const keepsRevisions = (revisions: readonly Revision[]): boolean =>
  revisions.every(({ keeper }) => keeper['revision'] !== undefined);

function withoutHash(template: PodTemplateSpec): PodTemplateSpec {
  const { [TEMPLATE_HASH]: _, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } } as PodTemplateSpec;
}

/** Annotations that stay the object's own when it goes back; all others come from the revision. */
const kept = new Set([
  LAST_APPLIED,
  REVISION,
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
]);

function annotationsAfter(object: AnyObject, { keeper }: Revision): JsonObject {
  const pick = (annotations: { readonly [key: string]: string } | undefined, own: boolean): JsonObject =>
    Object.fromEntries(Object.entries(annotations ?? {}).filter(([key]) => kept.has(key) === own));
  return { ...pick(object.metadata.annotations, true), ...pick(keeper.metadata.annotations, false) };
}
