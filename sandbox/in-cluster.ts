import type { ApiServer } from './api/api-server.ts';
import { FileError } from './host/index.ts';
import { TOKEN_PATH, type ApiAccess } from './images/api-access.ts';

/** Gives programs in Pods their way to the API. Models rest.InClusterConfig of client-go. */
export function createApiAccess(api: ApiServer): ApiAccess {
  return ({ files, env }) => {
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
    const { user } = api.authenticate(token.trim());
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
