import { formatLabelSelector } from '../../core/label-selector.ts';
import { DescribeText } from '../../core/text-table.ts';
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '../../schema/types/networking-v1.ts';
import { writeAnnotations, writeLabels } from '../describing/metadata.ts';

/** Ports and peers of one rule, in whichever direction. */
interface Rule {
  readonly ports?: readonly NetworkPolicyPort[] | undefined;
  readonly peers?: readonly NetworkPolicyPeer[] | undefined;
}

interface Direction {
  readonly name: 'ingress' | 'egress';
  readonly word: 'From' | 'To';
  readonly end: 'source' | 'destination';
}

/** How kubectl shows that nothing is left out. */
const unrestricted = `<${'any'}>`;

/** Models describeNetworkPolicy in k8s.io/kubectl/pkg/describe. */
export function describeNetworkPolicy({ metadata, spec }: NetworkPolicy): string {
  const text = new DescribeText();
  text.line(0, `Name:\t${metadata.name ?? ''}`);
  text.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  text.line(0, `Created on:\t${(metadata.creationTimestamp ?? '').replace('T', ' ').replace('Z', ' +0000 UTC')}`);
  writeLabels(text, 'Labels', metadata.labels);
  writeAnnotations(text, 'Annotations', metadata.annotations);
  text.line(0, 'Spec:');
  const { matchLabels, matchExpressions } = spec?.podSelector ?? {};
  const all = Object.keys(matchLabels ?? {}).length === 0 && (matchExpressions ?? []).length === 0;
  const everything = '<none> (Allowing the specific traffic to all pods in this namespace)';
  text.line(1, `PodSelector:     ${all ? everything : formatLabelSelector(spec?.podSelector)}`);
  const types = spec?.policyTypes ?? [];
  const ingress = (spec?.ingress ?? []).map(({ ports, from }) => ({ ports, peers: from }));
  const egress = (spec?.egress ?? []).map(({ ports, to }) => ({ ports, peers: to }));
  writeDirection(text, { name: 'ingress', word: 'From', end: 'source' }, types.includes('Ingress'), ingress);
  writeDirection(text, { name: 'egress', word: 'To', end: 'destination' }, types.includes('Egress'), egress);
  text.line(1, `Policy Types: ${types.join(', ') || '<none>'}`);
  return text.toString();
}

function writeDirection(text: DescribeText, direction: Direction, affected: boolean, rules: readonly Rule[]): void {
  if (!affected) {
    text.line(1, `Not affecting ${direction.name} traffic`);
    return;
  }
  text.line(1, `Allowing ${direction.name} traffic:`);
  if (rules.length === 0) text.line(2, `<none> (Selected pods are isolated for ${direction.name} connectivity)`);
  for (const [index, rule] of rules.entries()) {
    if (index > 0) text.line(2, '----------');
    writeRule(text, direction, rule);
  }
}

function writeRule(text: DescribeText, { word, end }: Direction, { ports = [], peers = [] }: Rule): void {
  if (ports.length === 0) text.line(2, `To Port: ${unrestricted} (traffic allowed to all ports)`);
  for (const { port, endPort, protocol = 'TCP' } of ports) {
    const name = port ?? '<nil>';
    text.line(2, endPort === undefined ? `To Port: ${name}/${protocol}` : `To Port Range: ${name}-${endPort}/${protocol}`);
  }
  if (peers.length === 0) text.line(2, `${word}: ${unrestricted} (traffic not restricted by ${end})`);
  for (const { podSelector, namespaceSelector, ipBlock } of peers) {
    text.line(2, `${word}:`);
    if (namespaceSelector !== undefined) text.line(3, `NamespaceSelector: ${formatLabelSelector(namespaceSelector)}`);
    if (podSelector !== undefined) text.line(3, `PodSelector: ${formatLabelSelector(podSelector)}`);
    if (podSelector !== undefined || namespaceSelector !== undefined || ipBlock === undefined) continue;
    text.line(3, 'IPBlock:');
    text.line(4, `CIDR: ${ipBlock.cidr}`);
    text.line(4, `Except: ${(ipBlock.except ?? []).join(', ')}`);
  }
}
