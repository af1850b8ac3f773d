import { draftOf, type Draft } from '../../../../core/json.ts';
import { formatTime } from '../../../../core/time-text.ts';
import { patchBetween, templateOf } from '../../build/change-template.ts';
import type { AnyObject } from '../../cluster-session.ts';
import { defineVerb, type Verb } from '../../define-verb.ts';
import { resourceName } from '../../discovery.ts';
import { CommandError, throwAll } from '../../errors.ts';
import type { Invocation } from '../../invocation.ts';
import { resultPrinter } from '../../printers/result.ts';
import { fetchAll, select, type Target } from '../../resources/resources.ts';
import { filenameFlags, printFlags, selectorFlag } from '../../shared-flags.ts';
import { structureOf } from '../../patch/structure.ts';

interface RolloutChange {
  readonly name: string;
  readonly summary: string;
  readonly operation: string;
  readonly example: string;
  /** Changes the draft in place. Throws CommandError. */
  change(invocation: Invocation, draft: Draft<AnyObject>, target: Target): void;
}

function rolloutCommand({ name, summary, operation, example, change }: RolloutChange): Verb {
  return defineVerb({
    name,
    usage: `${name} RESOURCE`,
    summary,
    arguments: 'resources',
    typed: true,
    attempts: 4,
    flags: [
      ...filenameFlags(),
      selectorFlag,
      ...printFlags,
      { name: 'field-manager', type: 'string', default: 'kubectl-rollout', help: 'Name under which field ownership is tracked' },
    ],
    examples: [{ comment: summary, command: example }],
    async run(invocation) {
      const { flags, args, cluster } = invocation;
      if (args.length === 0 && flags.list('filename').length === 0) throw new CommandError('required resource not specified');
      const selection = await select(invocation, {
        filenames: flags.list('filename'),
        kustomize: flags.string('kustomize'),
        recursive: flags.bool('recursive'),
        labelSelector: flags.string('selector'),
        typeAloneMeansAll: true,
      });
      const { targets, errors } = await fetchAll(invocation, selection);
      const failures: unknown[] = [...errors];
      const printer = resultPrinter(invocation, 'none');
      for (const target of targets) {
        try {
          const draft = draftOf(target.object) as Draft<AnyObject>;
          change(invocation, draft, target);
          const { type, patch } = patchBetween(invocation, target, target.object, draft as unknown as AnyObject);
          if (Object.keys(patch).length === 0)
            throw new CommandError(
              `failed to create patch for ${target.name}: if restart has already been triggered within the past second, please wait before attempting to trigger another`,
            );
          const result = await cluster.patch(target.mapping, target.namespace, target.name, type, patch, {
            fieldManager: flags.string('field-manager'),
          });
          printer.print(target.mapping, result, operation);
        } catch (error) {
          failures.push(error);
        }
      }
      throwAll(failures);
    },
  });
}

interface Pausable {
  paused?: boolean;
}

/** The spec with its `paused`. Throws CommandError for kinds whose specs have none. */
function pausable(invocation: Invocation, draft: Draft<AnyObject>, target: Target, what: string): Pausable {
  const spec = structureOf(invocation.cluster.kindOf(target.mapping)?.type.definition)?.props?.['spec'];
  if ((structureOf(spec?.ref) ?? spec)?.props?.['paused'] === undefined)
    throw new CommandError(`${subject(target)} ${what} is not supported`);
  return draft['spec'] as Pausable;
}

const subject = ({ mapping, name }: Target): string => `${resourceName(mapping)} ${JSON.stringify(name)}`;

export const pause = rolloutCommand({
  name: 'pause',
  summary: 'Mark the provided resource as paused',
  operation: 'paused',
  example: 'kubectl rollout pause deployment/web',
  change(invocation, draft, target) {
    const spec = pausable(invocation, draft, target, 'pausing');
    if (spec.paused === true) throw new CommandError(`${subject(target)} is already paused`);
    spec.paused = true;
  },
});

export const resume = rolloutCommand({
  name: 'resume',
  summary: 'Resume a paused resource',
  operation: 'resumed',
  example: 'kubectl rollout resume deployment/web',
  change(invocation, draft, target) {
    const spec = pausable(invocation, draft, target, 'resuming');
    if (spec.paused !== true) throw new CommandError(`${subject(target)} is not paused`);
    delete spec.paused;
  },
});

export const restart = rolloutCommand({
  name: 'restart',
  summary: 'Restart a resource',
  operation: 'restarted',
  example: 'kubectl rollout restart deployment/web',
  change(invocation, draft, target) {
    if (invocation.cluster.kindOf(target.mapping)?.rolloutStatus === undefined)
      throw new CommandError(`${subject(target)} restarting is not supported`);
    const spec = draft['spec'] as Pausable;
    if (spec.paused === true)
      throw new CommandError(`${subject(target)} can't restart paused deployment (run rollout resume first)`);
    const template = templateOf(invocation, draft, target);
    const metadata = (template.metadata ??= {} as never);
    metadata.annotations = {
      ...metadata.annotations,
      'kubectl.kubernetes.io/restartedAt': formatTime(invocation.process.clock.now()),
    };
  },
});
