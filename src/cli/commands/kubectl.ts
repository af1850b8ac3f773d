import type { Client } from '../../../sandbox/api/client.ts';
import { defineCommand } from '../define-command.ts';
import { runOnOwnMachine } from '../own-machine.ts';

export const kubectl = defineCommand({
  name: 'kubectl',
  summary: 'This kubectl, against the cluster that KUBECONFIG names',
  usage: 'COMMAND …',
  asTheyStand: true,
  examples: [
    { line: 'KUBECONFIG=kubetutor.kubeconfig kubetutor kubectl get pods', does: 'ask `kubetutor sandbox serve`' },
    { line: 'kubetutor kubectl --server=http://127.0.0.1:8001 get nodes', does: 'ask any cluster that `kubectl proxy` opens' },
  ],
  async run({ console, positionals }) {
    const [
      { createKubectl, CommandError, parseCommand },
      { createKindRegistry },
      { kinds },
      { accessFromKubeconfig, createHttpClient, NoAnswer },
    ] = await Promise.all([
      import('../../../sandbox/tools/kubectl/index.ts'),
      import('../../../sandbox/api/kind-registry.ts'),
      import('../../../sandbox/kinds/index.ts'),
      import('../../../sandbox/server/http-client.ts'),
    ]);
    const opened: { dispose(): void }[] = [];
    const program = createKubectl({
      kinds: createKindRegistry(kinds),
      processTime: 0,
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
        const host = server.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
        const told = (error: unknown): unknown =>
          error instanceof NoAnswer
            ? error.refused
              ? new CommandError(`The connection to the server ${host} was refused - did you specify the right host or port?`, {
                  prefix: '',
                })
              : new CommandError(error.message)
            : error;
        return telling(client, told);
      },
    });
    const meaning = parseCommand(positionals);
    const rawKeys = meaning?.flags['tty'] === 'true' && meaning.flags['stdin'] === 'true';
    try {
      return await runOnOwnMachine(program, positionals, { console, rawKeys });
    } finally {
      for (const client of opened) client.dispose();
    }
  },
});

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
