import ipaddr from 'ipaddr.js';
import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { formatLabelSelector } from '../../core/label-selector.ts';
import { portName, portNumber } from '../../core/names.ts';
import { networkPolicies } from '../../schema/resources.ts';
import type {
  IPBlock,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
} from '../../schema/types/networking-v1.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { canonicalIp, validateLegacyCidr } from '../validation/addresses.ts';
import { each, forbidden, invalid, invalidFor, notSupported, required } from '../validation/field-errors.ts';
import { validateLabelSelector } from '../validation/labels.ts';
import { describeNetworkPolicy } from './describe-network-policy.ts';

const protocols = ['TCP', 'UDP', 'SCTP'];
const policyTypes = ['Ingress', 'Egress'];

export const networkPolicy = defineKind<NetworkPolicy>({
  type: networkPolicies,
  singular: 'networkpolicy',
  shortNames: ['netpol'],
  generation: true,
  default(object) {
    object.spec ??= {};
    const { spec } = object;
    spec.podSelector ??= {};
    if ((spec.policyTypes ?? []).length === 0)
      spec.policyTypes = (spec.egress ?? []).length === 0 ? ['Ingress'] : ['Ingress', 'Egress'];
    for (const { ports } of [...(spec.ingress ?? []), ...(spec.egress ?? [])])
      for (const port of ports ?? []) port.protocol ??= 'TCP';
  },
  validate: ({ spec }) => [...validateSpec(spec ?? {})],
  validateUpdate: ({ spec }) => [...validateSpec(spec ?? {})],
  warnings: ({ spec }) => [...blockWarnings(spec ?? {})],
  describe: async (object) => describeNetworkPolicy(object),
  columns: [nameColumn, textColumn('Pod-Selector', ({ spec }) => formatLabelSelector(spec?.podSelector)), ageColumn],
  podSelector: ({ spec }) => spec?.podSelector,
});

/** Models ValidateNetworkPolicySpec in pkg/apis/networking/validation. */
function* validateSpec(spec: NetworkPolicySpec): Generator<FieldError> {
  yield* validateLabelSelector(spec.podSelector, 'spec.podSelector');
  for (const [{ ports, from }, path] of each(spec.ingress, 'spec.ingress')) {
    for (const [port, at] of each(ports, `${path}.ports`)) yield* validatePort(port, at);
    for (const [peer, at] of each(from, `${path}.from`)) yield* validatePeer(peer, at);
  }
  for (const [{ ports, to }, path] of each(spec.egress, 'spec.egress')) {
    for (const [port, at] of each(ports, `${path}.ports`)) yield* validatePort(port, at);
    for (const [peer, at] of each(to, `${path}.to`)) yield* validatePeer(peer, at);
  }
  const types = spec.policyTypes ?? [];
  if (types.length > policyTypes.length) {
    yield invalid('spec.policyTypes', types, 'may not specify more than two policyTypes');
    return;
  }
  for (const [type, at] of each(types, 'spec.policyTypes'))
    if (!policyTypes.includes(type)) yield notSupported(at, type, policyTypes);
}

function* validatePort({ protocol, port, endPort }: NetworkPolicyPort, path: string): Generator<FieldError> {
  if (protocol !== undefined && !protocols.includes(protocol)) yield notSupported(`${path}.protocol`, protocol, protocols);
  if (port === undefined) {
    if (endPort !== undefined) yield invalid(`${path}.endPort`, endPort, 'may not be specified when `port` is not specified');
  } else if (typeof port === 'number') {
    yield* invalidFor(`${path}.port`, port, portNumber);
    if (endPort === undefined) return;
    if (endPort < port) yield invalid(`${path}.endPort`, port, 'must be greater than or equal to `port`');
    yield* invalidFor(`${path}.endPort`, endPort, portNumber);
  } else {
    if (endPort !== undefined) yield invalid(`${path}.endPort`, endPort, 'may not be specified when `port` is non-numeric');
    yield* invalidFor(`${path}.port`, port, portName);
  }
}

function* validatePeer({ podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer, path: string): Generator<FieldError> {
  yield* validateLabelSelector(podSelector, `${path}.podSelector`);
  yield* validateLabelSelector(namespaceSelector, `${path}.namespaceSelector`);
  if (ipBlock !== undefined) yield* validateBlock(ipBlock, `${path}.ipBlock`);
  const selects = podSelector !== undefined || namespaceSelector !== undefined;
  if (!selects && ipBlock === undefined) yield required(path, 'must specify a peer');
  else if (selects && ipBlock !== undefined) yield forbidden(path, 'may not specify both ipBlock and another peer');
}

function* validateBlock({ cidr, except }: IPBlock, path: string): Generator<FieldError> {
  if (!cidr) {
    yield required(`${path}.cidr`);
    return;
  }
  yield* validateLegacyCidr(`${path}.cidr`, cidr);
  const outer = parseBlock(cidr);
  if (outer === undefined) return;
  for (const [text, at] of each(except, `${path}.except`)) {
    yield* validateLegacyCidr(at, text);
    const inner = parseBlock(text);
    if (inner !== undefined && !isStrictlyInside(inner, outer)) yield invalid(at, text, 'must be a strict subset of `cidr`');
  }
}

/** Blocks of IPv6 that are not written in the one form they should have. Models networkPolicyWarnings of the strategy. */
function* blockWarnings({ ingress, egress }: NetworkPolicySpec): Generator<string> {
  const peers = [
    ...[...each(ingress, 'spec.ingress')].flatMap(([{ from }, path]) => [...each(from, `${path}.from`)]),
    ...[...each(egress, 'spec.egress')].flatMap(([{ to }, path]) => [...each(to, `${path}.to`)]),
  ];
  for (const [{ ipBlock }, path] of peers) {
    if (ipBlock === undefined) continue;
    yield* unusualBlock(ipBlock.cidr, `${path}.ipBlock.cidr`);
    for (const [block, at] of each(ipBlock.except, `${path}.ipBlock.except`)) yield* unusualBlock(block, at);
  }
}

function* unusualBlock(text: string, path: string): Generator<string> {
  const [address = '', bits = ''] = text.split('/');
  if (!address.includes(':')) return;
  const canonical = `${canonicalIp(address)}/${bits}`;
  if (canonical !== text) {
    const [given, wanted] = [JSON.stringify(text), JSON.stringify(canonical)];
    yield `${path}: IPv6 CIDR value ${given} should be in RFC 5952 canonical format (${wanted})`;
  }
}

type Block = readonly [address: ipaddr.IPv4 | ipaddr.IPv6, bits: number];

function parseBlock(text: string): Block | undefined {
  if ([...validateLegacyCidr('', text)].some(({ detail }) => detail.startsWith('must be a valid CIDR'))) return undefined;
  const [address = '', bits] = text.split('/');
  return [ipaddr.parse(canonicalIp(address)), Number(bits)];
}

function isStrictlyInside([address, bits]: Block, [outer, outerBits]: Block): boolean {
  return address.kind() === outer.kind() && bits > outerBits && address.match(outer, outerBits);
}
