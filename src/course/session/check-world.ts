import { FileError, isObject, StatusError, type Cluster, type NetworkNamespace } from '../../../sandbox/index.ts';
import type {
  Check,
  CheckRequest,
  CheckWorld,
  Invariant,
  LoadRequest,
  Origin,
  RanCommand,
  ReceivingPod,
  Survival,
} from '../checks/define-check.ts';
import type { Answer } from '../lesson/model.ts';
import { printedBy } from './pod-output.ts';
import { podsOf } from './pods.ts';

/** Virtual milliseconds after which a check's own request gives up. */
const REQUEST_TIMEOUT = 5_000;

export interface TaskView {
  readonly commands: readonly RanCommand[];
  readonly answer: Answer | undefined;
  invariant(check: Check): Invariant | undefined;
  survival?(check: Check): Promise<Survival>;
  load?(name: string): readonly LoadRequest[] | undefined;
}

/** A look at a cluster in which nothing was done or kept track of yet. */
export const nothingDone: TaskView = { commands: [], answer: undefined, invariant: () => undefined };

/** What the checks of a task see: the cluster through a client, the network, the home folder, and what was done since it began. */
export function checkWorld(cluster: Cluster, home: string, view: TaskView): CheckWorld {
  const client = cluster.client();
  return {
    client,
    kinds: cluster.kinds,
    commands: view.commands,
    answer: view.answer,
    invariant: (check) => view.invariant(check),
    survival: async (check) => view.survival?.(check),
    machine: (name) => (name === cluster.workstation.hostname ? cluster.workstation : cluster.nodes.get(name)),
    containers: () => cluster.containers(),
    readFile: (path) => readHomeFile(cluster, home, path),
    readFolder: (path) => readHomeFolder(cluster, home, path),
    origin: (origin) => namespaceOf(cluster, origin),
    request: (from, request) => cluster.network.request(from, outgoing(request)),
    printed: (pod, what) => printedBy(cluster, pod, what),
    podAt: (address) => podAt(cluster, address),
    load: (name) => view.load?.(name),
    resolve: (from, name) => cluster.network.resolve(from, name),
  };
}

/** Text of a file in the home folder, undefined when there is none. */
export function readHomeFile(cluster: Cluster, home: string, path: string): string | undefined {
  try {
    return cluster.workstation.files.readText(`${home}/${path}`);
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

/** What of a folder is looked at. */
const MOST_FILES = 1_000;

/** All files below a folder of the home folder, undefined when there is no such folder. */
export function readHomeFolder(
  cluster: Cluster,
  home: string,
  path: string,
): { readonly [path: string]: Uint8Array } | undefined {
  const folder = `${home}/${path}`;
  const { files } = cluster.workstation;
  if (files.stat(folder)?.type !== 'directory') return undefined;
  const contents: [string, Uint8Array][] = [];
  const walk = (below: string): void => {
    for (const name of files.list(`${folder}/${below}`)) {
      const path = `${below}${name}`;
      if (files.stat(`${folder}/${path}`)?.type === 'directory') walk(`${path}/`);
      else if (contents.length < MOST_FILES) contents.push([path, files.readBytes(`${folder}/${path}`)]);
    }
  };
  walk('');
  return Object.fromEntries(contents);
}

function outgoing({ url, method, headers, body }: CheckRequest): Parameters<Cluster['network']['request']>[1] {
  const { protocol, hostname, port, pathname, search } = new URL(url);
  const scheme = protocol === 'https:' ? 'https' : 'http';
  return {
    scheme,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (scheme === 'https' ? 443 : 80) : Number(port),
    method,
    path: `${pathname}${search}`,
    headers: { 'user-agent': 'kubetutor', ...headers },
    timeout: REQUEST_TIMEOUT,
    ...(body === undefined ? {} : { body }),
  };
}

async function namespaceOf(cluster: Cluster, origin: Origin): Promise<NetworkNamespace | string> {
  // The learner's machine stands outside the cluster's network.
  if (origin.at !== 'pod') return cluster.workstation.networkNamespace;
  const wanted =
    origin.name ??
    Object.entries(origin.labels ?? {})
      .map(([key, value]) => `${key}=${value}`)
      .join(',');
  try {
    const pods = await podsOf(cluster, origin.namespace, origin.labels);
    const named = pods.filter(({ name }) => origin.name === undefined || name === origin.name);
    if (named.length === 0) return `there is no Pod ${origin.namespace}/${wanted} to ask from`;
    const running = named.find(({ phase, address }) => phase === 'Running' && address !== '');
    const namespace = running === undefined ? undefined : cluster.namespaceAt(running.address);
    return namespace ?? `the Pod ${origin.namespace}/${named[0]?.name ?? wanted} does not run, so nothing can be asked from it`;
  } catch (error) {
    if (error instanceof StatusError) return `the API server says: ${error.message}`;
    throw error;
  }
}

/** The network stack of a Pod is named `pod namespace/name`. */
async function podAt(cluster: Cluster, address: string): Promise<ReceivingPod | undefined> {
  const [namespace = '', name] = /^pod (.+)\/(.+)$/.exec(cluster.namespaceAt(address)?.name ?? '')?.slice(1) ?? [];
  if (name === undefined) return undefined;
  const { code, body } = await cluster
    .client()
    .request({ verb: 'get', group: '', version: 'v1', resource: 'pods', namespace, name });
  const metadata = code === 200 && isObject(body['metadata']) ? body['metadata'] : {};
  const labels = isObject(metadata['labels']) ? (metadata['labels'] as ReceivingPod['labels']) : {};
  return { name: `${namespace}/${name}`, labels };
}
