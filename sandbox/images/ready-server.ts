import { defineProgram, type Program } from '../host/program.ts';
import { timeParts } from './clock-text.ts';
import { listenOrSay } from './listen.ts';

/** A server that says that it is there and answers health checks. What it would do with data is not simulated. */
export function readyServer(name: string, port: number, memory: number, started: (time: string) => string): Program {
  return defineProgram({
    name,
    summary: `${name}: listens and says so; its data is not simulated`,
    memory,
    load: 0.005,
    async run(process) {
      const { year, month, day, time } = timeParts(process.clock.now());
      const close = await listenOrSay(
        process,
        {
          port,
          protocol: 'TCP',
          address: '0.0.0.0',
          http: ({ path }) =>
            /^\/(-\/healthy|-\/ready|api\/plugins\.json)?$/.test(path)
              ? { status: 200, headers: { 'content-type': 'text/plain' }, body: `${name} is healthy.\n` }
              : { status: 404, headers: { 'content-type': 'text/plain' }, body: '404 page not found\n' },
        },
        { onTaken: () => process.stderr.write(`${name}: port ${port}: address already in use\n`) },
      );
      if (close === undefined) return 1;
      process.stdout.write(started(`${year}-${month}-${day} ${time}`));
      await process.waitForSignal('SIGTERM', 'SIGINT');
      close();
      return 0;
    },
  });
}
