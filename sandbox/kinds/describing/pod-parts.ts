import { formatLabelSelector } from '../../core/label-selector.ts';
import { DescribeText } from '../../core/text-table.ts';
import type { PodTemplateSpec, Toleration, TopologySpreadConstraint, Volume } from '../../schema/types/core-v1.ts';
import { writeContainers } from './containers.ts';
import { writeAnnotations, writeLabels, writeList } from './metadata.ts';

/** Lines of `title: value` that describe one source of a volume; a title alone stands for itself. */
type Source = (volume: Volume) => readonly string[] | undefined;

const sources: readonly Source[] = [
  ({ hostPath }) =>
    hostPath && [
      'Type:\tHostPath (bare host directory volume)',
      `Path:\t${hostPath.path}`,
      `HostPathType:\t${hostPath.type ?? '<none>'}`,
    ],
  ({ emptyDir }) =>
    emptyDir && [
      "Type:\tEmptyDir (a temporary directory that shares a pod's lifetime)",
      `Medium:\t${emptyDir.medium ?? ''}`,
      `SizeLimit:\t${emptyDir.sizeLimit ?? '<unset>'}`,
    ],
  ({ secret }) =>
    secret && [
      'Type:\tSecret (a volume populated by a Secret)',
      `SecretName:\t${secret.secretName ?? ''}`,
      `Optional:\t${secret.optional ?? false}`,
    ],
  ({ configMap }) =>
    configMap && [
      'Type:\tConfigMap (a volume populated by a ConfigMap)',
      `Name:\t${configMap.name ?? ''}`,
      `Optional:\t${configMap.optional ?? false}`,
    ],
  ({ nfs }) =>
    nfs && [
      'Type:\tNFS (an NFS mount that lasts the lifetime of a pod)',
      `Server:\t${nfs.server}`,
      `Path:\t${nfs.path}`,
      `ReadOnly:\t${nfs.readOnly ?? false}`,
    ],
  ({ persistentVolumeClaim: claim }) =>
    claim && [
      'Type:\tPersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
      `ClaimName:\t${claim.claimName}`,
      `ReadOnly:\t${claim.readOnly ?? false}`,
    ],
  ({ downwardAPI }) =>
    downwardAPI && [
      'Type:\tDownwardAPI (a volume populated by information about the pod)',
      'Items:',
      ...(downwardAPI.items ?? []).map(
        ({ fieldRef, resourceFieldRef, path }) => `  ${fieldRef?.fieldPath ?? resourceFieldRef?.resource ?? ''} -> ${path}`,
      ),
    ],
  ({ projected }) =>
    projected && [
      'Type:\tProjected (a volume that contains injected data from multiple sources)',
      ...(projected.sources ?? []).flatMap(({ secret, downwardAPI, configMap, serviceAccountToken }) => {
        if (secret !== undefined) return [`SecretName:\t${secret.name ?? ''}`, `Optional:\t${secret.optional ?? false}`];
        if (downwardAPI !== undefined) return ['DownwardAPI:\ttrue'];
        if (configMap !== undefined)
          return [`ConfigMapName:\t${configMap.name ?? ''}`, `Optional:\t${configMap.optional ?? false}`];
        return serviceAccountToken === undefined
          ? []
          : [`TokenExpirationSeconds:\t${serviceAccountToken.expirationSeconds ?? 0}`];
      }),
    ],
];

/** Models describeVolumes in k8s.io/kubectl/pkg/describe. */
export function writeVolumes(text: DescribeText, volumes: readonly Volume[] | undefined, space: string): void {
  if ((volumes ?? []).length === 0) {
    text.raw(`${space}Volumes:\t<none>\n`);
    return;
  }
  text.raw(`${space}Volumes:\n`);
  for (const volume of volumes ?? []) {
    text.line(1, `${space === '' ? '' : ' '}${volume.name}:`);
    const lines = sources.map((source) => source(volume)).find((found) => found !== undefined);
    if (lines === undefined) text.line(1, '<unknown>');
    for (const line of lines ?? []) text.line(2, line);
  }
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
