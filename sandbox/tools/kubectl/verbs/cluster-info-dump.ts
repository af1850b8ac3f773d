import {
  daemonSets,
  deployments,
  events,
  nodes,
  pods,
  replicaSets,
  replicationControllers,
  services,
} from '../../../schema/resources.ts';
import type { Pod } from '../../../schema/types/core-v1.ts';
import { mappingOf } from '../build/mapping.ts';
import { defineVerb } from '../define-verb.ts';
import { connectPod, received } from '../pods/streams.ts';
import { choosePrinter } from '../printers/choose.ts';
import { allNamespacesFlag, printFlags, refusedFlags } from '../shared-flags.ts';

const inNamespaces = [events, replicationControllers, services, daemonSets, deployments, replicaSets, pods];

export const clusterInfoDump = defineVerb({
  name: 'dump',
  usage: 'dump [flags]',
  summary: 'Dump relevant information for debugging and diagnosis',
  arguments: 'none',
  flags: [
    ...printFlags,
    allNamespacesFlag,
    { name: 'namespaces', type: 'list', help: 'Namespaces to look at' },
    ...refusedFlags('redirect the output instead', 'output-directory'),
    {
      name: 'pod-running-timeout',
      type: 'duration',
      default: '20s',
      help: 'How long to wait for a Pod',
      notSimulated: 'logs are there or not',
    },
  ],
  examples: [{ comment: 'Everything of two namespaces', command: 'kubectl cluster-info dump --namespaces default,kube-system' }],
  async run(invocation) {
    const { flags, cluster } = invocation;
    const chosen = choosePrinter(invocation, { otherwise: 'json' });
    const list = async (type: (typeof inNamespaces)[number] | typeof nodes, namespace: string): Promise<void> => {
      const mapping = mappingOf(type);
      const { body } = await cluster.send({ verb: 'list', ...cluster.at(mapping, namespace) });
      invocation.out(chosen?.print({ object: body }) ?? '');
    };
    await list(nodes, '');
    const namespaces = flags.bool('all-namespaces') ? [''] : flags.list('namespaces');
    for (const namespace of namespaces.length === 0 ? ['kube-system', invocation.namespace] : namespaces) {
      for (const type of inNamespaces) await list(type, namespace);
      for (const pod of (await cluster.list(mappingOf(pods), namespace)) as unknown as readonly Pod[]) {
        for (const { name } of [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])]) {
          const place = `container ${name} of pod ${pod.metadata?.namespace}/${pod.metadata?.name}`;
          invocation.line(`==== START logs for ${place} ====`);
          try {
            const connection = await connectPod(invocation, pod, 'log', { container: [name] });
            for await (const { text } of received(invocation, connection)) invocation.out(text);
          } catch (error) {
            invocation.line(error instanceof Error ? error.message : String(error));
          }
          invocation.line(`==== END logs for ${place} ====`);
        }
      }
    }
  },
});
