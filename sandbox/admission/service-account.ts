import { defineAdmission, refuse, type AdmissionRequest } from '../api/admission.ts';
import type { Draft } from '../core/json.ts';
import { serviceAccounts } from '../schema/resources.ts';
import type { Container, ServiceAccount, Volume } from '../schema/types/core-v1.ts';
import { createdPod, type NewPod } from './pod-creation.ts';

const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
const VOLUME_PREFIX = 'kube-api-access-';
/** An hour, and the seconds by which the real plug-in recognises its own tokens. */
const TOKEN_SECONDS = 3607;

/** Gives every Pod an account and its token. Models plugin/pkg/admission/serviceaccount. */
export const serviceAccount = defineAdmission({
  name: 'ServiceAccount',
  mutate(request, context) {
    const pod = createdPod(request);
    if (pod === undefined) return;
    if (pod.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined) return checkMirror(request, pod);
    const { spec } = pod;
    spec.serviceAccountName ||= 'default';
    spec.serviceAccount = spec.serviceAccountName;
    const account = context.find(serviceAccounts, { namespace: request.namespace, name: spec.serviceAccountName });
    if (account === undefined) {
      const name = spec.serviceAccountName;
      throw refuse(
        request,
        `error looking up service account ${request.namespace ?? ''}/${name}: serviceaccount "${name}" not found`,
      );
    }
    if (spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true) {
      mountToken(pod, `${VOLUME_PREFIX}${context.random.suffix(5)}`);
    }
    if ((spec.imagePullSecrets ?? []).length === 0) takePullSecrets(pod, account);
  },
});

/** The copy of a static Pod is stored as it is, and lends no account or secret to what runs without the API. */
function checkMirror(request: AdmissionRequest, { spec }: NewPod): void {
  if (spec.serviceAccountName) throw refuse(request, 'a mirror pod may not reference service accounts');
  const containers: readonly Draft<Container>[] = [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
  const volumes = spec.volumes ?? [];
  const sources = volumes.flatMap(({ projected }) => projected?.sources ?? []);
  const hasSecrets =
    (spec.imagePullSecrets ?? []).length > 0 ||
    containers.some(({ env }) => (env ?? []).some(({ valueFrom }) => valueFrom?.secretKeyRef !== undefined)) ||
    containers.some(({ envFrom }) => (envFrom ?? []).some(({ secretRef }) => secretRef !== undefined)) ||
    [...volumes, ...sources].some(({ secret }) => secret !== undefined);
  if (hasSecrets) throw refuse(request, 'a mirror pod may not reference secrets');
  if (sources.some(({ serviceAccountToken }) => serviceAccountToken !== undefined))
    throw refuse(request, 'a mirror pod may not use ServiceAccountToken volume projections');
}

function takePullSecrets(pod: NewPod, account: ServiceAccount): void {
  const secrets = account.imagePullSecrets ?? [];
  if (secrets.length > 0) pod.spec.imagePullSecrets = secrets.map(({ name }) => (name === undefined ? {} : { name }));
}

function mountToken({ spec }: NewPod, fresh: string): void {
  const existing = (spec.volumes ?? []).find(({ name }) => name.startsWith(VOLUME_PREFIX));
  const name = existing?.name ?? fresh;
  let mounted = false;
  const mount = (container: Draft<Container>): void => {
    if ((container.volumeMounts ?? []).some(({ mountPath }) => mountPath === MOUNT_PATH)) return;
    container.volumeMounts = [...(container.volumeMounts ?? []), { name, readOnly: true, mountPath: MOUNT_PATH }];
    mounted = true;
  };
  (spec.initContainers ?? []).forEach(mount);
  (spec.containers ?? []).forEach(mount);
  if (mounted && existing === undefined) spec.volumes = [...(spec.volumes ?? []), tokenVolume(name)];
}

function tokenVolume(name: string): Draft<Volume> {
  return {
    name,
    projected: {
      sources: [
        { serviceAccountToken: { expirationSeconds: TOKEN_SECONDS, path: 'token' } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
      ],
      defaultMode: 0o644,
    },
  };
}
