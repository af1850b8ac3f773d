import type { NodeUsage } from '../core/usage.ts';
import type { Pod } from '../schema/types/core-v1.ts';
import type { NodeContext } from './node-context.ts';

/** What the node and the running containers of these Pods use. Models pkg/kubelet/server/stats. */
export function nodeUsage(
  { nodeName, machine, runtime }: Pick<NodeContext, 'nodeName' | 'machine' | 'runtime'>,
  pods: readonly Pod[],
): NodeUsage {
  machine.cgroups.scheduler.settle();
  const { root } = machine.cgroups;
  return {
    node: nodeName,
    cpu: root.cpu.used,
    memory: root.memory,
    pods: pods.map(({ metadata }) => ({
      name: metadata.name,
      namespace: metadata.namespace ?? '',
      uid: metadata.uid,
      labels: metadata.labels ?? {},
      containers: runtime
        .containersOf(metadata.uid)
        .filter(({ state }) => state === 'running')
        .map((run) => ({ name: run.config.name, ...runtime.usage(run) })),
    })),
  };
}
