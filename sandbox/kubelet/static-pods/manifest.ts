import { deepEqual, type Draft } from '../../core/json.ts';
import { hexadecimal, sha256 } from '../../core/sha256.ts';
import { formatTime } from '../../core/time-text.ts';
import type { Container, Pod, Volume } from '../../schema/types/core-v1.ts';
import { FIRST_SEEN, HASH, SOURCE } from './sources.ts';

/** Reads a Pod's manifest: decoded, with defaults, completed and valid. Throws Error in the server's words. */
export type PodReader = (text: string, complete: (pod: Draft<Pod>) => void) => Pod;

export interface ManifestOptions {
  readonly nodeName: string;
  /** Virtual time in milliseconds. */
  readonly now: number;
  readonly read: PodReader;
}

/** What a file is not a Pod's manifest for; the message is the kubelet's. */
export class ManifestError extends Error {}

const tolerateEviction = { operator: 'Exists', effect: 'NoExecute' };

/**
 * The static Pod that a file describes. Its name ends in the node's, and its uid says what is in the file. Models
 * pkg/kubelet/config/common.go. Throws ManifestError.
 */
export function readStaticPod(text: string, path: string, { nodeName, now, read }: ManifestOptions): Pod {
  const pod = readWith(read, text, path, (draft) => {
    if (!draft.metadata.name) throw new ManifestError('invalid pod: name is needed for the pod');
    const hash = draft.metadata.uid || hashOf([draft, `host:${nodeName}`, `file:${path}`]);
    draft.metadata = {
      ...draft.metadata,
      uid: hash,
      name: `${draft.metadata.name}-${nodeName.toLowerCase()}`,
      namespace: draft.metadata.namespace || 'default',
      annotations: { ...draft.metadata.annotations, [HASH]: hash, [FIRST_SEEN]: formatTime(now), [SOURCE]: 'file' },
    };
    draft.spec.nodeName = nodeName;
    const { tolerations = [] } = draft.spec;
    if (!tolerations.some((other) => deepEqual(other, tolerateEviction)))
      draft.spec.tolerations = [...tolerations, tolerateEviction];
    draft.status = { phase: 'Pending' };
  });
  const reference = apiReference(pod);
  if (reference !== undefined) throw new ManifestError(`static pods may not reference ${reference}`);
  return pod;
}

function readWith(read: PodReader, text: string, path: string, complete: (pod: Draft<Pod>) => void): Pod {
  try {
    return read(text, complete);
  } catch (error) {
    if (error instanceof ManifestError || !(error instanceof Error)) throw error;
    const wrong = /^Pod ".*" is invalid: (.*)$/s.exec(error.message)?.[1];
    if (wrong !== undefined) throw new ManifestError(`invalid pod: ${wrong.startsWith('[') ? wrong : `[${wrong}]`}`);
    throw new ManifestError(`${path}: couldn't parse as pod(${error.message}), please check config file`);
  }
}

/** The same for the same content, whatever the order of its fields. */
function hashOf(content: unknown): string {
  const sorted = JSON.stringify(content, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );
  return hexadecimal(sha256(new TextEncoder().encode(sorted))).slice(0, 32);
}

/** What of the API a Pod needs, which a static one may not. Models HasAPIObjectReference of pkg/api/pod. */
function apiReference({ spec }: Pod): string | undefined {
  const containers: readonly Container[] = [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
  const variables = containers.flatMap(({ env }) => env ?? []);
  const imports = containers.flatMap(({ envFrom }) => envFrom ?? []);
  const volumes = spec.volumes ?? [];
  const sources = volumes.flatMap(({ projected }) => projected?.sources ?? []);
  if (spec.serviceAccountName || spec.serviceAccount) return 'serviceaccounts';
  const hasSecrets =
    (spec.imagePullSecrets ?? []).length > 0 ||
    variables.some(({ valueFrom }) => valueFrom?.secretKeyRef !== undefined) ||
    imports.some(({ secretRef }) => secretRef !== undefined) ||
    [...volumes, ...sources].some(({ secret }) => secret !== undefined);
  if (hasSecrets) return 'secrets';
  const hasConfigMaps =
    variables.some(({ valueFrom }) => valueFrom?.configMapKeyRef !== undefined) ||
    imports.some(({ configMapRef }) => configMapRef !== undefined) ||
    [...volumes, ...sources].some(({ configMap }) => configMap !== undefined);
  if (hasConfigMaps) return 'configmaps';
  if ((spec.resourceClaims ?? []).length > 0) return 'resourceclaims';
  return volumes.map(volumeReference).find((found) => found !== undefined);
}

function volumeReference(volume: Volume): string | undefined {
  if (volume.csi !== undefined) return 'csidrivers (via CSI volumes)';
  if (volume.glusterfs !== undefined) return 'endpoints (via glusterFS volumes)';
  if (volume.persistentVolumeClaim !== undefined) return 'persistentvolumeclaims';
  if (volume.ephemeral !== undefined) return 'persistentvolumeclaims (via ephemeral volumes)';
  if (volume.azureFile !== undefined) return 'secrets (via azureFile volumes)';
  const sources = volume.projected?.sources ?? [];
  if (sources.some(({ serviceAccountToken }) => serviceAccountToken !== undefined))
    return 'serviceaccounts (via projected volumes)';
  if (sources.some(({ clusterTrustBundle }) => clusterTrustBundle !== undefined)) return 'clustertrustbundles';
  if (sources.some(({ podCertificate }) => podCertificate !== undefined)) return 'podcertificates';
  return undefined;
}
