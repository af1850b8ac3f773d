import { isObject, type JsonObject } from '../../../core/json.ts';
import { defineVerb } from '../define-verb.ts';
import { CommandError, throwAll } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { dryRunOf, resultPrinter } from '../printers/result.ts';
import { fetchAll, select } from '../resources/resources.ts';
import { allFlag, dryRunFlag, overwriteFlag, printFlags, selectorFlag, validateFlag, fieldManagerFlag } from '../shared-flags.ts';

interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export const taint = defineVerb({
  name: 'taint',
  usage: 'taint NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N',
  summary: 'Update the taints on one or more nodes',
  description: 'Adds taints with KEY=VALUE:EFFECT and removes them with KEY:EFFECT- or KEY-.',
  arguments: 'resources',
  typed: true,
  attempts: 4,
  flags: [
    validateFlag,
    fieldManagerFlag('kubectl-taint'),
    selectorFlag,
    allFlag('All nodes'),
    ...printFlags,
    dryRunFlag,
    overwriteFlag('taints'),
  ],
  examples: [
    { comment: 'Keep Pods away', command: 'kubectl taint nodes node-1 dedicated=db:NoSchedule' },
    { comment: 'Let them in again', command: 'kubectl taint nodes node-1 dedicated-' },
  ],
  async run(invocation) {
    const { args, flags, cluster } = invocation;
    const isChange = (word: string): boolean =>
      /[=:]|.-$/.test(word) &&
      !(args.indexOf(word) < 2 && !/[=:]/.test(word) && !flags.bool('all') && flags.string('selector') === '');
    const at = args.findIndex(isChange);
    const words = at < 0 ? args : args.slice(0, at);
    const changes = at < 0 ? [] : args.slice(at);
    const everything = flags.bool('all') || flags.string('selector') !== '';
    const [type = ''] = words;
    if (words.length === 1 && changes.length === 0 && !everything)
      throw new CommandError('at least one taint update is required');
    if (!/^(no|nodes?)(\/|$)/i.test(type) && type !== '')
      throw new CommandError(`invalid resource type ${type.split('/')[0] ?? ''}, only node types are supported`);
    if (words.length === 0 || (words.length < 2 && !everything && !(words[0] ?? '').includes('/')))
      throw new CommandError('one or more resources must be specified as <resource> <name>');
    if (changes.length === 0) throw new CommandError('at least one taint update is required');
    const { add, remove } = readTaints(invocation, changes);
    const dryRun = dryRunOf(invocation);
    // It never says that it was a dry run.
    const printer = resultPrinter(invocation, 'none');
    const selection = await select(invocation, { words, labelSelector: flags.string('selector'), all: flags.bool('all') });
    const { targets, errors } = await fetchAll(invocation, selection);
    throwAll(errors);
    for (const { mapping, name, object } of targets) {
      if (mapping.kind !== 'Node') throw new CommandError(`invalid resource type ${mapping.resource}, only node(s) is supported`);
      const spec = isObject(object['spec']) ? object['spec'] : {};
      const old = (Array.isArray(spec['taints']) ? spec['taints'] : []) as readonly Taint[];
      const { taints, operation } = changed(name, old, add, remove, flags.bool('overwrite'));
      const patch: JsonObject = { spec: { taints: taints.length === 0 ? null : (taints as unknown as readonly JsonObject[]) } };
      const result =
        dryRun === 'client'
          ? object
          : await cluster.patch(mapping, undefined, name, 'merge', patch, {
              fieldManager: 'kubectl-taint',
              ...(dryRun === 'server' ? { dryRun: true } : {}),
            });
      printer.print(mapping, result, operation);
    }
  },
});

function readTaints(
  invocation: Invocation,
  words: readonly string[],
): { readonly add: readonly Taint[]; readonly remove: readonly { readonly key: string; readonly effect?: string }[] } {
  const add: Taint[] = [];
  const remove: { readonly key: string; readonly effect?: string }[] = [];
  for (const word of words) {
    const [, name = '', effect] = /^(.*?)(?::([^:]*))?$/.exec(word.replace(/-$/, '')) ?? [];
    if (effect !== undefined && !EFFECTS.includes(effect))
      throw invocation.usageError(`invalid taint effect: ${effect}, unsupported taint effect`);
    const [key = '', value, ...more] = name.split('=');
    if (more.length > 0) throw invocation.usageError(`invalid taint spec: ${word}`);
    if (!word.endsWith('-')) {
      if (effect === undefined) checkNames(invocation, word, word, undefined);
      checkNames(invocation, word, key, value);
    }
    if (word.endsWith('-')) remove.push({ key, ...(effect === undefined ? {} : { effect }) });
    else if (effect === undefined) throw invocation.usageError(`invalid taint spec: ${word}`);
    else add.push({ key, ...(value === undefined || value === '' ? {} : { value }), effect });
  }
  const both = add.filter(({ key, effect }) => remove.some((gone) => gone.key === key && (gone.effect ?? effect) === effect));
  if (both.length > 0) {
    const names = remove.map(({ key, effect }) => (effect === undefined ? `${key}=` : `${key}=${effect}`));
    throw new CommandError(`can not both modify and remove the following taint(s) in the same command: ${names.join(', ')}`);
  }
  return { add, remove };
}

/** Throws CommandError for a key that is no qualified name, or a value that is no label value. */
function checkNames(invocation: Invocation, word: string, key: string, value: string | undefined): void {
  const part = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  const name = key.split('/').at(-1) ?? '';
  if (!/^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(name)) {
    const regex = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
    throw invocation.usageError(
      `invalid taint spec: ${word}, name part ${part} (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${regex}')`,
    );
  }
  if (value !== undefined && !/^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(value)) {
    const regex = '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?';
    throw invocation.usageError(
      `invalid taint spec: ${word}, a valid label must be an empty string or ${part.slice(5)} (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '${regex}')`,
    );
  }
}

function changed(
  node: string,
  old: readonly Taint[],
  add: readonly Taint[],
  remove: readonly { readonly key: string; readonly effect?: string }[],
  overwrite: boolean,
): { readonly taints: readonly Taint[]; readonly operation: string } {
  const same = (left: Taint, right: Taint): boolean => left.key === right.key && left.effect === right.effect;
  const clashes = add.filter((taint) => old.some((other) => same(taint, other)));
  if (clashes.length > 0 && !overwrite) {
    throw new CommandError(
      `node ${node} already has ${clashes.map(({ key }) => key).join(', ')} taint(s) with same effect(s) and --overwrite is false`,
    );
  }
  const gone = (taint: Taint): boolean =>
    remove.some(({ key, effect }) => key === taint.key && (effect === undefined || effect === taint.effect));
  for (const { key, effect } of remove) {
    if (!old.some((taint) => taint.key === key && (effect === undefined || effect === taint.effect))) {
      throw new CommandError(`taint ${JSON.stringify(effect === undefined ? key : `${key}:${effect}`)} not found`);
    }
  }
  const taints = [...add, ...old.filter((taint) => !gone(taint) && !add.some((other) => same(taint, other)))];
  const operation =
    clashes.length > 0 || (add.length > 0 && remove.length > 0) ? 'modified' : add.length > 0 ? 'tainted' : 'untainted';
  return { taints, operation };
}
