import { byteLength } from '../host/file-tree.ts';
import { defineProgram } from '../host/program.ts';
import { timeParts } from './clock-text.ts';
import { defineImage } from './define-image.ts';
import { readFlag } from './flags.ts';
import { listenOrSay } from './listen.ts';

const httpEcho = defineProgram({
  name: 'http-echo',
  summary: 'web server that answers with a fixed text',
  memory: 3072 * 1024,
  load: 0.0003,
  async run(process) {
    const text = readFlag(process.args, 'text') ?? process.env['ECHO_TEXT'];
    if (text === undefined || text === '') {
      process.stderr.write('Missing -text option!\n');
      return 127;
    }
    const listen = readFlag(process.args, 'listen') ?? ':5678';
    const port = Number(listen.slice(listen.lastIndexOf(':') + 1));
    const status = Number(readFlag(process.args, 'status-code') ?? '200');
    const stamp = (): string => {
      const { year, month, day, time } = timeParts(process.clock.now());
      return `${year}/${month}/${day} ${time}`;
    };
    const close = await listenOrSay(
      process,
      {
        port,
        protocol: 'TCP',
        address: listen.slice(0, listen.lastIndexOf(':')) || '0.0.0.0',
        http(request) {
          const isHealth = request.path === '/health';
          const body = isHealth ? '{"status":"ok"}\n' : `${text}\n`;
          process.stdout.write(
            `${stamp()} ${request.headers['host'] ?? ''} ${request.from} "${request.method} ${request.path} HTTP/1.1" ${isHealth ? 200 : status} ${byteLength(body)} "${request.headers['user-agent'] ?? ''}" 0s\n`,
          );
          return {
            status: isHealth ? 200 : status,
            headers: { 'content-type': 'text/plain; charset=utf-8', 'x-app-name': 'http-echo' },
            body,
          };
        },
      },
      { onTaken: () => process.stderr.write(`${stamp()} [ERR] server: listen tcp ${listen}: bind: address already in use\n`) },
    );
    if (close === undefined) return 1;
    process.stdout.write(`${stamp()} [INFO] server is listening on ${listen}\n`);
    await process.waitForSignal('SIGTERM', 'SIGINT');
    close();
    process.stdout.write(`${stamp()} [INFO] server shutdown complete\n`);
    return 0;
  },
});

export const echo = defineImage({
  name: 'hashicorp/http-echo',
  tags: ['latest', '1.0', '1.0.0', '0.2.3'],
  size: 2_997_824,
  entrypoint: ['/http-echo'],
  user: 65_532,
  exposedPorts: [5678],
  shell: false,
  programs: [httpEcho],
});
