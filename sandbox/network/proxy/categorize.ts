import type { ProxiedPort, ProxyEndpoint } from './service-map.ts';

/** Where rules are made. */
export interface ProxyPlace {
  /** Undefined for a machine outside the cluster: no endpoint is local there. */
  readonly nodeName: string | undefined;
  readonly zone: string | undefined;
}

export interface Categories {
  /** For traffic policy Cluster. */
  readonly cluster: readonly ProxyEndpoint[];
  /** For traffic policy Local. */
  readonly local: readonly ProxyEndpoint[];
  /** Whether an endpoint anywhere could answer. */
  readonly reachable: boolean;
}

/** Which endpoints a port uses on a node. Models pkg/proxy/topology.go, CategorizeEndpoints. */
export function categorize(port: ProxiedPort, place: ProxyPlace): Categories {
  const { endpoints } = port;
  const usesCluster = !port.internalLocal || (isReachableFromOutside(port) && !port.externalLocal);
  const usesLocal = port.internalLocal || (isReachableFromOutside(port) && port.externalLocal);
  const lastResort = (endpoint: ProxyEndpoint): boolean => endpoint.serving && endpoint.terminating;
  let cluster: readonly ProxyEndpoint[] = [];
  if (usesCluster) {
    const ready = endpoints.filter((endpoint) => endpoint.ready);
    cluster = nearby(ready, place);
    if (cluster.length === 0) cluster = endpoints.filter(lastResort);
  }
  if (!usesLocal) return { cluster, local: [], reachable: cluster.length > 0 };
  const isLocal = ({ nodeName }: ProxyEndpoint): boolean => nodeName !== undefined && nodeName === place.nodeName;
  const ready = endpoints.filter((endpoint) => endpoint.ready);
  const localReady = ready.filter(isLocal);
  const local = localReady.length > 0 ? localReady : endpoints.filter((endpoint) => isLocal(endpoint) && lastResort(endpoint));
  return { cluster, local, reachable: cluster.length > 0 || ready.length > 0 || endpoints.some(lastResort) };
}

export function isReachableFromOutside({ nodePort, externalIps, balancerIps }: ProxiedPort): boolean {
  return nodePort !== undefined || externalIps.length > 0 || balancerIps.length > 0;
}

/** Those that the hints keep for this node or zone, when every endpoint has hints and some are for here. */
function nearby(ready: readonly ProxyEndpoint[], { nodeName, zone }: ProxyPlace): readonly ProxyEndpoint[] {
  if (ready.every(({ nodeHints }) => nodeHints.length > 0)) {
    const own = ready.filter(({ nodeHints }) => nodeName !== undefined && nodeHints.includes(nodeName));
    if (own.length > 0) return own;
  }
  if (ready.every(({ zoneHints }) => zoneHints.length > 0)) {
    const own = ready.filter(({ zoneHints }) => zone !== undefined && zoneHints.includes(zone));
    if (own.length > 0) return own;
  }
  return ready;
}
