import { deepEqual, type JsonObject } from '../../../core/json.ts';
import { defineVerb } from '../define-verb.ts';
import { CommandError, throwAll } from '../errors.ts';
import { dryRunOf, resultPrinter } from '../printers/result.ts';
import { labelsText } from '../printers/table.ts';
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

const VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

export const label = defineVerb({
  name: 'label',
  usage: 'label [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]',
  summary: 'Change the labels of a resource',
  description: 'Sets labels with KEY=VALUE and removes them with KEY-. A label that is there already needs --overwrite.',
  arguments: 'resources',
  flags: [
    ...filenameFlags(),
    selectorFlag,
    fieldSelectorFlag,
    allFlag(),
    allNamespacesFlag,
    ...printFlags,
    dryRunFlag,
    fieldManagerFlag('kubectl-label'),
    overwriteFlag('labels'),
    { name: 'list', type: 'bool', help: 'Print the labels' },
    localFlag,
    { name: 'resource-version', type: 'string', help: 'Only when the object is still of this version' },
  ],
  examples: [
    { comment: 'Set a label', command: 'kubectl label pod web tier=front' },
    { comment: 'Change it', command: 'kubectl label --overwrite pod web tier=back' },
    { comment: 'Remove it', command: 'kubectl label pod web tier-' },
  ],
  async run(invocation) {
    const { flags, args, cluster } = invocation;
    const { words, set, remove } = readPairs(args, 'label');
    if (words.length === 0 && flags.list('filename').length === 0) {
      throw new CommandError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
    }
    for (const [key, value] of set) {
      if (VALUE.test(value) && value.length <= 63) continue;
      throw new CommandError(
        `invalid label value: ${JSON.stringify(`${key}=${value}`)}: a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
      );
    }
    const listing = flags.bool('list');
    if (set.size === 0 && remove.length === 0 && !listing) {
      // A resource that cannot be understood is the first thing to say.
      throw new CommandError('at least one label update is required');
    }
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
      const old = object.metadata.labels ?? {};
      const taken = flags.bool('overwrite')
        ? []
        : [...set].filter(([key, value]) => old[key] !== undefined && old[key] !== value);
      if (taken.length > 0) {
        failures.push(
          ...taken.map(([key]) => new CommandError(`'${key}' already has a value (${old[key] ?? ''}), and --overwrite is false`)),
        );
        continue;
      }
      for (const key of remove) if (old[key] === undefined) invocation.line(`label ${JSON.stringify(key)} not found.`);
      const labels: { [key: string]: string } = { ...old, ...Object.fromEntries(set) };
      for (const key of remove) delete labels[key];
      const changed = !deepEqual(old, labels);
      const operation = changed ? operationOf(old, labels) : 'not labeled';
      let result = { ...object, metadata: { ...object.metadata, labels } };
      const version = flags.string('resource-version');
      const patch: JsonObject = {
        metadata: {
          labels: { ...Object.fromEntries(set), ...Object.fromEntries(remove.map((key) => [key, null])) },
          ...(version === '' ? {} : { resourceVersion: version }),
        },
      };
      try {
        if (changed && dryRun !== 'client' && !flags.bool('local')) {
          const options = { fieldManager: flags.string('field-manager'), ...(dryRun === 'server' ? { dryRun: true } : {}) };
          result = { ...(await cluster.patch(mapping, namespace, name, 'merge', patch, options)) } as typeof result;
        }
        if (listing) for (const line of labelsText(labels).split(',')) invocation.line(line);
        else printer.print(mapping, result, operation);
      } catch (error) {
        failures.push(error);
      }
    }
    throwAll(failures);
  },
});

function operationOf(old: { readonly [key: string]: string }, labels: { readonly [key: string]: string }): string {
  const set = Object.keys(labels).some((key) => old[key] !== labels[key]);
  const removed = Object.keys(old).some((key) => labels[key] === undefined);
  return set && removed ? 'modified' : removed ? 'unlabeled' : 'labeled';
}
