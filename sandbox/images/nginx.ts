import { FileError } from '../host/file-system.ts';
import { byteLength } from '../host/file-tree.ts';
import { defineProgram, type ProcessContext } from '../host/program.ts';
import type { HttpRequest, HttpResponse } from '../core/traffic.ts';
import { accessLogTime, timeParts } from './clock-text.ts';
import { defineImage } from './define-image.ts';
import { findStatic } from './static-files.ts';
import { listenOrSay } from './listen.ts';

const usualVersion = '1.29.3';
/** That of the image that the process is started from. */
const versionOf = ({ env }: ProcessContext): string => env['NGINX_VERSION'] ?? usualVersion;
const root = '/usr/share/nginx/html';

const errorPage = (status: number, title: string, version: string): string =>
  `<html>\r\n<head><title>${status} ${title}</title></head>\r\n<body>\r\n<center><h1>${status} ${title}</h1></center>\r\n<hr><center>nginx/${version}</center>\r\n</body>\r\n</html>\r\n`;

/** Runs until it is told to stop. `args` are those of the `nginx` command. */
async function runNginx(process: ProcessContext, args: readonly string[]): Promise<number> {
  const log = (level: string, text: string, worker = false): void => {
    const { year, month, day, time } = timeParts(process.clock.now());
    const id = worker ? workerPid : process.pid;
    process.stderr.write(`${year}/${month}/${day} ${time} [${level}] ${id}#${id}: ${text}\n`);
  };
  const workerPid = process.pid + 28;
  if (args.includes('-v') || args.includes('-V')) {
    process.stderr.write(`nginx version: nginx/${versionOf(process)}\n`);
    return 0;
  }
  if (args.includes('-t')) {
    process.stderr.write('nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\n');
    process.stderr.write('nginx: configuration file /etc/nginx/nginx.conf test is successful\n');
    return 0;
  }
  const failed = prepareFolders(process);
  if (failed !== undefined) {
    log('emerg', failed);
    process.stderr.write(`nginx: [emerg] ${failed}\n`);
    return 1;
  }
  const directives = args[args.indexOf('-g') + 1] ?? '';
  // Without `daemon off;` nginx goes to the background, its first process ends, and with it the container.
  if (!args.includes('-g') || !/daemon\s+off\s*;/.test(directives)) return 0;

  const requests = { count: 0 };
  const http = (request: HttpRequest): HttpResponse => {
    requests.count++;
    const answer = respond(process, request, (text) => log('error', `*${requests.count} ${text}`, true));
    const agent = request.headers['user-agent'] ?? '-';
    const forwarded = request.headers['x-forwarded-for'] ?? '-';
    process.stdout.write(
      `${request.from} - - [${accessLogTime(process.clock.now())}] "${request.method} ${request.path} HTTP/1.1" ${answer.status} ${byteLength(answer.body)} "${request.headers['referer'] ?? '-'}" "${agent}" "${forwarded}"\n`,
    );
    return answer;
  };
  const close = await listenOrSay(
    process,
    { port: 80, protocol: 'TCP', address: '0.0.0.0', http },
    {
      attempts: 5,
      pause: 500,
      onTaken: () => log('emerg', 'bind() to 0.0.0.0:80 failed (98: Address already in use)'),
    },
  );
  if (close === undefined) {
    log('emerg', 'still could not bind()');
    process.stderr.write('nginx: [emerg] still could not bind()\n');
    return 1;
  }
  log('notice', 'using the "epoll" event method');
  log('notice', `nginx/${versionOf(process)}`);
  log('notice', 'OS: Linux 6.8.0');
  log('notice', 'getrlimit(RLIMIT_NOFILE): 1048576:1048576');
  log('notice', 'start worker processes');
  log('notice', `start worker process ${workerPid}`);

  const signal = await process.waitForSignal('SIGTERM', 'SIGQUIT', 'SIGINT');
  const number = signal === 'SIGQUIT' ? 3 : signal === 'SIGINT' ? 2 : 15;
  log('notice', `signal ${number} (${signal}) received${signal === 'SIGQUIT' ? ', shutting down' : ', exiting'}`);
  close();
  if (signal === 'SIGQUIT') await process.clock.sleep(50);
  log('notice', 'exit');
  return 0;
}

/** nginx makes its cache folders before anything else, and ends when it may not. */
function prepareFolders(process: ProcessContext): string | undefined {
  const folder = '/var/cache/nginx/client_temp';
  if (process.files.stat(folder) !== undefined) return undefined;
  if (process.user.uid !== 0) return `mkdir() "${folder}" failed (13: Permission denied)`;
  try {
    process.files.makeDirectory(folder, { recursive: true });
    return undefined;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return `mkdir() "${folder}" failed (${error.code === 'EROFS' ? '30: Read-only file system' : '13: Permission denied'})`;
  }
}

function respond(process: ProcessContext, request: HttpRequest, logError: (text: string) => void): HttpResponse {
  const version = versionOf(process);
  const headers = { server: `nginx/${version}`, 'content-type': 'text/html' };
  const about = `client: ${request.from}, server: localhost, request: "${request.method} ${request.path} HTTP/1.1", host: "${request.headers['host'] ?? ''}"`;
  const error = (status: number, title: string): HttpResponse => ({ status, headers, body: errorPage(status, title, version) });
  if (request.method !== 'GET' && request.method !== 'HEAD') return error(405, 'Not Allowed');
  const answer = findStatic(process.files, root, request.path);
  if (answer.found === 'file') {
    const body = request.method === 'HEAD' ? '' : answer.content;
    return { status: 200, headers: { ...headers, 'content-type': answer.type }, body };
  }
  if (answer.found === 'directory') {
    const location = `http://${request.headers['host'] ?? 'localhost'}${request.path}/`;
    return { ...error(301, 'Moved Permanently'), headers: { ...headers, location } };
  }
  if (answer.found === 'forbidden') {
    logError(`directory index of "${answer.path}" is forbidden, ${about}`);
    return error(403, 'Forbidden');
  }
  logError(`open() "${answer.path}" failed (2: No such file or directory), ${about}`);
  return error(404, 'Not Found');
}

const nginxProgram = defineProgram({
  name: 'nginx',
  summary: 'HTTP server',
  memory: 7680 * 1024,
  load: 0.0005,
  run: (process) => runNginx(process, process.args),
});

/** The image's start script: it prepares the configuration and becomes the program it is given. */
const entrypoint = defineProgram({
  name: 'docker-entrypoint.sh',
  summary: 'start script of the nginx image',
  async run(process) {
    const [command, ...rest] = process.args;
    if (command !== 'nginx') return process.run(process.args);
    const say = (text: string): void => process.stdout.write(`${text}\n`);
    const script = '/docker-entrypoint.sh:';
    say(`${script} /docker-entrypoint.d/ is not empty, will attempt to perform configuration`);
    say(`${script} Looking for shell scripts in /docker-entrypoint.d/`);
    say(`${script} Launching /docker-entrypoint.d/10-listen-on-ipv6-by-default.sh`);
    say(`${script} Launching /docker-entrypoint.d/20-envsubst-on-templates.sh`);
    say(`${script} Launching /docker-entrypoint.d/30-tune-worker-processes.sh`);
    say(`${script} Configuration complete; ready for start up`);
    return process.exec([command, ...rest]);
  },
});

export const nginx = defineImage({
  name: 'nginx',
  tags: ['latest', 'mainline', 'alpine', '1', '1.29'],
  size: 72_404_038,
  entrypoint: ['/docker-entrypoint.sh'],
  command: ['nginx', '-g', 'daemon off;'],
  env: { NGINX_VERSION: usualVersion, NJS_VERSION: '0.9.4', PKG_RELEASE: '1~trixie' },
  releases: [
    { tags: ['stable', '1.28', '1.28-alpine'], env: { NGINX_VERSION: '1.28.0' } },
    { tags: ['1.27', '1.27.5', '1.27-alpine'], env: { NGINX_VERSION: '1.27.5', NJS_VERSION: '0.8.10' } },
    { tags: ['1.26', '1.26.3'], env: { NGINX_VERSION: '1.26.3', NJS_VERSION: '0.8.10' } },
    { tags: ['1.25', '1.25.5'], env: { NGINX_VERSION: '1.25.5', NJS_VERSION: '0.8.4' } },
    { tags: ['1.16.1'], env: { NGINX_VERSION: '1.16.1', NJS_VERSION: '0.3.5' } },
    { tags: ['1.16.0'], env: { NGINX_VERSION: '1.16.0', NJS_VERSION: '0.3.1' } },
    { tags: ['1.14.2'], env: { NGINX_VERSION: '1.14.2' } },
  ],
  exposedPorts: [80],
  stopSignal: 'SIGQUIT',
  shell: true,
  programs: [nginxProgram, entrypoint],
  files: {
    '/usr/share/nginx/html/index.html': `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>

<p>For online documentation and support please refer to
<a href="http://nginx.org/">nginx.org</a>.<br/>
Commercial support is available at
<a href="http://nginx.com/">nginx.com</a>.</p>

<p><em>Thank you for using nginx.</em></p>
</body>
</html>
`,
    '/usr/share/nginx/html/50x.html':
      '<!DOCTYPE html>\n<html>\n<head>\n<title>Error</title>\n</head>\n<body>\n<h1>An error occurred.</h1>\n</body>\n</html>\n',
    '/etc/nginx/nginx.conf':
      'user  nginx;\nworker_processes  auto;\n\nerror_log  /var/log/nginx/error.log notice;\npid        /run/nginx.pid;\n\nevents {\n    worker_connections  1024;\n}\n\nhttp {\n    include       /etc/nginx/mime.types;\n    default_type  application/octet-stream;\n    include /etc/nginx/conf.d/*.conf;\n}\n',
    '/etc/nginx/conf.d/default.conf':
      'server {\n    listen       80;\n    server_name  localhost;\n\n    location / {\n        root   /usr/share/nginx/html;\n        index  index.html index.htm;\n    }\n}\n',
  },
});
