import type { FieldError } from '../../api/field-error.ts';
import { dns1123Label, dns1123Subdomain, portNumber, qualifiedName } from '../../core/names.ts';
import type { LoadBalancerStatus, Service, ServicePort } from '../../schema/types/core-v1.ts';
import { protocols } from '../pod-spec/containers.ts';
import { validatePort } from '../pod-spec/probes.ts';
import { isIp, isIpv6, validateLegacyCidr, validateLegacyIp } from '../validation/addresses.ts';
import { validateEndpointIp } from '../validation/endpoint-addresses.ts';
import {
  duplicate,
  each,
  forbidden,
  immutableText,
  invalid,
  invalidFor,
  notSupported,
  oneOf,
  required,
} from '../validation/field-errors.ts';
import { validateLabels } from '../validation/labels.ts';

type Spec = Service['spec'];

const isHeadless = ({ clusterIPs = [] }: Spec): boolean => clusterIPs.length === 1 && clusterIPs[0] === 'None';
export const isReachedFromOutside = ({ type, externalIPs = [] }: Spec): boolean =>
  type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && externalIPs.length > 0);
export const needsHealthCheck = ({ type, externalTrafficPolicy }: Spec): boolean =>
  type === 'LoadBalancer' && externalTrafficPolicy === 'Local';

const TOPOLOGY_MODE = 'service.kubernetes.io/topology-mode';
/** What the annotation above was called before. */
export const TOPOLOGY_HINTS = 'service.kubernetes.io/topology-aware-hints';
const SOURCE_RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';

const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];

/** Models validateService in pkg/apis/core/validation. */
export function* validateService({ spec, metadata }: Service, old: Service | undefined): Generator<FieldError> {
  if (spec === undefined) return;
  const [mode, hints] = [metadata.annotations?.[TOPOLOGY_MODE], metadata.annotations?.[TOPOLOGY_HINTS]];
  if (mode !== undefined && hints !== undefined && mode !== hints) {
    const detail = `must match annotations[${TOPOLOGY_HINTS}] when both are specified`;
    yield invalid(`metadata.annotations[${TOPOLOGY_MODE}]`, mode, detail);
  }
  const ports = spec.ports ?? [];
  const headless = isHeadless(spec);
  if (ports.length === 0 && !headless && spec.type !== 'ExternalName') yield required('spec.ports');
  if (headless && (spec.type === 'LoadBalancer' || spec.type === 'NodePort')) {
    yield invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`);
  }
  if (spec.type === 'ExternalName') yield* validateExternalName(spec);
  const names = new Set<string>();
  for (const [port, at] of each(ports, 'spec.ports')) yield* validateServicePort(port, ports.length > 1, names, at);
  yield* validateLabels(spec.selector, 'spec.selector');
  yield* oneOf('spec.sessionAffinity', spec.sessionAffinity, ['ClientIP', 'None']);
  yield* validateAffinity(spec);
  yield* validateClusterIps(spec, old?.spec);
  for (const [ip, at] of each(spec.externalIPs, 'spec.externalIPs')) {
    const wrong = old?.spec?.externalIPs?.includes(ip) ? [] : [...validateLegacyIp(at, ip)];
    yield* wrong;
    if (wrong.length === 0) yield* validateEndpointIp(at, ip);
  }
  yield* oneOf('spec.type', spec.type, types);
  yield* validateUniquePorts(spec);
  yield* validateSourceRanges(spec, metadata.annotations?.[SOURCE_RANGES], old);
  yield* validateBalancer(spec);
  yield* validateTraffic(spec);
}

function* validateExternalName(spec: Spec): Generator<FieldError> {
  const text = 'may not be set for ExternalName services';
  if ((spec.clusterIPs ?? []).length > 0) yield forbidden('spec.clusterIPs', text);
  if ((spec.ipFamilies ?? []).length > 0) yield forbidden('spec.ipFamilies', text);
  if (spec.ipFamilyPolicy !== undefined) yield forbidden('spec.ipFamilyPolicy', text);
  const name = (spec.externalName ?? '').replace(/\.$/, '');
  if (name === '') yield required('spec.externalName');
  else yield* invalidFor('spec.externalName', name, dns1123Subdomain);
}

function* validateServicePort(port: ServicePort, nameNeeded: boolean, names: Set<string>, path: string): Generator<FieldError> {
  const { name } = port;
  if (name) {
    yield* invalidFor(`${path}.name`, name, dns1123Label);
    if (names.has(name)) yield duplicate(`${path}.name`, name);
    names.add(name);
  } else if (nameNeeded) {
    yield required(`${path}.name`);
  }
  yield* invalidFor(`${path}.port`, port.port ?? 0, portNumber);
  yield* oneOf(`${path}.protocol`, port.protocol, protocols);
  yield* validatePort(port.targetPort, `${path}.targetPort`);
  if (port.appProtocol !== undefined) yield* invalidFor(`${path}.appProtocol`, port.appProtocol, qualifiedName);
}

const longestAffinity = 86_400;

function* validateAffinity({ sessionAffinity, sessionAffinityConfig }: Spec): Generator<FieldError> {
  const path = 'spec.sessionAffinityConfig';
  if (sessionAffinity === 'None' && sessionAffinityConfig !== undefined) {
    yield forbidden(path, 'must not be set when session affinity is None');
  }
  if (sessionAffinity !== 'ClientIP') return;
  const seconds = sessionAffinityConfig?.clientIP?.timeoutSeconds;
  if (seconds === undefined) yield required(path, 'when session affinity type is ClientIP');
  else if (seconds <= 0 || seconds > longestAffinity) {
    yield invalid(`${path}.clientIP.timeoutSeconds`, seconds, `must be greater than 0 and less than ${longestAffinity}`);
  }
}

/** Models ValidateServiceClusterIPsRelatedFields. */
export function* validateClusterIps(spec: Spec, old: Spec | undefined): Generator<FieldError> {
  if (spec.type === 'ExternalName') return;
  const path = 'spec.clusterIPs';
  const addresses = spec.clusterIPs ?? [];
  const families = spec.ipFamilies ?? [];
  if (spec.clusterIP) {
    if (addresses.length === 0) yield required(path);
    else if (addresses[0] !== spec.clusterIP) yield invalid(path, addresses, 'first value must match `clusterIP`');
  } else if (addresses.length > 0) {
    yield invalid(path, addresses, 'must be empty when `clusterIP` is not specified');
  }
  const seen = new Set<string>();
  for (const [family, at] of each(families, 'spec.ipFamilies')) {
    if (family !== 'IPv4' && family !== 'IPv6') yield notSupported(at, family ?? '', ['IPv4', 'IPv6']);
    if (seen.has(family)) yield duplicate(at, family);
    seen.add(family);
  }
  const policies = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];
  if (spec.ipFamilyPolicy !== undefined && !policies.includes(spec.ipFamilyPolicy)) {
    yield notSupported('spec.ipFamilyPolicy', spec.ipFamilyPolicy, policies);
  }
  let sound = true;
  for (const [address, at, index] of each(addresses, path)) {
    if (index === 0 && address === 'None') {
      if (addresses.length > 1) {
        sound = false;
        yield invalid(path, addresses, "'None' must be the first and only value");
      }
      continue;
    }
    const wrong = old?.clusterIPs?.includes(address) ? [] : [...validateLegacyIp(at, address)];
    if (wrong.length > 0) sound = false;
    yield* wrong;
  }
  if (addresses.length > 2) yield invalid(path, addresses, 'may only hold up to 2 values');
  if (!sound) return;
  if (addresses.length > 1 && new Set(addresses.map(isIpv6)).size < 2) {
    yield invalid(path, addresses, 'may specify no more than one IP for each IP family');
  }
  if (isHeadless(spec)) return;
  for (const [address, at, index] of each(addresses, path)) {
    const family = families[index];
    if ((family === 'IPv4' && isIpv6(address)) || (family === 'IPv6' && !isIpv6(address))) {
      yield invalid(at, address, `expected an ${family} value as indicated by \`ipFamilies[${index}]\``);
    }
  }
}

function* validateUniquePorts({ type, ports }: Spec): Generator<FieldError> {
  if (type === 'ClusterIP') {
    for (const [{ nodePort }, at] of each(ports, 'spec.ports')) {
      if (nodePort) yield forbidden(`${at}.nodePort`, "may not be used when `type` is 'ClusterIP'");
    }
  }
  const nodePorts = new Set<string>();
  for (const [{ protocol, nodePort }, at] of each(ports, 'spec.ports')) {
    if (!nodePort) continue;
    if (nodePorts.has(`${protocol}/${nodePort}`)) yield duplicate(`${at}.nodePort`, nodePort);
    nodePorts.add(`${protocol}/${nodePort}`);
  }
  const seen = new Set<string>();
  for (const [{ protocol, port }, at] of each(ports, 'spec.ports')) {
    if (seen.has(`${protocol}/${port}`)) {
      // The server shows its own type here, with its own field names.
      yield duplicate(at, { Name: '', Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 });
    }
    seen.add(`${protocol}/${port}`);
  }
}

function* validateSourceRanges(
  { type, loadBalancerSourceRanges: ranges = [] }: Spec,
  annotation: string | undefined,
  old: Service | undefined,
): Generator<FieldError> {
  const wrongType = "may only be used when `type` is 'LoadBalancer'";
  if (ranges.length > 0) {
    const path = 'spec.LoadBalancerSourceRanges';
    if (type !== 'LoadBalancer') yield forbidden(path, wrongType);
    const kept = new Set((old?.spec?.loadBalancerSourceRanges ?? []).map((range) => range.trim()));
    for (const [range, at] of each(ranges, path)) if (!kept.has(range.trim())) yield* validateLegacyCidr(at, range.trim());
  } else if (annotation !== undefined) {
    const path = `metadata.annotations[${SOURCE_RANGES}]`;
    if (type !== 'LoadBalancer') yield forbidden(path, wrongType);
    if (annotation === old?.metadata.annotations?.[SOURCE_RANGES]) return;
    for (const range of annotation.trim() === '' ? [] : annotation.split(',')) yield* validateLegacyCidr(path, range.trim());
  }
}

function* validateBalancer(spec: Spec): Generator<FieldError> {
  const wrongType = "may only be used when `type` is 'LoadBalancer'";
  const balancer = spec.type === 'LoadBalancer';
  if (spec.allocateLoadBalancerNodePorts !== undefined && !balancer)
    yield forbidden('spec.allocateLoadBalancerNodePorts', wrongType);
  if (spec.loadBalancerClass === undefined) return;
  if (!balancer) yield forbidden('spec.loadBalancerClass', wrongType);
  else yield* invalidFor('spec.loadBalancerClass', spec.loadBalancerClass, qualifiedName);
}

function* validateTraffic(spec: Spec): Generator<FieldError> {
  const { externalTrafficPolicy, healthCheckNodePort, internalTrafficPolicy, trafficDistribution } = spec;
  if (isReachedFromOutside(spec)) yield* oneOf('spec.externalTrafficPolicy', externalTrafficPolicy, ['Cluster', 'Local']);
  else if (externalTrafficPolicy) {
    yield invalid('spec.externalTrafficPolicy', externalTrafficPolicy, 'may only be set for externally-accessible services');
  }
  if (!needsHealthCheck(spec)) {
    if (healthCheckNodePort) {
      const detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
      yield invalid('spec.healthCheckNodePort', healthCheckNodePort, detail);
    }
  } else if (!healthCheckNodePort) {
    yield required('spec.healthCheckNodePort');
  } else {
    yield* invalidFor('spec.healthCheckNodePort', healthCheckNodePort, portNumber);
  }
  if (internalTrafficPolicy !== undefined && !['Cluster', 'Local'].includes(internalTrafficPolicy)) {
    yield notSupported('spec.internalTrafficPolicy', internalTrafficPolicy, ['Cluster', 'Local']);
  }
  const distributions = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];
  if (trafficDistribution !== undefined && !distributions.includes(trafficDistribution)) {
    yield notSupported('spec.trafficDistribution', trafficDistribution, distributions);
  }
}

/** What may not change in a Service that exists. Models ValidateServiceUpdate. */
export function* validateServiceUpdate(service: Service, old: Service): Generator<FieldError> {
  const { spec } = service;
  const before = old.spec;
  if (spec !== undefined && before !== undefined && spec.type !== 'ExternalName' && before.type !== 'ExternalName') {
    yield* validateAddressChange(spec, before);
  }
  const { loadBalancerClass: balancerClass } = spec ?? {};
  if (spec?.type === 'LoadBalancer' && before?.type === 'LoadBalancer' && balancerClass !== before.loadBalancerClass) {
    yield invalid('spec.loadBalancerClass', balancerClass, 'may not change once set');
  }
  if (spec !== undefined && before !== undefined && needsHealthCheck(spec) && needsHealthCheck(before)) {
    if (spec.healthCheckNodePort !== before.healthCheckNodePort) yield forbidden('spec.healthCheckNodePort', immutableText);
  }
  yield* validateService(service, old);
}

function* validateAddressChange(spec: Spec, before: Spec): Generator<FieldError> {
  const once = 'may not change once set';
  const addresses = spec.clusterIPs ?? [];
  const old = before.clusterIPs ?? [];
  if (!(isHeadless(spec) && isHeadless(before))) {
    if (old.length === addresses.length) {
      for (const [address, at, index] of each(old, 'spec.clusterIPs'))
        if (address !== addresses[index]) yield invalid(at, addresses, once);
    } else if (addresses.length === 0) {
      yield invalid('spec.clusterIPs[0]', addresses, 'primary clusterIP can not be unset');
    } else if (old.length > 0 && addresses[0] !== old[0]) {
      yield invalid('spec.clusterIPs[0]', addresses, once);
    }
    if (old.length > addresses.length && addresses.length === 1) yield* released(spec, 'clusterIP');
  }
  if (isHeadless(spec) || isHeadless(before)) return;
  const families = spec.ipFamilies ?? [];
  const oldFamilies = before.ipFamilies ?? [];
  if (oldFamilies.length === families.length) {
    for (const [index, family] of oldFamilies.entries())
      if (family !== families[index]) yield invalid('spec.ipFamilies[0]', families, once);
    return;
  }
  // The server shows the addresses where it speaks of families.
  if (oldFamilies.length > families.length && addresses.length === 0)
    yield invalid('spec.ipFamilies[0]', families, 'primary ipFamily can not be unset');
  if (oldFamilies.length > 0 && families.length > 0 && families[0] !== oldFamilies[0])
    yield invalid('spec.ipFamilies[0]', addresses, once);
  if (oldFamilies.length > families.length && families.length === 1) yield* released(spec, 'ipFamily');
}

function* released({ ipFamilyPolicy }: Spec, what: string): Generator<FieldError> {
  if (ipFamilyPolicy === 'SingleStack') return;
  const detail = `must be set to 'SingleStack' when releasing the secondary ${what}`;
  yield invalid('spec.ipFamilyPolicy', ipFamilyPolicy, detail);
}

/** What a load balancer reports. Models ValidateLoadBalancerStatus. */
export function* validateLoadBalancerStatus(
  status: LoadBalancerStatus | undefined,
  old: LoadBalancerStatus | undefined,
  type: string | undefined,
): Generator<FieldError> {
  const path = 'status.loadBalancer.ingress';
  if (type !== 'LoadBalancer' && (status?.ingress ?? []).length > 0) {
    yield forbidden(path, "may only be used when `spec.type` is 'LoadBalancer'");
    return;
  }
  for (const [{ ip, ipMode, hostname }, at] of each(status?.ingress, path)) {
    const kept = old?.ingress?.some((before) => before.ip === ip);
    if (ip && !kept) yield* validateLegacyIp(`${at}.ip`, ip);
    if (ipMode === undefined) {
      if (ip) yield required(`${at}.ipMode`, 'must be specified when `ip` is set');
    } else if (!ip) {
      yield forbidden(`${at}.ipMode`, 'may not be specified when `ip` is not set');
    } else if (ipMode !== 'VIP' && ipMode !== 'Proxy') {
      yield notSupported(`${at}.ipMode`, ipMode, ['Proxy', 'VIP']);
    }
    if (!hostname) continue;
    yield* invalidFor(`${at}.hostname`, hostname, dns1123Subdomain);
    if (isIp(hostname)) yield invalid(`${at}.hostname`, hostname, 'must be a DNS name, not an IP address');
  }
}
