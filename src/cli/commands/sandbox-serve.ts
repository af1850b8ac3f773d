import type { Cluster } from '../../../sandbox/index.ts';
import { randomToken } from '../../platform/random-token.ts';
import { CommandError, defineCommand } from '../define-command.ts';
import { kubeconfigFor } from '../kubeconfig-text.ts';
import { serveInRealTime } from '../served-clock.ts';
import { startFrom } from '../start-file.ts';

export const sandboxServe = defineCommand({
  name: 'sandbox serve',
  summary: 'The API of a fresh cluster on this machine, for the real kubectl',
  most: 0,
  options: {
    port: { type: 'string', value: 'N', summary: 'the port on 127.0.0.1; any free one when absent' },
    kubeconfig: { type: 'string', value: 'FILE', summary: 'where to write the kubeconfig; kubetutor.kubeconfig when absent' },
    token: { type: 'string', value: 'TEXT', summary: 'want this bearer token of every request; `random` makes one' },
    tls: { type: 'boolean', summary: 'HTTPS, with a certificate made at the start and put into the kubeconfig' },
    start: { type: 'string', value: 'FILE', summary: 'nodes, objects and components to begin with' },
    components: { type: 'string', value: 'NAMES', summary: 'which parts run, with commas: apiserver,scheduler,…' },
    'node-monitor-grace-period': {
      type: 'string',
      value: 'SECONDS',
      summary: 'how long a node may be silent before it counts as unreachable; 50 when absent',
    },
    speed: { type: 'string', value: 'X', summary: 'virtual seconds in a second; 1 when absent' },
  },
  examples: [
    { line: 'kubetutor sandbox serve --port 8001', does: 'serve until Ctrl-C' },
    { line: 'KUBECONFIG=kubetutor.kubeconfig kubectl get nodes', does: 'in another terminal' },
  ],
  async run(context) {
    const { console, options } = context;
    const port = numberIn(options['port'], 'port', 0, 65_535) ?? 0;
    const speed = numberIn(options['speed'], 'speed', 0, 1_000) ?? 1;
    const grace = numberIn(
      options['node-monitor-grace-period']?.toString().replace(/s$/, ''),
      'node-monitor-grace-period',
      1,
      3_600,
    );
    const asked = typeof options['token'] === 'string' ? options['token'] : undefined;
    const token = asked === 'random' ? randomToken() : asked;
    const start = startFrom(context);
    const named = typeof options['components'] === 'string' ? options['components'].split(',') : undefined;
    const components = named ?? start.components;
    const createCluster = await context.cluster();
    const make = (): Cluster =>
      createCluster({
        seed: console.newSeed(),
        startTime: console.now().getTime(),
        ...start,
        ...(grace === undefined ? {} : { nodeMonitorGracePeriod: grace * 1_000 }),
        ...(components === undefined ? {} : { components }),
      });
    const cluster = named === undefined ? make() : orUsageError(make);
    await cluster.clock.settle();
    const { serveCluster } = await import('../../../sandbox/server/index.ts');
    const { api } = cluster;
    const time = serveInRealTime(cluster.clock, speed, (error) =>
      console.error(`kubetutor: the cluster stumbled: ${textOf(error)}\n`),
    );
    const server = await serveCluster(
      {
        authenticate: (text) => api.authenticate(text),
        handle: (request) => api.handle(request),
        raw: (path, accept, who) => api.raw(path, accept, who),
        watch: (request, onEvent) => api.watch(request, onEvent),
        connect: (request) => api.connect(request),
        proxy: (request) => cluster.clock.run(() => api.proxy(request)),
        written: () => time.write(),
      },
      { port, tls: options['tls'] === true, ...(token === undefined ? {} : { token }) },
    ).catch((error: unknown) => {
      time.stop();
      throw new CommandError(cannotStart(error, port));
    });
    const file = typeof options['kubeconfig'] === 'string' ? options['kubeconfig'] : 'kubetutor.kubeconfig';
    console.writeFile(file, kubeconfigFor(server, token));
    console.out(`serving ${server.url}, kubeconfig ${file}\n`);
    await console.untilStopped();
    time.stop();
    await server.close();
    cluster.dispose();
    return 0;
  },
});

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Only the names of components come straight from the command line. */
function orUsageError<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new CommandError(textOf(error), 2);
  }
}

function cannotStart(error: unknown, port: number): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return `port ${port} is taken by another program: name another one with --port, or none for any free one`;
  if (code === 'EACCES') return `port ${port} is not for everybody: name one above 1023 with --port`;
  return `the server cannot start: ${textOf(error)}`;
}

function numberIn(value: string | boolean | undefined, name: string, least: number, most: number): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!Number.isFinite(number) || number < least || number > most)
    throw new CommandError(`expected --${name} from ${least} to ${most}, found ${String(value)}`, 2);
  return number;
}
