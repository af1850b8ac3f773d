import { defineProgram } from '../host/program.ts';
import { defineImage } from './define-image.ts';

const pauseProgram = defineProgram({
  name: 'pause',
  summary: 'holds the namespaces of a Pod',
  memory: 307 * 1024,
  async run(process) {
    await process.waitForSignal('SIGTERM', 'SIGINT');
    process.stdout.write('Shutting down, got signal: Terminated\n');
    return 0;
  },
});

/** The container that holds a Pod's network namespace, so that the others can come and go. */
export const pause = defineImage({
  name: 'registry.k8s.io/pause',
  tags: ['3.6', '3.9', '3.10', '3.10.1', 'latest'],
  size: 320_368,
  entrypoint: ['/pause'],
  user: 65_535,
  shell: false,
  programs: [pauseProgram],
});
