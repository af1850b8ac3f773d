import { defineProgram } from '../host/program.ts';
import { defineImage } from './define-image.ts';
import { listenOrSay } from './listen.ts';

/** Milliseconds of processor time that one answer takes. */
const WORK = 60;

const server = defineProgram({
  name: 'apache2-foreground',
  summary: 'web server whose every answer is hard work',
  memory: 12 * 1024 ** 2,
  async run(process) {
    const close = await listenOrSay(
      process,
      {
        port: 80,
        protocol: 'TCP',
        address: '0.0.0.0',
        async http({ from, method, path }) {
          await process.compute(WORK);
          process.stdout.write(`${from} - - "${method} ${path} HTTP/1.1" 200 3 "-" "-"\n`);
          return { status: 200, headers: { 'content-type': 'text/html', server: 'Apache/2.4.10 (Debian)' }, body: 'OK!' };
        },
      },
      { onTaken: () => process.stderr.write('(98)Address already in use: AH00072: could not bind to address 0.0.0.0:80\n') },
    );
    if (close === undefined) return 1;
    await process.waitForSignal('SIGTERM', 'SIGWINCH');
    close();
    return 0;
  },
});

/** The web server of the walk-through on autoscaling: it computes for every request. */
export const hpaExample = defineImage({
  name: 'registry.k8s.io/hpa-example',
  tags: ['latest'],
  size: 192_000_000,
  command: ['apache2-foreground'],
  exposedPorts: [80],
  shell: true,
  programs: [server],
});
