import {
  FileError,
  isObject,
  send,
  StatusError,
  type Cluster,
  type JsonObject,
  type NetworkNamespace,
} from '../../../sandbox/index.ts';
import type { Check, CheckRequest, CheckWorld, Invariant, Origin, RanCommand, Survival } from '../checks/define-check.ts';
import type { Answer } from '../lesson/model.ts';

/** Virtual milliseconds after which a check's own request gives up. */
const REQUEST_TIMEOUT = 5_000;

export interface TaskView {
  readonly commands: readonly RanCommand[];
  readonly answer: Answer | undefined;
  invariant(check: Check): Invariant | undefined;
  survival?(check: Check): Promise<Survival>;
}

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
    processes(name) {
      const machine = name === cluster.workstation.hostname ? cluster.workstation : cluster.nodes.get(name);
      return machine?.processes.map(({ argv, user }) => ({ argv, user: user.name }));
    },
    readFile: (path) => readHomeFile(cluster, home, path),
    origin: (origin) => namespaceOf(cluster, origin),
    request: (from, request) => cluster.network.request(from, outgoing(request)),
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

function outgoing({ url, method, headers, body }: CheckRequest): Parameters<Cluster['network']['request']>[1] {
  const { protocol, hostname, port, pathname, search } = new URL(url);
  const scheme = protocol === 'https:' ? 'https' : 'http';
  return {
    scheme,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (scheme === 'https' ? 443 : 80) : Number(port),
    method,
    path: `${pathname}${search}`,
    headers,
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

interface PodPlace {
  readonly name: string;
  readonly phase: string;
  readonly address: string;
}

async function podsOf(
  cluster: Cluster,
  namespace: string,
  labels: { readonly [key: string]: string } = {},
): Promise<readonly PodPlace[]> {
  const labelSelector = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const { body } = await send(cluster.client(), {
    verb: 'list',
    group: '',
    version: 'v1',
    resource: 'pods',
    namespace,
    options: { labelSelector },
  });
  const items = Array.isArray(body['items']) ? (body['items'] as readonly JsonObject[]) : [];
  return items.map((pod) => {
    const status = isObject(pod['status']) ? pod['status'] : {};
    const metadata = isObject(pod['metadata']) ? pod['metadata'] : {};
    return {
      name: String(metadata['name']),
      phase: String(status['phase']),
      address: typeof status['podIP'] === 'string' ? status['podIP'] : '',
    };
  });
}
