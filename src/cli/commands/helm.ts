import { defineCommand } from '../define-command.ts';
import { runOnOwnMachine } from '../own-machine.ts';

export const helm = defineCommand({
  name: 'helm',
  summary: 'This helm, on the charts of this machine and the cluster that KUBECONFIG names',
  usage: 'COMMAND …',
  asTheyStand: true,
  examples: [
    { line: 'kubetutor helm template web ./web', does: 'render a chart; no cluster is asked' },
    { line: 'KUBECONFIG=kubetutor.kubeconfig kubetutor helm list', does: 'ask `kubetutor sandbox serve`' },
  ],
  async run({ console, positionals }) {
    const [{ createHelm }, { createKindRegistry }, { kinds }, { connectOverHttp }] = await Promise.all([
      import('../../../sandbox/tools/helm/index.ts'),
      import('../../../sandbox/api/kind-registry.ts'),
      import('../../../sandbox/kinds/index.ts'),
      import('../connect-over-http.ts'),
    ]);
    const { connect, dispose } = await connectOverHttp((server, error) => {
      const host = server.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
      return error.refused ? new Error(`Get "${server}/version": dial tcp ${host}: connect: connection refused`) : error;
    });
    const program = createHelm({ kinds: createKindRegistry(kinds), processTime: 0, connect });
    try {
      return await runOnOwnMachine(program, positionals, { console });
    } finally {
      dispose();
    }
  },
});
