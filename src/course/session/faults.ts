import { isObject, send, StatusError, type Client, type Cluster, type JsonObject } from '../../../sandbox/index.ts';
import type { FaultAction, PodChoice } from '../lesson/model.ts';

/**
 * Does what a fault says. Resolves with words for why it could not be done (there is no such Pod any more), undefined when it was.
 * Belongs inside an activity of the clock.
 */
export async function inflict(cluster: Cluster, action: FaultAction): Promise<string | undefined> {
  try {
    if (action.type === 'killPod') return await killPod(cluster, action.target);
    if (action.type === 'run') return await typeLines(cluster, action.target);
    await simple[action.type](cluster, action.target);
    return undefined;
  } catch (error) {
    if (error instanceof StatusError || error instanceof RangeError) return error.message;
    throw error;
  }
}

/** What a fault does, in words that follow "after". */
export function faultName(action: FaultAction): string {
  const { target } = action;
  if (typeof target !== 'string') return `the Pod ${target.name ?? labelsOf(target)} was deleted`;
  const words: { readonly [type: string]: string } = {
    stopNode: `the node ${target} stopped`,
    startNode: `the node ${target} started again`,
    cordon: `the node ${target} was cordoned`,
    uncordon: `the node ${target} was uncordoned`,
    stopComponent: `${target} stopped`,
    startComponent: `${target} started again`,
    run: `somebody ran \`${target.trim().split('\n')[0] ?? ''}\``,
  };
  return words[action.type] ?? action.type;
}

const simple: {
  readonly [type in Exclude<FaultAction['type'], 'killPod' | 'run'>]: (cluster: Cluster, target: string) => Promise<void>;
} = {
  async stopNode(cluster, node) {
    cluster.components.stop(`kubelet/${node}`);
    // The machine is off: what ran on it is gone without a word.
    for (const process of cluster.nodes.get(node)?.processes ?? []) process.kill('SIGKILL');
    cluster.setNodeDown(node, true);
  },
  async startNode(cluster, node) {
    cluster.setNodeDown(node, false);
    cluster.components.start(`kubelet/${node}`);
  },
  cordon: (cluster, node) => setUnschedulable(cluster.client(), node, true),
  uncordon: (cluster, node) => setUnschedulable(cluster.client(), node, false),
  stopComponent: async (cluster, name) => cluster.components.stop(name),
  startComponent: async (cluster, name) => cluster.components.start(name),
};

/** Types shell lines as somebody else at the cluster would. */
async function typeLines(cluster: Cluster, lines: string): Promise<string | undefined> {
  const shell = await cluster.clock.join(cluster.shell());
  let printed = '';
  const code = await cluster.clock.join(shell.run(lines, { onOutput: ({ text }) => void (printed += text) }));
  return code === 0 ? undefined : `it ended with the exit code ${code}: ${printed.trim().slice(-300)}`;
}

async function setUnschedulable(client: Client, name: string, unschedulable: boolean): Promise<void> {
  await send(client, {
    verb: 'patch',
    group: '',
    version: 'v1',
    resource: 'nodes',
    name,
    contentType: 'application/merge-patch+json',
    body: { spec: { unschedulable: unschedulable ? true : null } },
  });
}

/** Deletes a Pod at once, as somebody who pulls a plug would. Of several the first by name. */
async function killPod(cluster: Cluster, target: PodChoice): Promise<string | undefined> {
  const client = cluster.client();
  const pods = { group: '', version: 'v1', resource: 'pods', namespace: target.namespace };
  const options = target.labels === undefined ? {} : { labelSelector: labelsOf(target) };
  const { body } = await send(client, { verb: 'list', ...pods, options });
  const items = Array.isArray(body['items']) ? (body['items'] as readonly JsonObject[]) : [];
  const names = items
    .map((pod) => (isObject(pod['metadata']) ? String(pod['metadata']['name']) : ''))
    .filter((name) => target.name === undefined || name === target.name)
    .sort();
  const [name] = names;
  if (name === undefined) return `there is no Pod ${target.namespace}/${target.name ?? labelsOf(target)}`;
  await send(client, { verb: 'delete', ...pods, name, body: { gracePeriodSeconds: 0 } });
  return undefined;
}

function labelsOf({ labels = {} }: PodChoice): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}
