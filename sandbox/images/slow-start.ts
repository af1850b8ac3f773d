import { defineProgram } from '../host/program.ts';
import { defineImage } from './define-image.ts';
import { listenOrSay } from './listen.ts';

/** A web server that needs a while before it listens: what a lesson on probes needs. */
const slowStartProgram = defineProgram({
  name: 'slow-start',
  summary: 'web server on PORT (8080) that is up after START_SECONDS (20)',
  memory: 24576 * 1024,
  load: 0.001,
  async run(process) {
    const port = Number(process.env['PORT'] ?? '8080');
    const seconds = Number(process.env['START_SECONDS'] ?? '20');
    process.stdout.write(`loading data, this takes ${seconds} seconds\n`);
    await process.clock.sleep(seconds * 1_000);
    const close = await listenOrSay(
      process,
      {
        port,
        protocol: 'TCP',
        address: '0.0.0.0',
        http: (request) => ({
          status: 200,
          headers: { 'content-type': 'text/plain' },
          body: request.path === '/healthz' ? 'ok\n' : `hello from ${process.hostname}\n`,
        }),
      },
      { onTaken: () => process.stderr.write(`port ${port} is taken\n`) },
    );
    if (close === undefined) return 1;
    process.stdout.write(`listening on port ${port}\n`);
    await process.waitForSignal('SIGTERM', 'SIGINT');
    close();
    return 0;
  },
});

export const slowStart = defineImage({
  name: 'kubetutor/slow-start',
  tags: ['latest', '1.0'],
  size: 18_003_422,
  command: ['slow-start'],
  exposedPorts: [8080],
  shell: true,
  programs: [slowStartProgram],
});
