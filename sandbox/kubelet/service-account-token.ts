import type { ComponentClient } from '../api/client.ts';
import { serviceAccounts } from '../schema/resources.ts';
import type { Pod, ServiceAccountTokenProjection } from '../schema/types/core-v1.ts';
import { encodeBase64Url } from './base64.ts';

/** A year, as the API server grants to tokens that the kubelet asks for. */
const LIFETIME_SECONDS = 365 * 24 * 3_600 + 7;

/**
 * A token as a Pod finds it: a JWT with the real claims. Nobody can check its signature, as the sandbox has no keys.
 * Throws Error when the ServiceAccount is not there.
 */
export function serviceAccountToken(
  client: ComponentClient,
  pod: Pod,
  source: ServiceAccountTokenProjection,
  issuedAt: number,
): string {
  const { namespace = '' } = pod.metadata;
  const name = pod.spec?.serviceAccountName ?? 'default';
  const account = client.find(serviceAccounts, { namespace, name });
  if (account === undefined) {
    throw new Error(`failed to fetch token: serviceaccounts ${JSON.stringify(name)} not found`);
  }
  const issued = Math.floor(issuedAt / 1_000);
  const claims = {
    aud: [source.audience ?? 'https://kubernetes.default.svc.cluster.local'],
    exp: issued + LIFETIME_SECONDS,
    iat: issued,
    iss: 'https://kubernetes.default.svc.cluster.local',
    'kubernetes.io': {
      namespace,
      node: { name: pod.spec?.nodeName ?? '' },
      pod: { name: pod.metadata.name, uid: pod.metadata.uid },
      serviceaccount: { name, uid: account.metadata.uid },
    },
    nbf: issued,
    sub: `system:serviceaccount:${namespace}:${name}`,
  };
  const head = encodeBase64Url(JSON.stringify({ alg: 'RS256', kid: 'kubetutor' }));
  return `${head}.${encodeBase64Url(JSON.stringify(claims))}.${encodeBase64Url(`signature of ${pod.metadata.uid}`)}`;
}
