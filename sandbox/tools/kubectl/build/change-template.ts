import { deepEqual, draftOf, type Draft, type JsonObject } from '../../../core/json.ts';
import type { PodSpec, PodTemplateSpec } from '../../../schema/types/core-v1.ts';
import { StatusError } from '../../../api/status-error.ts';
import type { AnyObject } from '../cluster-session.ts';
import { resourceName } from '../discovery.ts';
import { CommandError, throwAll } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { threeWayMergePatch } from '../patch/merge-diff.ts';
import { twoWayStrategicPatch } from '../patch/strategic-diff.ts';
import { structureOf } from '../patch/structure.ts';
import { dryRunOf, resultPrinter } from '../printers/result.ts';
import { objectsOrLocal, select, type Target } from '../resources/resources.ts';

export type TemplateDraft = Draft<PodTemplateSpec> & { spec: Draft<PodSpec> };

/** The patch from one state of an object to the next; empty when nothing changes. */
export function patchBetween(
  invocation: Invocation,
  target: Target,
  before: AnyObject,
  after: AnyObject,
): { readonly type: 'strategic' | 'merge'; readonly patch: JsonObject } {
  const structure = structureOf(invocation.cluster.kindOf(target.mapping)?.type.definition);
  return structure === undefined
    ? { type: 'merge', patch: threeWayMergePatch(before, after, before) as JsonObject }
    : { type: 'strategic', patch: twoWayStrategicPatch(before, after, structure) as JsonObject };
}

export interface ChangeOptions {
  readonly words: readonly string[];
  /** What is told of an object that changed, e.g. `image updated`. */
  readonly operation: string;
  readonly fieldManager: string;
  /** What stands before a refusal of the patch; without it the refusal is told as it is. */
  readonly refusal?: string;
  /** Whether to tell of objects that were as asked for before, too. */
  readonly tellUnchanged?: boolean;
  /** Changes the draft in place. Throws CommandError. */
  change(draft: Draft<AnyObject>, target: Target): void;
}

/** Changes the selected objects on the server and tells of each. Throws what failed. */
export async function changeObjects(invocation: Invocation, options: ChangeOptions): Promise<void> {
  const { flags, cluster } = invocation;
  const dryRun = dryRunOf(invocation);
  const printer = resultPrinter(invocation, dryRun);
  const selection = await select(invocation, {
    words: options.words,
    filenames: flags.list('filename'),
    recursive: flags.bool('recursive'),
    labelSelector: flags.string('selector'),
    // Beside names `--all` is idle.
    all: flags.bool('all') && !options.words.some((word) => word.includes('/')),
  });
  const local = flags.defines('local') && flags.bool('local') && selection.kind === 'objects';
  const { targets, errors } = await objectsOrLocal(invocation, selection);
  const failures: unknown[] = [...errors];
  for (const target of targets) {
    try {
      const draft = draftOf(target.object) as Draft<AnyObject>;
      options.change(draft, target);
      const changed = draft as unknown as AnyObject;
      if (deepEqual(changed, target.object) && options.tellUnchanged !== true && !local && flags.string('output') === '')
        continue;
      if (local || dryRun === 'client') {
        printer.print(target.mapping, changed, options.operation);
        continue;
      }
      const { type, patch } = patchBetween(invocation, target, target.object, changed);
      const result = await cluster.patch(target.mapping, target.namespace, target.name, type, patch, {
        fieldManager: options.fieldManager,
        ...(dryRun === 'server' ? { dryRun: true } : {}),
      });
      printer.print(target.mapping, result, options.operation);
    } catch (error) {
      const refused = error instanceof StatusError && options.refusal !== undefined;
      failures.push(refused ? new CommandError(`${options.refusal} ${error.message}`) : error);
    }
  }
  throwAll(failures);
}

/** The Pod template inside an object's draft, to be changed in place. Throws CommandError when the kind has none. */
export function templateOf(invocation: Invocation, draft: Draft<AnyObject>, { mapping, name }: Target): TemplateDraft {
  const template = invocation.cluster.kindOf(mapping)?.podTemplate?.(draft as never);
  if (template?.spec === undefined)
    throw new CommandError(
      `${resourceName(mapping).split('.')[0] ?? ''}/${name} the object is not a pod or does not have a pod template: *${mapping.version}.${mapping.kind}`,
    );
  return template as TemplateDraft;
}

/** Containers whose names match, all for `*`. */
export function containersNamed(template: TemplateDraft, pattern: string): TemplateDraft['spec']['containers'] {
  const matches = new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  );
  return [...template.spec.containers, ...(template.spec.initContainers ?? [])].filter(({ name }) => matches.test(name));
}
