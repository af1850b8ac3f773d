import type { JsonObject } from '../../../core/json.ts';
import { defineVerb } from '../define-verb.ts';
import { CommandError, throwAll } from '../errors.ts';
import { dryRunOf, resultPrinter } from '../printers/result.ts';
import { readPairs } from '../resources/pairs.ts';
import { objectsOrLocal, select } from '../resources/resources.ts';
import {
  allFlag,
  allNamespacesFlag,
  dryRunFlag,
  fieldManagerFlag,
  fieldSelectorFlag,
  filenameFlags,
  overwriteFlag,
  printFlags,
  selectorFlag,
  localFlag,
} from '../shared-flags.ts';

const CHANGE_CAUSE = 'kubernetes.io/change-cause';

export const annotate = defineVerb({
  name: 'annotate',
  usage: 'annotate [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]',
  summary: 'Change the annotations of a resource',
  description: 'Sets annotations with KEY=VALUE and removes them with KEY-. One that is there already needs --overwrite.',
  arguments: 'resources',
  flags: [
    localFlag,
    ...filenameFlags(),
    selectorFlag,
    fieldSelectorFlag,
    allFlag(),
    allNamespacesFlag,
    ...printFlags,
    dryRunFlag,
    fieldManagerFlag('kubectl-annotate'),
    overwriteFlag('annotations'),
    { name: 'list', type: 'bool', help: 'Print the annotations' },
    { name: 'resource-version', type: 'string', help: 'Only when the object is still of this version' },
  ],
  examples: [
    { comment: 'Set an annotation', command: "kubectl annotate deployment web kubernetes.io/change-cause='new version'" },
    { comment: 'Remove it', command: 'kubectl annotate deployment web kubernetes.io/change-cause-' },
  ],
  async run(invocation) {
    const { flags, args, cluster } = invocation;
    const { words, set, remove } = readPairs(args, 'annotation');
    if (words.length === 0 && flags.list('filename').length === 0) {
      throw new CommandError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
    }
    const listing = flags.bool('list');
    if (set.size === 0 && remove.length === 0 && !listing) throw new CommandError('at least one annotation update is required');
    const dryRun = dryRunOf(invocation);
    const printer = resultPrinter(invocation, dryRun);
    const selection = await select(invocation, {
      words,
      filenames: flags.list('filename'),
      kustomize: flags.string('kustomize'),
      recursive: flags.bool('recursive'),
      labelSelector: flags.string('selector'),
      fieldSelector: flags.string('field-selector'),
      all: flags.bool('all'),
      allNamespaces: flags.bool('all-namespaces'),
    });
    const { targets, errors } = await objectsOrLocal(invocation, selection);
    const failures: unknown[] = [...errors];
    for (const { mapping, namespace, name, object } of targets) {
      const old = object.metadata.annotations ?? {};
      if (listing) {
        for (const key of Object.keys(old).sort()) invocation.line(`${key}=${old[key] ?? ''}`);
        continue;
      }
      const taken = flags.bool('overwrite')
        ? []
        : [...set.keys()].filter((key) => old[key] !== undefined && key !== CHANGE_CAUSE);
      if (taken.length > 0) {
        const list = taken.map((key) => `'${key}' already has a value (${old[key] ?? ''})`).join('; ');
        failures.push(new CommandError(`--overwrite is false but found the following declared annotation(s): ${list}`));
        continue;
      }
      const annotations: { [key: string]: string } = { ...old, ...Object.fromEntries(set) };
      for (const key of remove) delete annotations[key];
      const version = flags.string('resource-version');
      const patch: JsonObject = {
        metadata: {
          annotations: { ...Object.fromEntries(set), ...Object.fromEntries(remove.map((key) => [key, null])) },
          ...(version === '' ? {} : { resourceVersion: version }),
        },
      };
      try {
        const options = { fieldManager: flags.string('field-manager'), ...(dryRun === 'server' ? { dryRun: true } : {}) };
        const result =
          dryRun === 'client' || flags.bool('local')
            ? { ...object, metadata: { ...object.metadata, annotations } }
            : await cluster.patch(mapping, namespace, name, 'merge', patch, options);
        printer.print(mapping, result, 'annotated');
      } catch (error) {
        failures.push(error);
      }
    }
    throwAll(failures);
  },
});
