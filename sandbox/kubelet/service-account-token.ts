import { statusErrorOf, type ComponentClient } from '../api/client.ts';
import type { Clock } from '../core/clock.ts';
import { serviceAccounts } from '../schema/resources.ts';
import type { Pod, ServiceAccountTokenProjection } from '../schema/types/core-v1.ts';
import type { TokenRequest } from '../schema/types/authentication-v1.ts';

const DEFAULT_SECONDS = 3_600;
/** A token is replaced when this share of its life is over. */
const FRESH = 0.8;

/**
 * The tokens that Pods find in their files: the kubelet asks the API server for one that is bound to the Pod, and for the next in
 * good time. Models pkg/kubelet/token.
 */
export class PodTokens {
  private readonly kept = new Map<string, Map<string, { readonly token: string; readonly until: number }>>();

  constructor(
    private readonly client: ComponentClient,
    private readonly clock: Clock,
  ) {}

  /** Throws Error when there is none to be had, e.g. because the ServiceAccount is not there. */
  tokenFor(pod: Pod, { audience, expirationSeconds = DEFAULT_SECONDS }: ServiceAccountTokenProjection): string {
    const { uid } = pod.metadata;
    const own = this.kept.get(uid) ?? new Map<string, { readonly token: string; readonly until: number }>();
    const key = `${audience ?? ''} ${expirationSeconds}`;
    const known = own.get(key);
    if (known !== undefined && this.clock.now() < known.until) return known.token;
    const token = request(this.client, pod, audience, expirationSeconds);
    this.kept.set(uid, own.set(key, { token, until: this.clock.now() + expirationSeconds * 1_000 * FRESH }));
    return token;
  }

  forget(podUid: string): void {
    this.kept.delete(podUid);
  }
}

function request(client: ComponentClient, pod: Pod, audience: string | undefined, expirationSeconds: number): string {
  const { namespace = '', name: podName, uid } = pod.metadata;
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
        ...(audience === undefined ? {} : { audiences: [audience] }),
        expirationSeconds,
        boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: podName, uid },
      },
    },
  });
  if (response.code >= 400) throw new Error(`failed to fetch token: ${statusErrorOf(response).message}`);
  return (response.body as unknown as TokenRequest).status?.token ?? '';
}
