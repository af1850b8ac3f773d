import { defineProgram } from '../host/program.ts';
import { defineImage } from './define-image.ts';

/** Runs for a while and fails: what a lesson on restarts needs. */
const crasherProgram = defineProgram({
  name: 'crasher',
  summary: 'works for CRASH_AFTER_SECONDS (1), then ends with CRASH_EXIT_CODE (1)',
  memory: 4096 * 1024,
  async run(process) {
    const seconds = Number(process.env['CRASH_AFTER_SECONDS'] ?? '1');
    const code = Number(process.env['CRASH_EXIT_CODE'] ?? '1');
    process.stdout.write('starting\n');
    await process.clock.sleep(seconds * 1_000);
    process.stderr.write(`fatal: cannot go on without its configuration, ending with code ${code}\n`);
    return code;
  },
});

export const crasher = defineImage({
  name: 'kubetutor/crasher',
  tags: ['latest', '1.0'],
  size: 1_204_311,
  command: ['crasher'],
  shell: true,
  programs: [crasherProgram],
});
