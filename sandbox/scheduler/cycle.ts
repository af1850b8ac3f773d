import type { Pod } from '../schema/types/core-v1.ts';
import type { Judgement, Rejection, SchedulerPlugin } from './define-plugin.ts';
import type { NodeState, Snapshot } from './snapshot.ts';

/** What came out of looking for a node. */
export type Search =
  | {
      readonly feasible: readonly NodeState[];
      readonly judgements: Judgements;
      /** Where the next search should begin. */
      readonly next: number;
    }
  | { readonly feasible: readonly []; readonly failure: Failure };

/** Why no node will do. */
export interface Failure {
  readonly rejections: ReadonlyMap<string, Rejection>;
  /** Set when a plug-in refused before looking at nodes. */
  readonly refusal?: string;
  /** Who rejected a node: what they wait for may help. */
  readonly rejectedBy: ReadonlySet<string>;
}

export type Judgements = readonly { readonly plugin: SchedulerPlugin; readonly judgement: Judgement }[];

/** Total and each plug-in's weighted share, by node. */
export interface Scores {
  readonly totals: ReadonlyMap<string, number>;
  readonly byPlugin: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/**
 * Asks all plug-ins which nodes will do, beginning with the node of this index; in a large cluster it stops when it has found enough.
 * Models findNodesThatFitPod of pkg/scheduler/schedule_one.go.
 */
export function search(plugins: readonly SchedulerPlugin[], pod: Pod, cluster: Snapshot, from = 0): Search {
  const judgements = plugins.map((plugin) => ({ plugin, judgement: plugin.judge(pod, cluster) }));
  for (const { plugin, judgement } of judgements) {
    if (judgement.refusal === undefined) continue;
    const { message, preemptible } = judgement.refusal;
    const rejections = new Map(cluster.nodes.map(({ name }) => [name, { reasons: [message], preemptible }]));
    return { feasible: [], failure: { rejections, refusal: message, rejectedBy: new Set([plugin.name]) } };
  }
  const outside = judgements.filter(({ judgement }) => judgement.candidates !== undefined);
  const filtering = judgements.filter(({ judgement }) => judgement.filter !== undefined);
  const reject = (node: NodeState): readonly [readonly string[], Rejection] | undefined => {
    if (outside.some(({ judgement }) => judgement.candidates?.has(node.name) === false)) {
      const names = outside.map(({ plugin }) => plugin.name);
      return [names, { reasons: [`node(s) didn't satisfy plugin(s) [${names.join(' ')}]`], preemptible: false }];
    }
    const found = firstRejection(filtering, node);
    return found === undefined ? undefined : [[found[0]], found[1]];
  };
  const rejections = new Map<string, Rejection>();
  const rejectedBy = new Set<string>();
  const feasible: NodeState[] = [];
  const { nodes } = cluster;
  const enough = enoughOf(nodes.length);
  let asked = 0;
  for (; asked < nodes.length && feasible.length < enough; asked++) {
    const node = nodes[(from + asked) % nodes.length];
    if (node === undefined) break;
    const rejected = reject(node);
    if (rejected === undefined) {
      feasible.push(node);
      continue;
    }
    const [names, rejection] = rejected;
    for (const name of names) rejectedBy.add(name);
    rejections.set(node.name, rejection);
  }
  if (feasible.length === 0) return { feasible: [], failure: { rejections, rejectedBy } };
  return { feasible, judgements, next: (from + asked) % nodes.length };
}

/** Below so many nodes all are looked at. */
const SMALL = 100;

/** How many nodes that will do are enough to choose among. Models numFeasibleNodesToFind. */
function enoughOf(nodes: number): number {
  if (nodes < SMALL) return nodes;
  const percent = Math.max(5, 50 - Math.trunc(nodes / 125));
  return Math.max(SMALL, Math.trunc((nodes * percent) / 100));
}

function firstRejection(judgements: Judgements, node: NodeState): readonly [string, Rejection] | undefined {
  for (const { plugin, judgement } of judgements) {
    const rejection = judgement.filter?.(node);
    if (rejection !== undefined) return [plugin.name, rejection];
  }
  return undefined;
}

/** Whether a Pod fits on a node of a cluster that is only imagined. */
export function fits(plugins: readonly SchedulerPlugin[], pod: Pod, cluster: Snapshot, nodeName: string): Rejection | undefined {
  const judgements = plugins.map((plugin) => ({ plugin, judgement: plugin.judge(pod, cluster) }));
  const node = cluster.nodes.find(({ name }) => name === nodeName);
  return node && firstRejection(judgements, node)?.[1];
}

/** Models prioritizeNodes of pkg/scheduler/schedule_one.go. */
export function scoreNodes(judgements: Judgements, feasible: readonly NodeState[]): Scores {
  const named = (scores: readonly number[]): ReadonlyMap<string, number> =>
    new Map(feasible.map(({ name }, index) => [name, scores[index] ?? 0]));
  const byPlugin = new Map<string, ReadonlyMap<string, number>>();
  const totals = weighed(judgements, feasible, (plugin, scores) => byPlugin.set(plugin.name, named(scores)));
  return { totals: named(totals), byPlugin };
}

/** The nodes of the highest score. */
export function bestNodes(judgements: Judgements, feasible: readonly NodeState[]): readonly NodeState[] {
  const totals = weighed(judgements, feasible, () => undefined);
  let best = -Infinity;
  for (const total of totals) best = Math.max(best, total);
  return feasible.filter((_, index) => totals[index] === best);
}

/** Sums of the weighted scores, in the order of the nodes; tells of each plug-in's. */
function weighed(
  judgements: Judgements,
  feasible: readonly NodeState[],
  tell: (plugin: SchedulerPlugin, scores: readonly number[]) => void,
): readonly number[] {
  const totals = feasible.map(() => 0);
  for (const { plugin, judgement } of judgements) {
    const { weight = 1 } = plugin;
    const scores = judgement.score?.(feasible)?.map((score) => score * weight);
    if (scores === undefined) continue;
    tell(plugin, scores);
    for (let index = 0; index < totals.length; index++) totals[index] = (totals[index] ?? 0) + (scores[index] ?? 0);
  }
  return totals;
}

/** `0/3 nodes are available: 1 node(s) were unschedulable, 2 Insufficient cpu.` Models FitError of pkg/scheduler/framework/types.go. */
export function failureMessage(nodeCount: number, failure: Failure, afterwards?: string): string {
  const text = failure.refusal ?? reasonCounts(failure.rejections.values());
  return `0/${nodeCount} nodes are available:${text === '' ? '' : ` ${text}.`}${afterwards === undefined ? '' : ` ${afterwards}`}`;
}

function reasonCounts(rejections: Iterable<Rejection>): string {
  const counts = new Map<string, number>();
  for (const { reasons } of rejections) {
    for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .toSorted((left, right) => (left < right ? -1 : left > right ? 1 : 0))
    .join(', ');
}
