import { formatLabelSelector } from '../../core/label-selector.ts';
import { DescribeText } from '../../core/text-table.ts';
import type { PodTemplateSpec, Toleration, TopologySpreadConstraint, Volume } from '../../schema/types/core-v1.ts';
import { writeContainers } from './containers.ts';
import { writeAnnotations, writeLabels, writeList } from './metadata.ts';
import { describeSource } from './volume-sources.ts';

/** Models describeVolumes in k8s.io/kubectl/pkg/describe. */
export function writeVolumes(text: DescribeText, volumes: readonly Volume[] | undefined, space: string): void {
  if ((volumes ?? []).length === 0) {
    text.raw(`${space}Volumes:\t<none>\n`);
    return;
  }
  text.raw(`${space}Volumes:\n`);
  for (const volume of volumes ?? []) {
    text.line(1, `${space === '' ? '' : ' '}${volume.name}:`);
    if (volume.ephemeral !== undefined) {
      writeClaimTemplate(text, volume.ephemeral);
      continue;
    }
    const lines = describeSource(volume);
    if (lines === undefined) text.line(1, '<unknown>');
    for (const line of lines ?? []) text.line(2, line);
  }
}

/** The part of a claim that its template has. Models printEphemeralVolumeSource: every piece that is written begins two levels in. */
function writeClaimTemplate(text: DescribeText, { volumeClaimTemplate }: NonNullable<Volume['ephemeral']>): void {
  text.line(2, 'Type:\tEphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)');
  if (volumeClaimTemplate === undefined) return;
  const { metadata = {}, spec } = volumeClaimTemplate;
  const pairs = (title: string, values: { readonly [key: string]: string } | undefined, between: string): void => {
    const entries = Object.entries(values ?? {}).sort(([left], [right]) => (left < right ? -1 : 1));
    if (entries.length === 0) text.line(2, `${title}:\t    <none>`);
    for (const [index, [key, value]] of entries.entries())
      text.line(2, `${index === 0 ? `${title}:` : '    '}\t    ${key}${between}${value}`);
  };
  text.line(2, `StorageClass:\t${spec.storageClassName ?? ''}`);
  text.line(2, `Volume:\t${spec.volumeName ?? ''}`);
  pairs('Labels', metadata.labels, '=');
  pairs('Annotations', metadata.annotations, ': ');
  text.line(2, 'Capacity:\t');
  text.line(2, 'Access Modes:\t');
  if (spec.volumeMode !== undefined) text.line(2, `VolumeMode:\t${spec.volumeMode}`);
}

/** Models printTolerationsMultilineWithIndent. */
export function writeTolerations(text: DescribeText, title: string, tolerations: readonly Toleration[] | undefined): void {
  const sorted = [...(tolerations ?? [])].sort((a, b) =>
    (a.key ?? '') < (b.key ?? '') ? -1 : (a.key ?? '') > (b.key ?? '') ? 1 : 0,
  );
  writeList(
    text,
    title,
    sorted.map(({ key = '', value, effect, operator, tolerationSeconds }) => {
      let line = key;
      if (value) line += `=${value}`;
      if (effect) line += `:${effect}`;
      if (operator === 'Exists' && !value) line += key || effect ? ' op=Exists' : 'op=Exists';
      return tolerationSeconds === undefined ? line : `${line} for ${tolerationSeconds}s`;
    }),
  );
}

/** Models describeTopologySpreadConstraints. */
export function writeSpread(
  text: DescribeText,
  constraints: readonly TopologySpreadConstraint[] | undefined,
  space: string,
): void {
  if ((constraints ?? []).length === 0) return;
  const lines = [...(constraints ?? [])]
    .sort((a, b) => (a.topologyKey < b.topologyKey ? -1 : 1))
    .map(({ topologyKey, whenUnsatisfiable, maxSkew, labelSelector }) => {
      const selector = labelSelector === undefined ? '' : ` for selector ${formatLabelSelector(labelSelector)}`;
      return `${topologyKey}:${whenUnsatisfiable} when max skew ${maxSkew} is exceeded${selector}`;
    });
  for (const [index, line] of lines.entries())
    text.raw(`${space}${index === 0 ? 'Topology Spread Constraints:' : ''}\t${line}\n`);
}

/** A Pod template alone, which nobody aligns: as `rollout` shows that of a revision. */
export function podTemplateText(template: PodTemplateSpec): string {
  const text = new DescribeText();
  writePodTemplate(text, template);
  return text.unaligned();
}

/** Models DescribePodTemplate. */
export function writePodTemplate(text: DescribeText, template: PodTemplateSpec | undefined): void {
  const space = '  ';
  const { metadata, spec } = template ?? {};
  text.line(0, 'Pod Template:');
  writeLabels(text, `${space}Labels`, metadata?.labels);
  if (Object.keys(metadata?.annotations ?? {}).length > 0) writeAnnotations(text, `${space}Annotations`, metadata?.annotations);
  if (spec?.serviceAccountName) text.line(1, `Service Account:\t${spec.serviceAccountName}`);
  if ((spec?.initContainers ?? []).length > 0) writeContainers(text, 'Init Containers', spec?.initContainers, { space });
  writeContainers(text, 'Containers', spec?.containers, { space });
  writeVolumes(text, spec?.volumes, space);
  writeSpread(text, spec?.topologySpreadConstraints, space);
  if (spec?.priorityClassName) text.line(1, `Priority Class Name:\t${spec.priorityClassName}`);
  writeLabels(text, `${space}Node-Selectors`, spec?.nodeSelector);
  writeTolerations(text, `${space}Tolerations`, spec?.tolerations);
}
