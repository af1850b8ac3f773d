import { isObject } from '../../../core/json.ts';
import type { AnyObject } from '../cluster-session.ts';
import { defineVerb } from '../define-verb.ts';
import { objectName } from '../discovery.ts';
import { CommandError, SilentExit, throwAll } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { findResults, textOfValue } from '../jsonpath/evaluate.ts';
import { JsonPathError, type Node } from '../jsonpath/parse.ts';
import { relaxedPath } from '../jsonpath/relaxed.ts';
import { choosePrinter } from '../printers/choose.ts';
import { fetchAll, select, type Target } from '../resources/resources.ts';
import {
  allFlag,
  allNamespacesFlag,
  fieldSelectorFlag,
  filenameFlags,
  printFlags,
  selectorFlag,
  refusedFlags,
} from '../shared-flags.ts';
import { follow, resourceVersionOf } from '../watching.ts';

export const wait = defineVerb({
  name: 'wait',
  usage:
    "wait ([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]]",
  summary: 'Wait for a condition of resources',
  description: 'Waits until each of the resources has a condition, a field has a value, or it is gone.',
  arguments: 'resources',
  attempts: 4,
  flags: [
    ...refusedFlags('files are waited for at the server', 'local!'),
    ...filenameFlags(),
    selectorFlag,
    fieldSelectorFlag,
    allFlag(),
    allNamespacesFlag,
    ...printFlags,
    { name: 'for', type: 'array', values: ['condition=', 'delete', 'create', 'jsonpath='], help: 'What to wait for' },
    { name: 'timeout', type: 'duration', default: '30s', help: 'How long to wait' },
  ],
  examples: [
    { comment: 'Until a Pod is ready', command: 'kubectl wait --for=condition=Ready pod/web' },
    { comment: 'Until a field has a value', command: "kubectl wait --for=jsonpath='{.status.phase}'=Running pod/web" },
    { comment: 'Until it is gone', command: 'kubectl wait --for=delete pod/web --timeout=60s' },
  ],
  async run(invocation) {
    const { flags } = invocation;
    const wanted = flags.list('for');
    const [first, ...more] = wanted;
    if (first === undefined) throw new CommandError('unrecognized condition: []');
    const conditions = [first, ...more].map(readCondition);
    const selection = await select(invocation, {
      filenames: flags.list('filename'),
      kustomize: flags.string('kustomize'),
      recursive: flags.bool('recursive'),
      labelSelector: flags.string('selector'),
      fieldSelector: flags.string('field-selector'),
      all: flags.bool('all'),
      allNamespaces: flags.bool('all-namespaces'),
    });
    const deadline = invocation.process.clock.now() + Math.max(0, flags.duration('timeout'));
    const failures: unknown[] = [];
    for (const condition of conditions) {
      if ((condition.kind === 'delete' || condition.kind === 'create') && selection.kind === 'objects') {
        for (const target of selection.targets) await attempt(failures, () => waitFor(invocation, target, condition, deadline));
        continue;
      }
      const { targets, errors } = await fetchAll(invocation, selection);
      if (targets.length === 0 && errors.length === 0) {
        if (condition.kind === 'delete') return;
        throw new CommandError('no matching resources found');
      }
      for (const target of targets) await attempt(failures, () => waitFor(invocation, target, condition, deadline));
      failures.push(...errors);
    }
    throwAll(failures);
  },
});

async function attempt(failures: unknown[], work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof SilentExit) throw error;
    failures.push(error);
  }
}

interface Condition {
  readonly kind: 'delete' | 'create' | 'holds';
  holds(object: AnyObject): boolean;
}

/** Reads the value of `--for`. Throws CommandError. */
function readCondition(text: string): Condition {
  const lower = text.toLowerCase();
  if (lower === 'delete') return { kind: 'delete', holds: () => false };
  if (lower === 'create') return { kind: 'create', holds: () => true };
  if (text.startsWith('condition=')) {
    const rest = text.slice('condition='.length);
    const equals = rest.indexOf('=');
    const [name, value] = equals < 0 ? [rest, 'true'] : [rest.slice(0, equals), rest.slice(equals + 1)];
    return { kind: 'holds', holds: (object) => hasCondition(object, name, value) };
  }
  if (text.startsWith('jsonpath=')) {
    return valueCondition(text.slice('jsonpath='.length));
  }
  throw new CommandError(`unrecognized condition: ${JSON.stringify(text)}`);
}

function valueCondition(input: string): Condition {
  const parts = splitAtEquals(input);
  const [path = '', given] = parts;
  if (parts.length > 2)
    throw new CommandError(
      "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'",
    );
  if (path === '') throw new CommandError('jsonpath expression cannot be empty');
  const { template } = relaxedPath(path);
  const wanted = given?.replace(/^['"]+|['"]+$/g, '');
  if (wanted === '')
    throw new CommandError("jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3");
  return {
    kind: 'holds',
    holds(object) {
      const [values = [], ...more] = findValues(template, object);
      if (values.length === 0) return false;
      if (more.length > 0) throw new CommandError('given jsonpath expression matches more than one list');
      if (values.length > 1) throw new CommandError('given jsonpath expression matches more than one value');
      if (wanted === undefined) return true;
      const [value] = values;
      if (typeof value === 'object' && value !== null)
        throw new CommandError('jsonpath leads to a nested object or list which is not supported');
      return textOfValue(value).trim() === wanted.trim();
    },
  };
}

function findValues(template: readonly Node[], object: AnyObject): readonly (readonly unknown[])[] {
  try {
    return findResults(template, object);
  } catch (error) {
    throw error instanceof JsonPathError ? new CommandError(error.message) : error;
  }
}

/** Splits at every `=` that does not stand beside another. */
function splitAtEquals(input: string): readonly string[] {
  return input
    .replaceAll('==', '\0')
    .split('=')
    .map((part) => part.replaceAll('\0', '=='));
}

/** A condition counts only when it is about the newest generation. */
function hasCondition(object: AnyObject, name: string, value: string): boolean {
  const status = isObject(object['status']) ? object['status'] : {};
  const conditions: readonly unknown[] = Array.isArray(status['conditions']) ? status['conditions'] : [];
  const found = conditions.filter(isObject).find((condition) => String(condition['type']).toLowerCase() === name.toLowerCase());
  if (found === undefined) return false;
  const generation = object.metadata.generation ?? 0;
  const observed = found['observedGeneration'] ?? status['observedGeneration'];
  if (typeof observed === 'number' && observed < generation) return false;
  return String(found['status']).toLowerCase() === value.toLowerCase();
}

async function waitFor(invocation: Invocation, target: Target, condition: Condition, deadline: number): Promise<void> {
  const { cluster, process } = invocation;
  const { mapping, namespace, name } = target;
  const current = await cluster.find(mapping, namespace, name);
  const chosen = choosePrinter(invocation);
  const met = (object: AnyObject | undefined): void =>
    chosen === undefined || object === undefined
      ? invocation.line(`${objectName(mapping, name)} condition met`)
      : invocation.out(chosen.print({ object, mapping }));
  if (condition.kind === 'delete' && current === undefined) return;
  if (condition.kind !== 'delete' && current !== undefined && condition.holds(current)) return met(current);
  if (invocation.flags.duration('timeout') === 0) throw new CommandError(`condition not met for ${mapping.resource}/${name}`);
  let last = current;
  const uid = target.object?.metadata.uid ?? current?.metadata.uid;
  const end = await follow(
    invocation,
    {
      ...cluster.at(mapping, namespace),
      options: {
        fieldSelector: `metadata.name=${name}`,
        ...(current === undefined ? {} : { resourceVersion: resourceVersionOf(current) }),
      },
    },
    {
      timeout: Math.max(0, deadline - process.clock.now()),
      onEvent({ type, object }) {
        if (condition.kind === 'delete') return type === 'DELETED' || (object as unknown as AnyObject).metadata.uid !== uid;
        last = object as unknown as AnyObject;
        return type !== 'DELETED' && condition.holds(last);
      },
    },
  );
  if (end === 'interrupted') throw new SilentExit(130);
  if (end !== 'done')
    throw new CommandError(
      `timed out waiting for the condition${condition.kind === 'create' ? '' : ` on ${mapping.resource}/${name}`}`,
    );
  met(last);
}
