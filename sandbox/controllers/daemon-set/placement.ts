import { matchesLabels } from '../../core/label-selector.ts';
import { meetsTerm } from '../../core/node-terms.ts';
import { toleratesTaint } from '../../core/toleration.ts';
import type { DaemonSet } from '../../schema/types/apps-v1.ts';
import type { Node, Pod, PodSpec, Toleration } from '../../schema/types/core-v1.ts';

const always = (condition: string, effect: string): Toleration => ({
  key: `node.kubernetes.io/${condition}`,
  operator: 'Exists',
  effect,
});

const ownTolerations: readonly Toleration[] = [
  always('not-ready', 'NoExecute'),
  always('unreachable', 'NoExecute'),
  always('disk-pressure', 'NoSchedule'),
  always('memory-pressure', 'NoSchedule'),
  always('pid-pressure', 'NoSchedule'),
  always('unschedulable', 'NoSchedule'),
];

/** The tolerations of a DaemonSet's Pods: what goes wrong with a node is no reason to take its agents away. */
export function daemonTolerations({ tolerations = [], hostNetwork }: PodSpec): readonly Toleration[] {
  const added = hostNetwork === true ? [...ownTolerations, always('network-unavailable', 'NoSchedule')] : ownTolerations;
  return added.reduce((list, toleration) => {
    const index = list.findIndex((other) => isSame(other, toleration));
    return index < 0 ? [...list, toleration] : list.with(index, toleration);
  }, tolerations);
}

function isSame(left: Toleration, right: Toleration): boolean {
  return (
    left.key === right.key &&
    left.effect === right.effect &&
    left.operator === right.operator &&
    (left.value ?? '') === (right.value ?? '')
  );
}

export interface Placement {
  /** Whether a Pod is to be made there. */
  readonly shouldRun: boolean;
  /** Whether a Pod that is there already may stay. */
  readonly mayStay: boolean;
}

/** Whether a node is one of those that a DaemonSet is for. Models NodeShouldRunDaemonPod of pkg/controller/daemon. */
export function placementOn(node: Node, { spec: { template } }: DaemonSet): Placement {
  const { spec } = template;
  const name = node.metadata.name;
  const terms = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  const fits =
    (!spec?.nodeName || spec.nodeName === name) &&
    matchesLabels(spec?.nodeSelector ?? {}, node.metadata.labels) &&
    (terms === undefined || terms.some((term) => meetsTerm(node, term)));
  if (!fits) return { shouldRun: false, mayStay: false };
  const tolerations = daemonTolerations(spec ?? { containers: [] });
  const repelling = (node.spec?.taints ?? []).filter((taint) => !toleratesTaint(tolerations, taint));
  return {
    shouldRun: !repelling.some(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute'),
    mayStay: !repelling.some(({ effect }) => effect === 'NoExecute'),
  };
}

/** The spec of the Pod for one node: the scheduler is told by way of affinity which one. */
export function specForNode(spec: PodSpec, nodeName: string): PodSpec {
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const onlyThere = {
    ...required,
    nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [nodeName] }] }],
  };
  return {
    ...spec,
    tolerations: daemonTolerations(spec),
    affinity: {
      ...spec.affinity,
      nodeAffinity: { ...spec.affinity?.nodeAffinity, requiredDuringSchedulingIgnoredDuringExecution: onlyThere },
    },
  };
}

/** The node that a Pod is on or made for; undefined when nothing says it. Models GetTargetNodeName of pkg/controller/daemon/util. */
export function targetNode({ spec }: Pod): string | undefined {
  if (spec.nodeName) return spec.nodeName;
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const condition = terms
    .flatMap(({ matchFields = [] }) => matchFields)
    .find(({ key, operator }) => key === 'metadata.name' && operator === 'In');
  return condition?.values?.length === 1 ? condition.values[0] : undefined;
}
