import { createCluster, type Cluster } from '../../sandbox/index.ts';
import type { ClusterOptions } from '../../sandbox/cluster-types.ts';
import type { JsonObject } from '../../sandbox/core/json.ts';
import type { NetworkNamespace, OutgoingRequest, RequestOutcome } from '../../sandbox/core/traffic.ts';
import type { EndpointSlice } from '../../sandbox/schema/types/discovery-v1.ts';
import { endpointSlices, pods, services } from '../../sandbox/schema/resources.ts';
import { kubernetesAdmin } from '../../sandbox/api/index.ts';

/** A whole cluster for tests of the network, with short ways to ask. */
export interface Lab {
  readonly cluster: Cluster;
  apply(...objects: readonly JsonObject[]): void;
  label(pod: string, labels: { readonly [key: string]: string | null }): void;
  remove(apiVersion: string, kind: string, name: string): void;
  /** The network of a Pod, a node or the workstation. */
  at(name: string): NetworkNamespace;
  get(from: string, host: string, more?: Partial<OutgoingRequest>): Promise<RequestOutcome>;
  run<T>(activity: () => Promise<T>): Promise<T>;
  nodeOf(pod: string): string;
  settle(): Promise<void>;
  addressOf(service: string): string;
  podAddress(pod: string): string;
  slices(): readonly EndpointSlice[];
}

export async function createLab(options: ClusterOptions = {}): Promise<Lab> {
  const cluster = createCluster(options);
  const admin = cluster.api.componentClient(kubernetesAdmin);
  const settle = async (): Promise<void> => {
    await cluster.clock.settle({ horizon: 12_000 });
  };
  await settle();
  const run = async <T>(activity: () => Promise<T>): Promise<T> => {
    const result = cluster.clock.run(activity);
    await cluster.clock.runUntil(result);
    return result;
  };
  const at = (name: string): NetworkNamespace => {
    if (name === 'workstation') return cluster.workstation.networkNamespace;
    const machine = cluster.nodes.get(name);
    if (machine !== undefined) return machine.networkNamespace;
    const found = cluster.namespaceAt(podAddress(name));
    if (found === undefined) throw new Error(`there is no network of ${name}`);
    return found;
  };
  const podAddress = (name: string): string => {
    const [namespace, pod] = name.includes('/') ? name.split('/') : ['default', name];
    return admin.get(pods, { namespace, name: pod ?? '' }).status.podIP ?? '';
  };
  return {
    cluster,
    run,
    settle,
    at,
    podAddress,
    apply(...objects) {
      for (const object of objects) {
        const kind = cluster.kinds.all.find(
          ({ type }) =>
            type.kind === object['kind'] &&
            object['apiVersion'] === (type.group === '' ? type.version : `${type.group}/${type.version}`),
        );
        if (kind === undefined) throw new Error(`no kind ${String(object['kind'])}`);
        const { name, namespace } = object['metadata'] as { readonly name: string; readonly namespace?: string };
        const { group, version, resource, namespaced } = kind.type;
        const place = { group, version, resource, ...(namespaced ? { namespace: namespace ?? 'default' } : {}) };
        const created = admin.request({ verb: 'create', ...place, body: object });
        const answer =
          created.code === 409
            ? admin.request({ verb: 'patch', ...place, name, contentType: 'application/merge-patch+json', body: object })
            : created;
        if (answer.code >= 400) throw new Error(JSON.stringify(answer.body));
      }
    },
    label(name, labels) {
      admin.patch(pods, { namespace: 'default', name }, { metadata: { labels } }, { type: 'merge' });
    },
    remove(apiVersion, kindName, name) {
      const kind = cluster.kinds.all.find(({ type }) => type.kind === kindName && apiVersion.endsWith(type.version));
      if (kind === undefined) throw new Error(`no kind ${kindName}`);
      const { group, version, resource, namespaced } = kind.type;
      admin.request({ verb: 'delete', group, version, resource, name, ...(namespaced ? { namespace: 'default' } : {}) });
    },
    get: (from, host, more = {}) =>
      run(() =>
        cluster.network.request(at(from), { scheme: 'http', host, port: 80, method: 'GET', path: '/', timeout: 4_000, ...more }),
      ),
    nodeOf: (pod) => admin.get(pods, { namespace: 'default', name: pod }).spec.nodeName ?? '',
    addressOf: (service) => admin.get(services, { namespace: 'default', name: service }).spec.clusterIP ?? '',
    slices: () => admin.list(endpointSlices),
  };
}

/** What came of a request, in one word: the answer's text, or the failure. */
export function word(outcome: RequestOutcome): string {
  return outcome.ok ? `${outcome.response.status} ${outcome.response.body.trim()}`.trim() : outcome.failure;
}

/** A Pod that answers `name` on port 8080. */
export function pod(
  name: string,
  labels: { readonly [key: string]: string },
  more: { node?: string; namespace?: string; ready?: boolean; hostNetwork?: boolean } = {},
): JsonObject {
  const { node, namespace = 'default', ready = true, hostNetwork = false } = more;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: {
      terminationGracePeriodSeconds: 0,
      ...(node === undefined ? {} : { nodeName: node }),
      ...(hostNetwork ? { hostNetwork } : {}),
      containers: [
        {
          name: 'web',
          image: 'hashicorp/http-echo',
          args: [`-text=${name}`, '-listen=:8080'],
          ports: [{ name: 'http', containerPort: 8080 }],
          ...(ready ? {} : { readinessProbe: { tcpSocket: { port: 9999 }, periodSeconds: 1 } }),
        },
      ],
    },
  };
}

export function service(name: string, spec: JsonObject): JsonObject {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec };
}

export function policy(name: string, spec: JsonObject, namespace = 'default'): JsonObject {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec };
}
