/** Network plug-ins that a cluster can begin with; with `none` its nodes stay NotReady until one is installed. */
export const networkPlugins = ['calico', 'flannel', 'none'] as const;
export type NetworkPlugin = (typeof networkPlugins)[number];

/** What leads from node to node: routes that are told by BGP, a tunnel, or nothing (a plug-in for one machine, such as `bridge`). */
export type Crossing = 'calico' | 'flannel' | 'bridge';

/** Where the container runtime looks for its network. */
export const CNI_FOLDER = '/etc/cni/net.d';

/** Files of a node on which a plug-in is installed: path → text. */
export function pluginFiles(plugin: NetworkPlugin): { readonly [path: string]: string } {
  if (plugin === 'none') return {};
  const portmap = { type: 'portmap', capabilities: { portMappings: true } };
  if (plugin === 'flannel') {
    const flannel = { type: 'flannel', delegate: { hairpinMode: true, isDefaultGateway: true } };
    return { [`${CNI_FOLDER}/10-flannel.conflist`]: list({ name: 'cbr0', cniVersion: '0.3.1', plugins: [flannel, portmap] }) };
  }
  const calico = {
    type: 'calico',
    datastore_type: 'kubernetes',
    mtu: 0,
    ipam: { type: 'host-local', subnet: 'usePodCidr' },
    policy: { type: 'k8s' },
    kubernetes: { kubeconfig: `${CNI_FOLDER}/calico-kubeconfig` },
  };
  const snat = { ...portmap, snat: true };
  return {
    [`${CNI_FOLDER}/10-calico.conflist`]: list({ name: 'k8s-pod-network', cniVersion: '0.3.1', plugins: [calico, snat] }),
    [`${CNI_FOLDER}/calico-kubeconfig`]: `# Kubeconfig file for Calico CNI plugin.\n`,
  };
}

/** What the first plug-in of a configuration does between nodes; undefined for a text that is none. */
export function crossingOf(configuration: string | undefined): Crossing | undefined {
  if (configuration === undefined) return undefined;
  const type = /"type"\s*:\s*"([\w-]+)"/.exec(configuration)?.[1];
  if (type === undefined) return undefined;
  return type === 'calico' || type === 'flannel' ? type : 'bridge';
}

function list(configuration: unknown): string {
  return `${JSON.stringify(configuration, null, 2)}\n`;
}
