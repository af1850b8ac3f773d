import { nodes } from '../../../../schema/resources.ts';
import { mappingOf } from '../../build/mapping.ts';
import { defineVerb } from '../../define-verb.ts';
import { CommandError, throwAll } from '../../errors.ts';
import { dryRunOf } from '../../printers/result.ts';
import { fetchAll, select } from '../../resources/resources.ts';
import { chunkSizeFlag, dryRunFlag, selectorFlag } from '../../shared-flags.ts';
import { isObject } from '../../../../core/json.ts';
import { evictAll } from './evict.ts';
import { podsToGo } from './filter.ts';

export const drain = defineVerb({
  name: 'drain',
  usage: 'drain NODE',
  summary: 'Drain node in preparation for maintenance',
  description:
    'Marks the node as unschedulable and evicts its Pods, as far as disruption budgets allow. Pods of DaemonSets stay; Pods that nobody would make again and Pods with local data stop it unless a flag says that they may go.',
  arguments: 'nodes',
  attempts: 4,
  resource: 'nodes',
  flags: [
    dryRunFlag,
    selectorFlag,
    { name: 'force', type: 'bool', help: 'Go on when there are Pods without a controller' },
    { name: 'ignore-daemonsets', type: 'bool', help: 'Go on when there are Pods of DaemonSets, which stay' },
    { name: 'delete-emptydir-data', type: 'bool', help: 'Go on when there are Pods with emptyDir volumes, whose data is lost' },
    { name: 'grace-period', type: 'int', default: '-1', help: 'Seconds for each Pod to end; its own when negative' },
    { name: 'timeout', type: 'duration', default: '0s', help: 'How long to try; 0 for ever' },
    { name: 'pod-selector', type: 'string', help: 'Label selector of the Pods that have to go' },
    { name: 'disable-eviction', type: 'bool', help: 'Delete rather than evict: budgets are not asked' },
    {
      name: 'skip-wait-for-delete-timeout',
      type: 'int',
      default: '0',
      help: 'Do not wait for Pods that have been ending for longer than these seconds',
    },
    chunkSizeFlag,
  ],
  examples: [{ comment: 'Empty a node', command: 'kubectl drain node-1 --ignore-daemonsets --delete-emptydir-data' }],
  async run(invocation) {
    const { args, flags, cluster } = invocation;
    const labelSelector = flags.string('selector');
    if (args.length === 0 && !flags.has('selector')) throw invocation.usageError('USAGE: drain NODE [flags]');
    if (args.length > 0 && labelSelector !== '')
      throw invocation.usageError('error: cannot specify both a node name and a --selector option');
    const dryRun = dryRunOf(invocation);
    const note = dryRun === 'none' ? '' : dryRun === 'client' ? ' (dry run)' : ' (server dry run)';
    const selection = await select(invocation, {
      words: args.length === 0 ? ['nodes'] : args.map((node) => `nodes/${node.replace(/^nodes?\//, '')}`),
      labelSelector,
    });
    const { targets, errors } = await fetchAll(invocation, selection);
    throwAll(errors);
    for (const { object, name } of targets) {
      const cordoned = isObject(object['spec']) && object['spec']['unschedulable'] === true;
      if (!cordoned && dryRun !== 'client') {
        const options = dryRun === 'server' ? { dryRun: true } : {};
        await cluster.patch(mappingOf(nodes), undefined, name, 'strategic', { spec: { unschedulable: true } }, options);
      }
      invocation.line(`node/${name} ${cordoned ? 'already ' : ''}cordoned${note}`);
    }
    const fatal: string[] = [];
    const pending: string[] = [];
    for (const { name } of targets) {
      const found = await podsToGo(invocation, name);
      const problems = found.problems.length > 0 ? found.problems : await remove(name, found);
      if (problems.length === 0) {
        invocation.line(`node/${name} drained${note}`);
        continue;
      }
      const text = problems.length === 1 ? problems[0] : `[${problems.join(', ')}]`;
      invocation.err(`error: unable to drain node ${JSON.stringify(name)} due to error: ${text}, continuing command...\n`);
      fatal.push(...problems);
      pending.push(name);
    }
    if (pending.length > 0)
      invocation.err(`There are pending nodes to be drained:\n${pending.map((name) => ` ${name}\n`).join('')}`);
    if (fatal.length > 0) throw new CommandError(fatal.join('\n'), { prefix: '' });

    async function remove(node: string, found: Awaited<ReturnType<typeof podsToGo>>): Promise<readonly string[]> {
      if (found.warnings !== '') invocation.err(`Warning: ${found.warnings}\n`);
      if (dryRun === 'client') {
        for (const { metadata } of found.pods) invocation.line(`evicting pod ${metadata.namespace}/${metadata.name} (dry run)`);
        return [];
      }
      const failures = await evictAll(invocation, found.pods, dryRun === 'server');
      if (failures.length === 0) return [];
      const left = (await podsToGo(invocation, node)).pods;
      if (left.length > 0) {
        const text = failures.length === 1 ? failures[0] : `[${failures.join(', ')}]`;
        invocation.err(`There are pending pods in node ${JSON.stringify(node)} when an error occurred: ${text}\n`);
        for (const { metadata } of left) invocation.err(`pod/${metadata.name}\n`);
      }
      return failures;
    }
  },
});
