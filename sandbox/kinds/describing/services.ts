import { typed } from '../../api/client.ts';
import type { DescribeContext } from '../../api/kind.ts';
import { formatLabels } from '../../core/label-selector.ts';
import { DescribeText } from '../../core/text-table.ts';
import { endpointSlices } from '../../schema/resources.ts';
import type { Endpoints, Service, ServicePort } from '../../schema/types/core-v1.ts';
import type { EndpointSlice } from '../../schema/types/discovery-v1.ts';
import { writeEvents } from './events.ts';
import { writeHead } from './metadata.ts';

/** Models describeService in k8s.io/kubectl/pkg/describe. */
export async function describeService(service: Service, context: DescribeContext): Promise<string> {
  const text = new DescribeText();
  const { metadata, spec, status } = service;
  writeHead(text, service);
  text.line(0, `Selector:\t${formatLabels(spec?.selector)}`);
  text.line(0, `Type:\t${spec?.type ?? ''}`);
  if (spec?.ipFamilyPolicy !== undefined) text.line(0, `IP Family Policy:\t${spec.ipFamilyPolicy}`);
  text.line(0, `IP Families:\t${spec?.ipFamilies?.join(',') || '<none>'}`);
  text.line(0, `IP:\t${spec?.clusterIP ?? ''}`);
  text.line(0, `IPs:\t${spec?.clusterIPs?.join(',') || '<none>'}`);
  if ((spec?.externalIPs ?? []).length > 0) text.line(0, `External IPs:\t${spec?.externalIPs?.join(',') ?? ''}`);
  if (spec?.loadBalancerIP) text.line(0, `Desired LoadBalancer IP:\t${spec.loadBalancerIP}`);
  if (spec?.externalName) text.line(0, `External Name:\t${spec.externalName}`);
  const ingress = status?.loadBalancer?.ingress ?? [];
  if (ingress.length > 0) {
    const shown = ingress.map(({ ip, ipMode, hostname }) =>
      ip ? `${ip}${ipMode === undefined ? '' : ` (${ipMode})`}` : (hostname ?? ''),
    );
    text.line(0, `LoadBalancer Ingress:\t${shown.join(', ')}`);
  }
  const options = { labelSelector: `kubernetes.io/service-name=${metadata.name ?? ''}` };
  const { items } = await typed.list(context.client, endpointSlices, metadata.namespace, options);
  for (const port of spec?.ports ?? []) writePort(text, port, items);
  text.line(0, `Session Affinity:\t${spec?.sessionAffinity ?? ''}`);
  if (spec?.externalTrafficPolicy) text.line(0, `External Traffic Policy:\t${spec.externalTrafficPolicy}`);
  if (spec?.internalTrafficPolicy !== undefined) text.line(0, `Internal Traffic Policy:\t${spec.internalTrafficPolicy}`);
  if (spec?.healthCheckNodePort) text.line(0, `HealthCheck NodePort:\t${spec.healthCheckNodePort}`);
  const ranges = spec?.loadBalancerSourceRanges ?? [];
  if (ranges.length > 0) text.line(0, `LoadBalancer Source Ranges:\t${ranges.join(',')}`);
  if (spec?.trafficDistribution !== undefined) text.line(0, `Traffic Distribution:\t${spec.trafficDistribution}`);
  await writeEvents(text, service, context);
  return text.toString();
}

function writePort(text: DescribeText, port: ServicePort, slices: readonly EndpointSlice[]): void {
  const name = port.name || '<unset>';
  const protocol = port.protocol ?? '';
  text.line(0, `Port:\t${name}\t${port.port}/${protocol}`);
  text.line(0, `TargetPort:\t${port.targetPort ?? ''}/${protocol}`);
  if (port.appProtocol !== undefined) text.line(0, `AppProtocol:\t${port.appProtocol}`);
  if (port.nodePort) text.line(0, `NodePort:\t${name}\t${port.nodePort}/${protocol}`);
  text.line(0, `Endpoints:\t${endpointText(slices, port.name ?? '')}`);
}

/** Ready addresses behind a port, three at most. Models formatEndpointSlices. */
export function endpointText(slices: readonly EndpointSlice[], name: string): string {
  if (slices.length === 0) return '<none>';
  const addresses = slices.flatMap(({ ports, endpoints }) => {
    const ready = (endpoints ?? [])
      .filter(({ conditions }) => conditions?.ready !== false)
      .map(({ addresses }) => addresses[0] ?? '');
    if ((ports ?? []).length === 0) return ready;
    const matching = (ports ?? []).filter((port) => (port.name ?? '') === name);
    return matching.flatMap(({ port }) =>
      ready.map((address) => (address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`)),
    );
  });
  const shown = addresses.slice(0, 3).join(',');
  return addresses.length > 3 ? `${shown} + ${addresses.length - 3} more...` : shown;
}

/** Models describeEndpoints. */
export async function describeEndpoints(endpoints: Endpoints, context: DescribeContext): Promise<string> {
  const text = new DescribeText();
  writeHead(text, endpoints);
  text.line(0, 'Subsets:');
  for (const { addresses, notReadyAddresses, ports } of endpoints.subsets ?? []) {
    const list = (items: typeof addresses): string => (items ?? []).map(({ ip }) => ip).join(',') || '<none>';
    text.line(1, `Addresses:\t${list(addresses)}`);
    text.line(1, `NotReadyAddresses:\t${list(notReadyAddresses)}`);
    if ((ports ?? []).length > 0) {
      text.line(1, 'Ports:');
      text.line(2, 'Name\tPort\tProtocol');
      text.line(2, '----\t----\t--------');
      for (const { name, port, protocol } of ports ?? []) text.line(2, `${name || '<unset>'}\t${port}\t${protocol ?? ''}`);
    }
    text.raw('\n');
  }
  await writeEvents(text, endpoints, context);
  return text.toString();
}

/** Models describeEndpointSliceV1. */
export async function describeEndpointSlice(slice: EndpointSlice, context: DescribeContext): Promise<string> {
  const text = new DescribeText();
  writeHead(text, slice);
  text.line(0, `AddressType:\t${slice.addressType}`);
  const ports = slice.ports ?? [];
  if (ports.length === 0) {
    text.line(0, 'Ports: <unset>');
  } else {
    text.line(0, 'Ports:');
    text.line(1, 'Name\tPort\tProtocol');
    text.line(1, '----\t----\t--------');
    for (const { name, port, protocol } of ports) text.line(1, `${name || '<unset>'}\t${port ?? '<unset>'}\t${protocol ?? ''}`);
  }
  const endpoints = slice.endpoints ?? [];
  text.line(0, endpoints.length === 0 ? 'Endpoints: <none>' : 'Endpoints:');
  for (const { addresses, conditions, hostname, targetRef, nodeName, zone } of endpoints) {
    text.line(1, `- Addresses:\t${addresses.join(', ') || '<none>'}`);
    text.line(2, 'Conditions:');
    text.line(3, `Ready:\t${conditions?.ready ?? '<unset>'}`);
    text.line(2, `Hostname:\t${hostname ?? '<unset>'}`);
    if (targetRef !== undefined) text.line(2, `TargetRef:\t${targetRef.kind ?? ''}/${targetRef.name ?? ''}`);
    text.line(2, `NodeName:\t${nodeName ?? '<unset>'}`);
    text.line(2, `Zone:\t${zone ?? '<unset>'}`);
  }
  await writeEvents(text, slice, context);
  return text.toString();
}
