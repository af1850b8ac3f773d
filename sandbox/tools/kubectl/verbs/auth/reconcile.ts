import { deepEqual, isObject, type JsonObject, type JsonValue } from '../../../../core/json.ts';
import type { AnyObject } from '../../cluster-session.ts';
import { defineVerb } from '../../define-verb.ts';
import { CommandError, throwAll } from '../../errors.ts';
import type { Invocation } from '../../invocation.ts';
import { dryRunOf, resultPrinter } from '../../printers/result.ts';
import { select, type Target } from '../../resources/resources.ts';
import { dryRunFlag, filenameFlags, printFlags } from '../../shared-flags.ts';
import { uncovered } from './access-rules.ts';

export const reconcile = defineVerb({
  name: 'reconcile',
  usage: 'reconcile -f FILENAME',
  summary: 'Reconcile rules for RBAC roles, role bindings, cluster roles, and cluster role bindings',
  description: 'Adds the rules and subjects that are missing. What is there beside them stays unless a flag says otherwise.',
  arguments: 'files',
  attempts: 0,
  flags: [
    ...filenameFlags(),
    ...printFlags,
    dryRunFlag,
    { name: 'remove-extra-permissions', type: 'bool', help: 'Take away rules that the files do not have' },
    { name: 'remove-extra-subjects', type: 'bool', help: 'Take away subjects that the files do not have' },
  ],
  examples: [{ comment: 'The roles of a file', command: 'kubectl auth reconcile -f rbac.yaml' }],
  async run(invocation) {
    const { flags, args } = invocation;
    if (args.length > 0) throw new CommandError('no arguments are allowed');
    const filenames = flags.list('filename');
    if (filenames.length === 0) throw new CommandError('must specify one of -f and -k');
    const dryRun = dryRunOf(invocation);
    if (dryRun === 'server') throw new CommandError('--dry-run=server for command reconcile is not supported yet');
    const printer = resultPrinter(invocation, dryRun);
    const selection = await select(invocation, { filenames, recursive: flags.bool('recursive') });
    if (selection.kind !== 'objects') return;
    const errors: unknown[] = [...selection.errors];
    for (const target of selection.targets) {
      if (target.mapping.group !== 'rbac.authorization.k8s.io' || target.object === undefined) continue;
      try {
        const outcome = await reconcileOne(invocation, target, target.object, dryRun === 'client');
        printer.print(target.mapping, outcome.object, 'reconciled');
        for (const line of outcome.notes) invocation.err(`\t${line}\n`);
      } catch (error) {
        errors.push(error);
      }
    }
    throwAll(errors);
  },
});

interface Outcome {
  readonly object: AnyObject;
  readonly notes: readonly string[];
}

const objectsIn = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? (value.filter(isObject) as JsonObject[]) : [];

/** Roles hold rules, bindings subjects: either way a list of which items are missing and some are too many. */
async function reconcileOne(invocation: Invocation, target: Target, expected: AnyObject, dryRun: boolean): Promise<Outcome> {
  const { cluster, flags } = invocation;
  const { mapping, namespace, name, written } = target;
  // The namespace is made first where there is none, and has to be named by the file for that.
  if (mapping.namespaced && (written?.metadata.namespace ?? '') === '') throw new CommandError('resource name may not be empty');
  const field = isObject(expected['roleRef']) ? 'subjects' : 'rules';
  const flag = field === 'rules' ? 'remove-extra-permissions' : 'remove-extra-subjects';
  const wanted = objectsIn(expected[field]);
  const existing = await cluster.find(mapping, namespace, name);
  if (existing === undefined) {
    const object = dryRun ? expected : await cluster.create(mapping, namespace, expected);
    return { object, notes: ['reconciliation required create', ...listed(`missing ${field} added:`, wanted)] };
  }
  const have = objectsIn(existing[field]);
  const missing = field === 'rules' ? uncovered(have, wanted) : without(wanted, have);
  const extra = !flags.bool(flag) ? [] : field === 'rules' ? uncovered(wanted, have) : without(have, wanted);
  if (missing.length === 0 && extra.length === 0) return { object: existing, notes: [] };
  const next = { ...existing, [field]: flags.bool(flag) ? wanted : [...have, ...missing] } as unknown as AnyObject;
  return {
    object: dryRun ? next : await cluster.update(mapping, namespace, name, next),
    notes: [
      'reconciliation required update',
      ...listed(`missing ${field} added:`, missing),
      ...listed(`extra ${field} removed:`, extra),
    ],
  };
}

const without = (list: readonly JsonObject[], others: readonly JsonObject[]): readonly JsonObject[] =>
  list.filter((item) => !others.some((other) => deepEqual(item, other)));

const listed = (title: string, items: readonly JsonObject[]): readonly string[] =>
  items.length === 0 ? [] : [title, ...items.map((item) => `\t${goStruct(item)}`)];

const ruleFields = ['verbs', 'apiGroups', 'resources', 'resourceNames', 'nonResourceURLs'];
const subjectFields = ['kind', 'apiGroup', 'name', 'namespace'];

/** As Go's `%+v` prints the struct. */
function goStruct(item: JsonObject): string {
  const fields = item['verbs'] === undefined ? subjectFields : ruleFields;
  const text = (value: JsonValue | undefined): string =>
    Array.isArray(value) ? `[${value.join(' ')}]` : value === undefined ? (fields === ruleFields ? '[]' : '') : String(value);
  const goName = (field: string): string => field.charAt(0).toUpperCase() + field.slice(1).replace(/^pi/, 'PI');
  return `{${fields.map((field) => `${goName(field)}:${text(item[field])}`).join(' ')}}`;
}
