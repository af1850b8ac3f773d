import { defineProgram, type Program } from '../host/program.ts';
import { timeParts } from './clock-text.ts';
import { listenOrSay } from './listen.ts';

/** A server that says that it is there and answers at a few fixed paths. What it would do with data is not simulated. */
export function readyServer(
  name: string,
  port: number,
  memory: number,
  started: (time: string) => string,
  pages: { readonly [path: string]: { readonly type: string; readonly body: string } } = {},
): Program {
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
          http({ path }) {
            const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
            return page === undefined
              ? { status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: '404 page not found\n' }
              : { status: 200, headers: { 'content-type': page.type }, body: page.body };
          },
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
