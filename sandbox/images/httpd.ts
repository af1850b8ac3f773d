import { byteLength } from '../host/file-tree.ts';
import { defineProgram } from '../host/program.ts';
import { accessLogTime, timeParts } from './clock-text.ts';
import { defineImage } from './define-image.ts';
import { listenOrSay } from './listen.ts';
import { findStatic } from './static-files.ts';

const page = (status: number, title: string, text: string): string =>
  `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>${status} ${title}</title>\n</head><body>\n<h1>${title}</h1>\n<p>${text}</p>\n</body></html>\n`;

const foreground = defineProgram({
  name: 'httpd-foreground',
  summary: 'Apache HTTP server',
  memory: 9216 * 1024,
  load: 0.0005,
  async run(process) {
    const log = (text: string): void => {
      const { monthName, day, time, milliseconds, year } = timeParts(process.clock.now());
      process.stderr.write(`[${monthName} ${day} ${time}.${milliseconds}000 ${year}] ${text}\n`);
    };
    const taken = '(98)Address already in use: AH00072: make_sock: could not bind to address 0.0.0.0:80\n';
    const close = await listenOrSay(
      process,
      {
        port: 80,
        protocol: 'TCP',
        address: '0.0.0.0',
        http(request) {
          const answer = findStatic(process.files, '/usr/local/apache2/htdocs', request.path);
          const headers = { server: 'Apache/2.4.63 (Unix)' };
          const html = { ...headers, 'content-type': 'text/html; charset=iso-8859-1' };
          const response =
            answer.found === 'file'
              ? { status: 200, headers: { ...headers, 'content-type': answer.type }, body: answer.content }
              : answer.found === 'nothing'
                ? { status: 404, headers: html, body: page(404, 'Not Found', 'The requested URL was not found on this server.') }
                : {
                    status: 403,
                    headers: html,
                    body: page(403, 'Forbidden', "You don't have permission to access this resource."),
                  };
          process.stdout.write(
            `${request.from} - - [${accessLogTime(process.clock.now())}] "${request.method} ${request.path} HTTP/1.1" ${response.status} ${byteLength(response.body)}\n`,
          );
          return response;
        },
      },
      { onTaken: () => process.stderr.write(taken) },
    );
    if (close === undefined) {
      process.stderr.write('no listening sockets available, shutting down\nAH00015: Unable to open logs\n');
      return 1;
    }
    log(
      `[mpm_event:notice] [pid ${process.pid}:tid ${process.pid}] AH00489: Apache/2.4.63 (Unix) configured -- resuming normal operations`,
    );
    log(`[core:notice] [pid ${process.pid}:tid ${process.pid}] AH00094: Command line: 'httpd -D FOREGROUND'`);
    const signal = await process.waitForSignal('SIGTERM', 'SIGWINCH', 'SIGINT');
    close();
    const code =
      signal === 'SIGWINCH' ? 'AH00492: caught SIGWINCH, shutting down gracefully' : 'AH00491: caught SIGTERM, shutting down';
    log(`[mpm_event:notice] [pid ${process.pid}:tid ${process.pid}] ${code}`);
    return 0;
  },
});

export const httpd = defineImage({
  name: 'httpd',
  tags: ['latest', 'alpine', '2', '2.4', '2.4.63', '2.4-alpine'],
  size: 58_716_443,
  command: ['httpd-foreground'],
  env: { HTTPD_PREFIX: '/usr/local/apache2', HTTPD_VERSION: '2.4.63' },
  workingDirectory: '/usr/local/apache2',
  exposedPorts: [80],
  stopSignal: 'SIGWINCH',
  shell: true,
  programs: [foreground],
  files: { '/usr/local/apache2/htdocs/index.html': '<html><body><h1>It works!</h1></body></html>\n' },
});
