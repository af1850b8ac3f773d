import type { NetworkNamespace } from '../core/traffic.ts';
import type { Pod } from '../schema/types/core-v1.ts';
import type { NodeContext } from './node-context.ts';

/** The name that a Pod's processes see. */
export function podHostname(pod: Pod, nodeName: string): string {
  if (pod.spec?.hostNetwork) return nodeName;
  const name = pod.spec?.hostname || pod.metadata.name;
  return name.slice(0, 63).replace(/[-.]+$/, '');
}

/** How a Pod resolves names. Models pkg/kubelet/network/dns. */
export function podResolver(pod: Pod, context: NodeContext): NetworkNamespace['resolver'] {
  const { dnsPolicy = 'ClusterFirst', hostNetwork = false, dnsConfig } = pod.spec ?? {};
  const { address, domain } = context.clusterDns;
  const usesCluster = dnsPolicy === 'ClusterFirstWithHostNet' || (dnsPolicy === 'ClusterFirst' && !hostNetwork);
  const cluster = {
    nameservers: [address],
    search: [`${pod.metadata.namespace ?? ''}.svc.${domain}`, `svc.${domain}`, domain],
    ndots: 5,
  };
  const base = usesCluster
    ? cluster
    : dnsPolicy === 'None'
      ? { nameservers: [], search: [], ndots: 1 }
      : context.machine.networkNamespace.resolver;
  const ndots = dnsConfig?.options?.find((option) => option.name === 'ndots')?.value;
  return {
    nameservers: [...new Set([...base.nameservers, ...(dnsConfig?.nameservers ?? [])])],
    search: [...new Set([...base.search, ...(dnsConfig?.searches ?? [])])],
    ndots: ndots === undefined ? base.ndots : Number(ndots),
  };
}
