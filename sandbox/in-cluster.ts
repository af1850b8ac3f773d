import type { ApiServer } from './api/api-server.ts';
import type { ComponentClient } from './api/client.ts';
import type { UserInfo } from './api/request.ts';
import { isObject, type JsonValue } from './core/json.ts';
import { FileError } from './host/index.ts';
import { TOKEN_PATH, type ApiAccess } from './images/api-access.ts';
import { pods, serviceAccounts } from './schema/resources.ts';

/** The account that a token is for, as the API server takes it; undefined for a token that it does not know. */
export function userOfToken(admin: ComponentClient, token: string, now: number): UserInfo | undefined {
  const claims = claimsOf(token);
  const place = claims === undefined ? undefined : claims['kubernetes.io'];
  if (claims === undefined || !isObject(place)) return undefined;
  const account = isObject(place['serviceaccount']) ? place['serviceaccount'] : {};
  const pod = isObject(place['pod']) ? place['pod'] : undefined;
  const [namespace, name] = [String(place['namespace'] ?? ''), String(account['name'] ?? '')];
  if (typeof claims['exp'] === 'number' && claims['exp'] * 1_000 < now) return undefined;
  if (admin.find(serviceAccounts, { namespace, name })?.metadata.uid !== account['uid']) return undefined;
  if (pod !== undefined && admin.find(pods, { namespace, name: String(pod['name'] ?? '') })?.metadata.uid !== pod['uid'])
    return undefined;
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
  return { username: `system:serviceaccount:${namespace}:${name}`, groups };
}

/** Gives programs in Pods their way to the API. Models rest.InClusterConfig of client-go. */
export function createApiAccess(api: ApiServer, admin: ComponentClient): ApiAccess {
  return ({ files, clock, env }) => {
    if (env['KUBERNETES_SERVICE_HOST'] === undefined)
      throw new Error(
        'unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined',
      );
    let token: string;
    try {
      token = files.readText(TOKEN_PATH);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      throw new Error(`open ${TOKEN_PATH}: no such file or directory`, { cause: error });
    }
    const user = userOfToken(admin, token.trim(), clock.now());
    if (user === undefined) throw new Error('Unauthorized');
    const client = api.componentClient(user);
    return {
      ...client,
      // Informers are shared by all parts of the cluster, so who asks for one must be allowed to read all of it.
      informer(type) {
        client.list(type);
        return client.informer(type);
      },
    };
  };
}

function claimsOf(token: string): { readonly [claim: string]: JsonValue } | undefined {
  try {
    const [, middle = ''] = token.split('.');
    const value: unknown = JSON.parse(atob(middle.replaceAll('-', '+').replaceAll('_', '/')));
    return isObject(value as JsonValue) ? (value as { readonly [claim: string]: JsonValue }) : undefined;
  } catch {
    return undefined;
  }
}
