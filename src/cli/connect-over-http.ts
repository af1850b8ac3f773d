import type { Client } from '../../sandbox/api/client.ts';
import type { Connect } from '../../sandbox/tools/kubectl/connect.ts';

/** How a failure to reach a server is put into the words of a program. `refused`: nothing listens there. */
export type Told = (server: string, error: Error & { readonly refused: boolean }) => Error;

/** What tools need to speak over HTTP to the cluster of a kubeconfig; `dispose` ends all connections. */
export async function connectOverHttp(told: Told): Promise<{ readonly connect: Connect; dispose(): void }> {
  const { accessFromKubeconfig, createHttpClient, NoAnswer } = await import('../../sandbox/server/http-client.ts');
  const opened: { dispose(): void }[] = [];
  return {
    connect({ server, settings, credentials, folder, impersonate }) {
      const entry = { apiVersion: 'v1', kind: 'Config', 'current-context': 'this' };
      const config = {
        ...entry,
        clusters: [{ name: 'this', cluster: { ...settings, server } }],
        users: [{ name: 'this', user: credentials }],
        contexts: [{ name: 'this', context: { cluster: 'this', user: 'this' } }],
      };
      const client = createHttpClient({
        ...accessFromKubeconfig(JSON.stringify(config), { folder }),
        ...(impersonate && { impersonate }),
      });
      opened.push(client);
      return telling(client, (error) => (error instanceof NoAnswer ? told(server, error) : error));
    },
    dispose() {
      for (const client of opened) client.dispose();
    },
  };
}

/** The same client, with what it rejects with put into other words. */
function telling(client: Client, told: (error: unknown) => unknown): Client {
  const retold = async <T>(answer: Promise<T>): Promise<T> => {
    try {
      return await answer;
    } catch (error) {
      throw told(error);
    }
  };
  return {
    user: client.user,
    request: (request) => retold(client.request(request)),
    watch: (request) => retold(client.watch(request)),
    connect: (request) => retold(client.connect(request)),
    raw: (path) => retold(client.raw(path)),
  };
}
