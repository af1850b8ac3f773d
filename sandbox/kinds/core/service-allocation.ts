import type { FieldError } from '../../api/field-error.ts';
import type { WriteContext } from '../../api/kind.ts';
import { deepEqual, type Draft } from '../../core/json.ts';
import { services } from '../../schema/resources.ts';
import type { Service } from '../../schema/types/core-v1.ts';
import { SERVICE_RANGE } from '../../server-objects/service-range.ts';
import { isIpv6 } from '../validation/addresses.ts';
import { each, invalid } from '../validation/field-errors.ts';
import { needsHealthCheck, validateClusterIps } from './service-validation.ts';

/** Where the addresses that the server itself picks begin: the ones before are left to those who choose their own. */
const pickedFrom = 257;
const firstNodePort = 30_000;
const lastNodePort = 32_767;

const addressText = (value: number): string => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
const addressNumber = (text: string): number => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

const [firstText = '', bits] = SERVICE_RANGE.split('/');
const firstAddress = addressNumber(firstText);
const addressCount = 2 ** (32 - Number(bits));

type Spec = Draft<Service['spec']>;

const needsNodePort = ({ type }: Service['spec']): boolean => type === 'NodePort' || type === 'LoadBalancer';
const picksNodePorts = (spec: Service['spec']): boolean =>
  spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);

/**
 * Gives a Service the address and node ports it needs and keeps those it has; does nothing when what it asks for cannot be had.
 * Models pkg/registry/core/service/storage/alloc.go.
 */
export function allocate(service: Draft<Service>, old: Service | undefined, context: WriteContext): void {
  const { spec } = service;
  if (spec === undefined) return;
  settleAddresses(spec, old?.spec);
  if (old !== undefined) dropUnneeded(spec, old.spec);
  keepNodePorts(spec, old?.spec);
  settleFamilies(spec, old?.spec);
  if (allocationProblems(service, old, context).length > 0) return;
  if (spec.type !== 'ExternalName' && (spec.ipFamilies ?? []).length === 0) spec.ipFamilies = ['IPv4'];
  if (spec.type !== 'ExternalName' && !spec.clusterIP) {
    const address = freeAddress(context);
    spec.clusterIP = address;
    spec.clusterIPs = [address];
  }
  const given = (spec.ports ?? []).flatMap(({ nodePort }) => (nodePort ? [nodePort] : []));
  const taken = context.dryRun ? new Set(given) : new Set([...takenNodePorts(context, undefined), ...given]);
  if (picksNodePorts(spec)) {
    const byPort = new Map<number, number>();
    for (const { port, nodePort } of spec.ports ?? []) if (nodePort) byPort.set(port, nodePort);
    for (const port of spec.ports ?? []) {
      port.nodePort ||= byPort.get(port.port) ?? freeNodePort(taken, context);
      byPort.set(port.port, port.nodePort);
    }
  }
  if (needsHealthCheck(spec)) spec.healthCheckNodePort ||= freeNodePort(taken, context);
}

/** Brings the singular and the plural field together. Models normalizeClusterIPs. */
function settleAddresses(spec: Spec, old: Service['spec'] | undefined): void {
  if (old === undefined) {
    if (spec.clusterIP && (spec.clusterIPs ?? []).length === 0) spec.clusterIPs = [spec.clusterIP];
    return;
  }
  // An update that leaves addresses and ports out keeps them. Models patchAllocatedValues.
  if (old.type !== 'ExternalName' && spec.type !== 'ExternalName') {
    if (!spec.clusterIP && old.clusterIP) spec.clusterIP = old.clusterIP;
    if ((spec.clusterIPs ?? []).length === 0 && old.clusterIPs !== undefined) spec.clusterIPs = [...old.clusterIPs];
    if (needsHealthCheck(spec) && needsHealthCheck(old) && old.healthCheckNodePort !== undefined) {
      spec.healthCheckNodePort ??= old.healthCheckNodePort;
    }
  }
  if (spec.clusterIP === old.clusterIP) {
    if ((spec.clusterIPs ?? []).length === 0 && old.clusterIPs !== undefined) spec.clusterIPs = [...old.clusterIPs];
  } else if (old.clusterIP && !spec.clusterIP && deepEqual(spec.clusterIPs, old.clusterIPs)) {
    delete spec.clusterIPs;
  } else if (spec.clusterIP && (spec.clusterIPs === undefined || deepEqual(spec.clusterIPs, old.clusterIPs))) {
    spec.clusterIPs = [spec.clusterIP];
  }
}

/** Ports that were given before are kept where the author names none, each for the port of that name. Models patchAllocatedValues. */
function keepNodePorts(spec: Spec, old: Service['spec'] | undefined): void {
  if (old === undefined || !needsNodePort(old) || !needsNodePort(spec)) return;
  const used = new Set((spec.ports ?? []).map(({ nodePort }) => nodePort ?? 0));
  for (const port of spec.ports ?? []) {
    if (port.nodePort) continue;
    const before = old.ports?.find(({ name = '' }) => name === (port.name ?? ''))?.nodePort;
    if (before && !used.has(before)) port.nodePort = before;
  }
}

/** Clears what belonged to the former type and was left as it was. Models dropTypeDependentFields. */
function dropUnneeded(spec: Spec, old: Service['spec']): void {
  if (old.type !== 'ExternalName' && spec.type === 'ExternalName') {
    if (spec.clusterIP === old.clusterIP && deepEqual(spec.clusterIPs, old.clusterIPs)) {
      delete spec.clusterIP;
      delete spec.clusterIPs;
    }
    if (deepEqual(spec.ipFamilies, old.ipFamilies)) delete spec.ipFamilies;
    if (spec.ipFamilyPolicy === old.ipFamilyPolicy) delete spec.ipFamilyPolicy;
  }
  const nodePorts = (of: Service['spec']): string => (of.ports ?? []).map(({ nodePort }) => nodePort ?? 0).join();
  if (needsNodePort(old) && !needsNodePort(spec) && nodePorts(spec) === nodePorts(old)) {
    for (const port of spec.ports ?? []) delete port.nodePort;
  }
  if (needsHealthCheck(old) && !needsHealthCheck(spec) && spec.healthCheckNodePort === old.healthCheckNodePort) {
    delete spec.healthCheckNodePort;
  }
  if (old.type !== 'LoadBalancer' || spec.type === 'LoadBalancer') {
    if (!needsNodePort(old) || needsNodePort(spec)) return;
  }
  if (spec.allocateLoadBalancerNodePorts === old.allocateLoadBalancerNodePorts) delete spec.allocateLoadBalancerNodePorts;
  if (spec.loadBalancerClass === old.loadBalancerClass) delete spec.loadBalancerClass;
  const stillOutside = spec.type === 'NodePort' || (spec.externalIPs ?? []).length > 0;
  if (!stillOutside && spec.externalTrafficPolicy === old.externalTrafficPolicy) delete spec.externalTrafficPolicy;
}

function settleFamilies(spec: Spec, old: Service['spec'] | undefined): void {
  if (spec.type === 'ExternalName') return;
  const plain = spec.clusterIP === 'None' && Object.keys(spec.selector ?? {}).length === 0;
  spec.ipFamilyPolicy ??= old?.ipFamilyPolicy ?? (plain ? 'RequireDualStack' : 'SingleStack');
  if ((spec.ipFamilies ?? []).length === 0 && old?.ipFamilies !== undefined && old.type !== 'ExternalName') {
    spec.ipFamilies = [...old.ipFamilies];
  }
  if (!plain) return;
  if ((spec.ipFamilies ?? []).length === 0) spec.ipFamilies = ['IPv4'];
  if (spec.ipFamilies?.length === 1 && spec.ipFamilyPolicy !== 'SingleStack') {
    spec.ipFamilies.push(spec.ipFamilies[0] === 'IPv4' ? 'IPv6' : 'IPv4');
  }
}

/** Why a Service cannot have the addresses and ports that it asks for. These stand alone: the server looks no further. */
export function allocationProblems(service: Service, old: Service | undefined, context: WriteContext): readonly FieldError[] {
  const { spec } = service;
  if (spec === undefined) return [];
  if (spec.type !== 'ExternalName') {
    const wrong = [...validateClusterIps(spec, old?.spec)];
    if (wrong.length > 0) return wrong;
    const families = [...familyProblems(spec)];
    if (families.length > 0) return families;
    const address = addressProblem(spec, old?.spec, context);
    if (address !== undefined) return [address];
  }
  const port = needsNodePort(spec) ? nodePortProblem(spec, old, context) : undefined;
  return port === undefined ? [] : [port];
}

function* familyProblems(spec: Service['spec']): Generator<FieldError> {
  const plain = spec.clusterIP === 'None' && Object.keys(spec.selector ?? {}).length === 0;
  const single = (spec.ipFamilyPolicy ?? 'SingleStack') === 'SingleStack';
  const both = "must be 'RequireDualStack' or 'PreferDualStack' when multiple";
  if (single && spec.clusterIPs?.length === 2)
    yield invalid('spec.ipFamilyPolicy', spec.ipFamilyPolicy, `${both} cluster IPs are specified`);
  if (single && spec.ipFamilies?.length === 2)
    yield invalid('spec.ipFamilyPolicy', spec.ipFamilyPolicy, `${both} IP families are specified`);
  for (const [address, at, index] of each(spec.clusterIPs, 'spec.clusterIPs')) {
    const known = index < (spec.ipFamilies?.length ?? 0);
    if (address !== 'None' && !known && isIpv6(address))
      yield invalid(at, spec.clusterIPs, 'IPv6 is not configured on this cluster');
  }
  if (plain) return;
  if (spec.ipFamilyPolicy === 'RequireDualStack') {
    yield invalid('spec.ipFamilyPolicy', spec.ipFamilyPolicy, 'this cluster is not configured for dual-stack services');
  }
  for (const [family, at] of each(spec.ipFamilies, 'spec.ipFamilies')) {
    if (family === 'IPv6') yield invalid(at, family, 'not configured on this cluster');
  }
}

function addressProblem(spec: Service['spec'], old: Service['spec'] | undefined, context: WriteContext): FieldError | undefined {
  const address = spec.clusterIP;
  const had = old !== undefined && old.type !== 'ExternalName';
  if (!address || address === 'None' || had) return undefined;
  const failed = (why: string): FieldError =>
    invalid('spec.clusterIPs', spec.clusterIPs, `failed to allocate IP ${address}: ${why}`);
  const offset = addressNumber(address) - firstAddress;
  if (offset <= 0 || offset >= addressCount - 1) {
    return failed(`the provided IP (${address}) is not in the valid range. The range of valid IPs is ${SERVICE_RANGE}`);
  }
  return takenAddresses(context).has(address) ? failed('provided IP is already allocated') : undefined;
}

function nodePortProblem(spec: Service['spec'], old: Service | undefined, context: WriteContext): FieldError | undefined {
  const own = new Set((old?.spec?.ports ?? []).map(({ nodePort }) => nodePort));
  const taken = takenNodePorts(context, old);
  for (const [{ nodePort }, at] of each(spec.ports, 'spec.ports')) {
    if (!nodePort || own.has(nodePort)) continue;
    // A dry run only asks whether somebody has the port.
    if (context.dryRun) {
      if (taken.has(nodePort)) return invalid(`${at}.nodePort`, nodePort, 'provided port is already allocated');
      continue;
    }
    if (nodePort < firstNodePort || nodePort > lastNodePort) {
      const detail = `provided port is not in the valid range. The range of valid ports is ${firstNodePort}-${lastNodePort}`;
      return invalid(`${at}.nodePort`, nodePort, detail);
    }
    if (taken.has(nodePort)) return invalid(`${at}.nodePort`, nodePort, 'provided port is already allocated');
  }
  return undefined;
}

const takenAddresses = (context: WriteContext): ReadonlySet<string> =>
  new Set(context.list(services).flatMap(({ spec }) => spec?.clusterIPs ?? []));

function takenNodePorts(context: WriteContext, own: Service | undefined): Set<number> {
  const taken = new Set<number>();
  for (const { metadata, spec } of context.list(services)) {
    if (own !== undefined && metadata.uid === own.metadata.uid) continue;
    for (const { nodePort } of spec?.ports ?? []) if (nodePort) taken.add(nodePort);
    if (spec?.healthCheckNodePort) taken.add(spec.healthCheckNodePort);
  }
  return taken;
}

function freeAddress(context: WriteContext): string {
  const taken = takenAddresses(context);
  for (;;) {
    const address = addressText(firstAddress + pickedFrom + context.random.below(addressCount - pickedFrom - 1));
    if (!taken.has(address)) return address;
  }
}

function freeNodePort(taken: Set<number>, context: WriteContext): number {
  if (context.dryRun) {
    // Nothing is given away, so the number is one that nobody can get.
    const port = Math.max(lastNodePort + 1, ...taken) + 1;
    taken.add(port);
    return port;
  }
  for (;;) {
    const port = firstNodePort + context.random.below(lastNodePort - firstNodePort + 1);
    if (taken.has(port)) continue;
    taken.add(port);
    return port;
  }
}
