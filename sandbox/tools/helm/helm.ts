import { defineProgram, ProcessEnded, type Program } from '../../host/program.ts';
import type { HelmEnvironment } from './cluster/connection.ts';

export type { HelmEnvironment } from './cluster/connection.ts';

/** Virtual milliseconds that a real helm needs beside its requests. */
const PROCESS_TIME = 100;

/** The helm program. What it does is loaded when it is called for the first time. */
export function createHelm(environment: HelmEnvironment): Program {
  return defineProgram({
    name: 'helm',
    summary: 'Installs charts into a Kubernetes cluster',
    async run(process) {
      const { runHelm } = await import('./run-helm.ts');
      try {
        const exitCode = await runHelm(process, environment);
        await process.clock.sleep(environment.processTime ?? PROCESS_TIME);
        return exitCode;
      } catch (error) {
        if (error instanceof ProcessEnded) throw error;
        process.stderr.write(`Error: ${error instanceof Error ? error.message : String(error)}\n`);
        return 1;
      }
    },
  });
}
