import { isReason } from '../../../api/status-error.ts';
import { isObject } from '../../../core/json.ts';
import type { AnyObject } from '../cluster-session.ts';
import { defineVerb } from '../define-verb.ts';
import type { Mapping } from '../discovery.ts';
import { CommandError, throwAll } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { describeUnknown } from '../output/describe-unknown.ts';
import { fetchAll, select, type Selection } from '../resources/resources.ts';
import { allNamespacesFlag, filenameFlags, selectorFlag } from '../shared-flags.ts';

export const describe = defineVerb({
  name: 'describe',
  usage: 'describe (-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)',
  summary: 'Show the details of a resource, with its events',
  description:
    'Prints what matters about a resource for people, gathered from it and from what belongs to it. Names may be shortened.',
  arguments: 'resources',
  flags: [
    ...filenameFlags(),
    selectorFlag,
    allNamespacesFlag,
    { name: 'show-events', type: 'bool', default: 'true', help: 'With the events about the object' },
    {
      name: 'chunk-size',
      type: 'int',
      default: '500',
      help: 'How many objects to ask for at a time',
      notSimulated: 'lists come whole',
    },
  ],
  examples: [
    { comment: 'A Pod: why does it not start?', command: 'kubectl describe pod web' },
    { comment: 'A node', command: 'kubectl describe node node-1' },
    { comment: 'All Pods with a label', command: 'kubectl describe pods -l app=web' },
  ],
  async run(invocation) {
    const { flags, args } = invocation;
    const filenames = flags.list('filename');
    if (args.length === 0 && filenames.length === 0 && flags.string('kustomize') === '') {
      throw new CommandError(
        'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.',
      );
    }
    const selection = await select(invocation, {
      filenames,
      kustomize: flags.string('kustomize'),
      recursive: flags.bool('recursive'),
      labelSelector: flags.string('selector'),
      allNamespaces: flags.bool('all-namespaces'),
      typeAloneMeansAll: true,
    });
    const { targets, errors } = await fetchAll(invocation, selection);
    const matched = errors.length > 0 && targets.length === 0 ? await byPrefix(invocation, selection) : [];
    const all = matched.length > 0 ? matched : targets;
    if (matched.length === 0 && errors.length > 0 && targets.length === 0) throwAll(errors);
    const showEvents = flags.has('show-events') ? flags.bool('show-events') : errors.length === 0 && all.length === 1;
    let first = true;
    for (const { mapping, object } of all) {
      const text = await textFor(invocation, mapping, object, showEvents);
      invocation.out(first ? text : `\n\n${text}`);
      first = false;
    }
    if (matched.length === 0) throwAll(errors);
    if (all.length === 0) {
      const where = !flags.bool('all-namespaces') ? ` in ${invocation.namespace} namespace.` : '';
      invocation.err(`No resources found${where}\n`);
    }
  },
});

async function textFor(invocation: Invocation, mapping: Mapping, object: AnyObject, showEvents: boolean): Promise<string> {
  const kind = invocation.cluster.kindOf(mapping);
  const context = {
    client: invocation.cluster.client,
    now: invocation.process.clock.now(),
    showEvents,
  };
  const text = kind?.describe === undefined ? await describeUnknown(object, context) : await kind.describe(object, context);
  return text.endsWith('\n') ? text : `${text}\n`;
}

/** Objects whose names begin as the one name that was not found does. */
async function byPrefix(
  invocation: Invocation,
  selection: Selection,
): Promise<readonly { readonly mapping: Mapping; readonly object: AnyObject }[]> {
  if (selection.kind !== 'objects' || selection.targets.length !== 1) return [];
  const [target] = selection.targets;
  if (target === undefined || target.source !== undefined) return [];
  try {
    const objects = await invocation.cluster.list(target.mapping, target.namespace);
    return objects
      .filter((object) => isObject(object.metadata) && object.metadata.name.startsWith(target.name))
      .map((object) => ({ mapping: target.mapping, object }));
  } catch (error) {
    if (isReason(error, 'NotFound', 'Forbidden', 'MethodNotAllowed')) return [];
    throw error;
  }
}
