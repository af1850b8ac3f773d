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
    const [{ createKubectl, CommandError, parseCommand }, { createKindRegistry }, { kinds }, { connectOverHttp }] =
      await Promise.all([
        import('../../../sandbox/tools/kubectl/index.ts'),
        import('../../../sandbox/api/kind-registry.ts'),
        import('../../../sandbox/kinds/index.ts'),
        import('../connect-over-http.ts'),
      ]);
    const { connect, dispose } = await connectOverHttp((server, error) => {
      const host = server.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
      return error.refused
        ? new CommandError(`The connection to the server ${host} was refused - did you specify the right host or port?`, {
            prefix: '',
          })
        : new CommandError(error.message);
    });
    const program = createKubectl({ kinds: createKindRegistry(kinds), processTime: 0, connect });
    const meaning = parseCommand(positionals);
    const rawKeys = meaning?.flags['tty'] === 'true' && meaning.flags['stdin'] === 'true';
    try {
      return await runOnOwnMachine(program, positionals, { console, rawKeys });
    } finally {
      dispose();
    }
  },
});
