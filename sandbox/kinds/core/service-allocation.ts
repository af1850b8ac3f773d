import type { WriteContext } from '../../api/kind.ts';
import type { Draft } from '../../core/json.ts';
import { services } from '../../schema/resources.ts';
import type { Service } from '../../schema/types/core-v1.ts';

/** Addresses of Services are 10.96.0.1 to 10.111.255.254; the first belongs to the Service `kubernetes`. */
const firstAddress = (10 << 24) | (96 << 16);
const addressCount = 1 << 20;
const firstNodePort = 30_000;
const lastNodePort = 32_767;

const addressText = (value: number): string => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');

/** Gives a Service the address and node ports it needs and keeps those it has. Models pkg/registry/core/service/storage/alloc.go. */
export function allocate(service: Draft<Service>, old: Service | undefined, context: WriteContext): void {
  const { spec } = service;
  if (spec === undefined) return;
  allocateAddress(spec, old, context);
  allocateNodePorts(service, old, context);
}

type Spec = Draft<NonNullable<Service['spec']>>;

function allocateAddress(spec: Spec, old: Service | undefined, context: WriteContext): void {
  if (spec.type === 'ExternalName') {
    if (old !== undefined && old.spec?.type !== 'ExternalName' && spec.clusterIP === old.spec?.clusterIP) {
      delete spec.clusterIP;
      delete spec.clusterIPs;
      delete spec.ipFamilies;
      delete spec.ipFamilyPolicy;
    }
    return;
  }
  const before = old?.spec?.type === 'ExternalName' ? undefined : old?.spec;
  if (!spec.clusterIP && (spec.clusterIPs ?? []).length === 0 && before?.clusterIP) {
    spec.clusterIP = before.clusterIP;
    spec.clusterIPs = [...(before.clusterIPs ?? [])];
  }
  spec.ipFamilies ??= before?.ipFamilies ? [...before.ipFamilies] : ['IPv4'];
  spec.ipFamilyPolicy ??= before?.ipFamilyPolicy ?? 'SingleStack';
  if (spec.clusterIP && spec.clusterIPs === undefined) spec.clusterIPs = [spec.clusterIP];
  if (!spec.clusterIP && (spec.clusterIPs ?? []).length === 0) {
    const address = freeAddress(context);
    spec.clusterIP = address;
    spec.clusterIPs = [address];
  }
}

function freeAddress(context: WriteContext): string {
  const taken = new Set(context.list(services).flatMap(({ spec }) => spec?.clusterIPs ?? []));
  for (;;) {
    // The lowest addresses are left for those who choose their own.
    const address = addressText(firstAddress + 256 + context.random.below(addressCount - 257));
    if (!taken.has(address)) return address;
  }
}

function allocateNodePorts(service: Draft<Service>, old: Service | undefined, context: WriteContext): void {
  const { spec } = service;
  if (spec === undefined) return;
  const wanted = spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);
  if (!wanted) {
    if (old !== undefined && spec.type !== old.spec?.type) for (const port of spec.ports ?? []) delete port.nodePort;
    return;
  }
  const taken = new Set(context.list(services).flatMap(({ spec }) => (spec?.ports ?? []).map(({ nodePort }) => nodePort ?? 0)));
  for (const port of spec.ports ?? []) if (port.nodePort) taken.add(port.nodePort);
  for (const port of spec.ports ?? []) {
    if (port.nodePort) continue;
    const before = old?.spec?.ports?.find((other) => other.port === port.port && other.protocol === port.protocol)?.nodePort;
    port.nodePort = before || freeNodePort(taken, context);
    taken.add(port.nodePort);
  }
}

function freeNodePort(taken: ReadonlySet<number>, context: WriteContext): number {
  for (;;) {
    const port = firstNodePort + context.random.below(lastNodePort - firstNodePort + 1);
    if (!taken.has(port)) return port;
  }
}
