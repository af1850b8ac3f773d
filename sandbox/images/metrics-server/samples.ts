import { formatTime } from '../../core/time-text.ts';
import type { ContainerUsage, NodeUsage } from '../../core/usage.ts';
import type { NodeMetrics, PodMetrics, Usage } from '../../schema/metrics.ts';

/** What all kubelets told at one moment. */
export interface Sample {
  /** Virtual milliseconds. */
  readonly time: number;
  readonly nodes: readonly NodeUsage[];
}

/** What Pods and nodes used between two samples; what is not in both says nothing yet. */
export function metricsBetween(
  before: Sample,
  after: Sample,
): { readonly pods: readonly PodMetrics[]; readonly nodes: readonly NodeMetrics[] } {
  const passed = after.time - before.time;
  const timestamp = formatTime(after.time);
  const window = `${passed / 1000}s`;
  const use = (then: Pick<ContainerUsage, 'cpu'>, now: Pick<ContainerUsage, 'cpu' | 'memory'>): Usage => ({
    // Milliseconds of work in a millisecond are processors; the API counts in billionths.
    cpu: `${Math.max(0, Math.round(((now.cpu - then.cpu) / passed) * 1e9))}n`,
    memory: `${Math.ceil(now.memory / 1024)}Ki`,
  });
  const apiVersion = 'metrics.k8s.io/v1beta1';
  const metadata = { uid: '', resourceVersion: '', creationTimestamp: timestamp };
  const nodes = after.nodes.flatMap((now) => {
    const then = before.nodes.find(({ node }) => node === now.node);
    if (then === undefined) return [];
    return [
      { apiVersion, kind: 'NodeMetrics', metadata: { ...metadata, name: now.node }, timestamp, window, usage: use(then, now) },
    ];
  });
  const earlier = new Map(before.nodes.flatMap(({ pods }) => pods).map((pod) => [pod.uid, pod]));
  const pods = after.nodes
    .flatMap((node) => node.pods)
    .flatMap(({ name, namespace, uid, labels, containers }) => {
      const known = earlier.get(uid)?.containers ?? [];
      const usages = containers.flatMap((now) => {
        const then = known.find((container) => container.name === now.name);
        // A container that started anew has less behind it than before.
        return then === undefined || then.cpu > now.cpu ? [] : [{ name: now.name, usage: use(then, now) }];
      });
      if (usages.length === 0 || usages.length < containers.length) return [];
      const own = { ...metadata, name, namespace, ...(Object.keys(labels).length === 0 ? {} : { labels }) };
      return [{ apiVersion, kind: 'PodMetrics', metadata: own, timestamp, window, containers: usages }];
    });
  return { pods, nodes };
}
