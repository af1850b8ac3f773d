import { statusErrorOf, type ComponentClient } from '../api/client.ts';
import { serviceAccounts } from '../schema/resources.ts';
import type { Pod, ServiceAccountTokenProjection } from '../schema/types/core-v1.ts';
import type { TokenRequest } from '../schema/types/authentication-v1.ts';

const DEFAULT_SECONDS = 3_600;

/**
 * A token as a Pod finds it: the kubelet asks the API server for one that is bound to the Pod. Throws Error when it gets none, e.g.
 * because the ServiceAccount is not there. Models pkg/kubelet/token.
 */
export function serviceAccountToken(client: ComponentClient, pod: Pod, source: ServiceAccountTokenProjection): string {
  const { namespace = '', name: podName = '', uid = '' } = pod.metadata;
  const { group, version, resource } = serviceAccounts;
  const response = client.request({
    verb: 'create',
    group,
    version,
    resource,
    namespace,
    name: pod.spec?.serviceAccountName ?? 'default',
    subresource: 'token',
    body: {
      kind: 'TokenRequest',
      apiVersion: 'authentication.k8s.io/v1',
      spec: {
        ...(source.audience === undefined ? {} : { audiences: [source.audience] }),
        expirationSeconds: source.expirationSeconds ?? DEFAULT_SECONDS,
        boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: podName, uid },
      },
    },
  });
  if (response.code >= 400) throw new Error(`failed to fetch token: ${statusErrorOf(response).message}`);
  return (response.body as unknown as TokenRequest).status?.token ?? '';
}
