import { isObject } from '../../../core/json.ts';
import { nodes } from '../../../schema/resources.ts';
import { mappingOf } from '../build/mapping.ts';
import { defineVerb, type Verb } from '../define-verb.ts';
import { throwAll } from '../errors.ts';
import { dryRunOf } from '../printers/result.ts';
import { fetchAll, select } from '../resources/resources.ts';
import { dryRunFlag, selectorFlag } from '../shared-flags.ts';

function schedulingVerb(name: 'cordon' | 'uncordon', unschedulable: boolean, summary: string): Verb {
  return defineVerb({
    name,
    usage: `${name} NODE`,
    summary,
    arguments: 'nodes',
    attempts: 4,
    resource: 'nodes',
    flags: [dryRunFlag, selectorFlag],
    examples: [{ comment: summary, command: `kubectl ${name} node-1` }],
    async run(invocation) {
      const { args, flags, cluster } = invocation;
      const labelSelector = flags.string('selector');
      if (args.length === 0 && labelSelector === '') throw invocation.usageError(`USAGE: ${name} NODE [flags]`);
      if (args.length > 0 && labelSelector !== '')
        throw invocation.usageError('error: cannot specify both a node name and a --selector option');
      const dryRun = dryRunOf(invocation);
      const note = dryRun === 'none' ? '' : dryRun === 'client' ? ' (dry run)' : ' (server dry run)';
      const tell = (node: string, operation: string): void => invocation.line(`node/${node} ${operation}${note}`);
      const selection = await select(invocation, {
        words: args.length === 0 ? ['nodes'] : args.map((node) => `nodes/${node.replace(/^nodes?\//, '')}`),
        labelSelector,
      });
      const { targets, errors } = await fetchAll(invocation, selection);
      throwAll(errors);
      for (const { object, name: node } of targets) {
        const spec = isObject(object['spec']) ? object['spec'] : {};
        if ((spec['unschedulable'] === true) === unschedulable) {
          tell(node, `already ${name}ed`);
          continue;
        }
        if (dryRun !== 'client') {
          const patch = { spec: { unschedulable: unschedulable ? true : null } };
          await cluster.patch(mappingOf(nodes), undefined, node, 'strategic', patch, dryRun === 'server' ? { dryRun: true } : {});
        }
        tell(node, `${name}ed`);
      }
    },
  });
}

export const cordon = schedulingVerb('cordon', true, 'Mark node as unschedulable');
export const uncordon = schedulingVerb('uncordon', false, 'Mark node as schedulable');
