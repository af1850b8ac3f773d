import { AddressInUseError } from '../../../host/network-namespace.ts';
import { defineProgram, type ProcessContext } from '../../../host/program.ts';

function valueOf(args: readonly string[], name: string): string {
  return args[args.indexOf(`-${name}`) + 1] ?? '';
}

/** What listens on the host for a published port, and hands each connection to the container. */
export const dockerProxy = defineProgram({
  name: 'docker-proxy',
  summary: 'Forwards a port of the host to a container',
  memory: 1_572_864,
  async run(process: ProcessContext) {
    const { args, network, networkNamespace } = process;
    const host = valueOf(args, 'container-ip');
    const port = Number(valueOf(args, 'container-port'));
    try {
      networkNamespace.listen({
        port: Number(valueOf(args, 'host-port')),
        protocol: valueOf(args, 'proto') === 'udp' ? 'UDP' : 'TCP',
        address: valueOf(args, 'host-ip'),
        async http({ method, path, headers, body }) {
          const outcome = await network.request(networkNamespace, { scheme: 'http', host, port, method, path, headers, body });
          if (!outcome.ok) throw new Error(outcome.failure);
          return outcome.response;
        },
      });
    } catch (error) {
      if (error instanceof AddressInUseError) return 1;
      throw error;
    }
    await process.clock.block<void>(() => undefined);
    return 0;
  },
});
