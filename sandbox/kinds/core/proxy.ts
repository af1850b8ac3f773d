import type { ProxyCapability } from '../../api/kind.ts';
import { StatusError } from '../../api/status-error.ts';
import { endpoints, nodes, pods, services } from '../../schema/resources.ts';

const KUBELET_PORT = 10250;

/** A number of decimal digits; undefined for the name of a port. */
const numberOf = (port: string): number | undefined => (/^\d+$/.test(port) ? Number(port) : undefined);

function unavailable(message: string): StatusError {
  return new StatusError({ code: 503, reason: 'ServiceUnavailable', message });
}

/** To the Pod's address, at the port that is named or the first that it declares. Models pkg/registry/core/pod.ResourceLocation. */
export const podProxy: ProxyCapability = {
  options: 'PodProxyOptions',
  locate({ scheme, name, port }, { namespace, get }) {
    const { spec, status } = get(pods, { namespace, name });
    const declared = (spec?.containers ?? []).find(({ ports = [] }) => ports.length > 0)?.ports?.[0]?.containerPort;
    const host = status?.podIP ?? '';
    if (host === '') throw new StatusError({ code: 400, reason: 'BadRequest', message: 'address not allowed' });
    const to = port === '' ? declared : numberOf(port);
    if (port !== '' && to === undefined)
      throw unavailable(`error trying to reach service: dial tcp: lookup tcp/${port}: unknown port`);
    return { scheme, host, ...(to === undefined ? {} : { port: to }) };
  },
};

/** To one of the endpoints that are ready, past the Service's own address. Models pkg/registry/core/service/storage.REST.ResourceLocation. */
export const serviceProxy: ProxyCapability = {
  options: 'ServiceProxyOptions',
  locate({ scheme, name, port, text }, { namespace, random, get }) {
    const wanted = numberOf(port);
    let portName = port;
    if (wanted !== undefined) {
      const found = get(services, { namespace, name }).spec?.ports?.find((one) => one.port === wanted);
      if (found === undefined) throw unavailable(`no service port ${wanted} found for service ${JSON.stringify(name)}`);
      portName = found.name ?? '';
    }
    const { subsets = [] } = get(endpoints, { namespace, name });
    if (subsets.length === 0) throw unavailable(`no endpoints available for service ${JSON.stringify(name)}`);
    for (const { addresses = [], ports = [] } of subsets) {
      const to = ports.find((one) => (one.name ?? '') === portName)?.port;
      const address = addresses.length === 0 ? undefined : random.pick(addresses);
      if (to !== undefined && address !== undefined) return { scheme, host: address.ip, port: to };
    }
    throw unavailable(`no endpoints available for service ${JSON.stringify(text)}`);
  },
};

/** To the kubelet, or another port of the node. Models pkg/registry/core/node.ResourceLocation. */
export const nodeProxy: ProxyCapability = {
  options: 'NodeProxyOptions',
  locate({ scheme, name, port }, { get }) {
    const { status } = get(nodes, { name });
    const kubelet = status?.daemonEndpoints?.kubeletEndpoint?.Port || KUBELET_PORT;
    const host = status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? name;
    const to = port === '' ? kubelet : (numberOf(port) ?? kubelet);
    return { scheme: to === kubelet ? 'https' : scheme, host, port: to };
  },
};
