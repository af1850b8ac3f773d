import type { PersistentVolumeSpec, Volume } from '../../schema/types/core-v1.ts';

/** Lines of `title: value` that describe one source of a volume; a title alone stands for itself. */
export type SourceLines = readonly string[];

/** Where a volume of a Pod or a PersistentVolume comes from. */
export type AnySource = Omit<Volume, 'name' | 'ephemeral' | 'csi' | 'iscsi' | 'fc'> &
  Pick<PersistentVolumeSpec, 'local'> & {
    readonly csi?: CsiSource;
    readonly iscsi?: IscsiSource;
    readonly fc?: NonNullable<Volume['fc']>;
  };

type CsiSource = NonNullable<Volume['csi']> & { readonly volumeHandle?: string };
type IscsiSource = Omit<NonNullable<Volume['iscsi']>, 'secretRef'> & { readonly secretRef?: { readonly name?: string } };

type Describe = (source: AnySource) => SourceLines | undefined;

const list = (items: readonly string[] | undefined): string => `[${(items ?? []).join(' ')}]`;

const LONGEST = 140;

/** One pair a line, the first behind its title; each stands two levels in, as the real one writes it. */
function attributes(title: string, pairs: { readonly [key: string]: string } | undefined): SourceLines {
  const lines = Object.keys(pairs ?? {})
    .sort()
    .map((key) => `${key}=${pairs?.[key] ?? ''}`)
    .map((line) => (line.length > LONGEST ? `${line.slice(0, LONGEST)}...` : line));
  return [
    `${title}:\t${lines.length === 0 ? '<none>' : `    ${lines[0]}`}`,
    ...lines.slice(1).map((line) => `    \t    ${line}`),
  ];
}

const describers: readonly Describe[] = [
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
  ({ gcePersistentDisk: disk }) =>
    disk && [
      'Type:\tGCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)',
      `PDName:\t${disk.pdName}`,
      `FSType:\t${disk.fsType ?? ''}`,
      `Partition:\t${disk.partition ?? 0}`,
      `ReadOnly:\t${disk.readOnly ?? false}`,
    ],
  ({ awsElasticBlockStore: disk }) =>
    disk && [
      'Type:\tAWSElasticBlockStore (a Persistent Disk resource in AWS)',
      `VolumeID:\t${disk.volumeID}`,
      `FSType:\t${disk.fsType ?? ''}`,
      `Partition:\t${disk.partition ?? 0}`,
      `ReadOnly:\t${disk.readOnly ?? false}`,
    ],
  ({ gitRepo }) =>
    gitRepo && [
      'Type:\tGitRepo (a volume that is pulled from git when the pod is created)',
      `Repository:\t${gitRepo.repository}`,
      `Revision:\t${gitRepo.revision ?? ''}`,
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
  ({ iscsi }) =>
    iscsi && [
      "Type:\tISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)",
      `TargetPortal:\t${iscsi.targetPortal}`,
      `IQN:\t${iscsi.iqn}`,
      `Lun:\t${iscsi.lun}`,
      `ISCSIInterface\t${iscsi.iscsiInterface ?? ''}`,
      `FSType:\t${iscsi.fsType ?? ''}`,
      `ReadOnly:\t${iscsi.readOnly ?? false}`,
      `Portals:\t${list(iscsi.portals)}`,
      `DiscoveryCHAPAuth:\t${iscsi.chapAuthDiscovery ?? false}`,
      `SessionCHAPAuth:\t${iscsi.chapAuthSession ?? false}`,
      `SecretRef:\t${iscsi.secretRef === undefined ? 'nil' : `&LocalObjectReference{Name:${iscsi.secretRef.name ?? ''},}`}`,
      `InitiatorName:\t${iscsi.initiatorName ?? '<none>'}`,
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
  ({ fc }) =>
    fc && [
      'Type:\tFC (a Fibre Channel disk)',
      `TargetWWNs:\t${(fc.targetWWNs ?? []).join(', ')}`,
      `LUN:\t${fc.lun ?? '<none>'}`,
      `FSType:\t${fc.fsType ?? ''}`,
      `ReadOnly:\t${fc.readOnly ?? false}`,
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
  ({ local }) => local && ['Type:\tLocalVolume (a persistent volume backed by local storage on a node)', `Path:\t${local.path}`],
  ({ csi }) =>
    csi && [
      'Type:\tCSI (a Container Storage Interface (CSI) volume source)',
      `Driver:\t${csi.driver}`,
      `FSType:\t${csi.fsType ?? ''}`,
      ...(csi.volumeHandle === undefined ? [] : [`VolumeHandle:\t${csi.volumeHandle}`]),
      `ReadOnly:\t${csi.readOnly ?? false}`,
      ...attributes('VolumeAttributes', csi.volumeAttributes),
    ],
  ({ image }) =>
    image && [
      'Type:\tImage (a container image or OCI artifact)',
      `Reference:\t${image.reference ?? ''}`,
      `PullPolicy:\t${image.pullPolicy ?? ''}`,
    ],
];

/**
 * What there is to say of a volume's source; undefined for one that only clouds have. Models the printers of volume sources in
 * k8s.io/kubectl/pkg/describe.
 */
export function describeSource(source: AnySource): SourceLines | undefined {
  for (const describe of describers) {
    const lines = describe(source);
    if (lines !== undefined) return lines;
  }
  return undefined;
}
