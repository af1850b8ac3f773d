import type { HttpRequest, HttpResponse } from '../core/traffic.ts';
import { formatTime } from '../core/time-text.ts';
import { defineProgram, type ProcessContext } from '../host/program.ts';
import { defineImage } from './define-image.ts';
import { readFlag } from './flags.ts';
import { osRelease } from './os-release.ts';
import { listenOrSay } from './listen.ts';

/** net.ipv4.ip_local_port_range of Linux. */
const EPHEMERAL = { first: 32_768, count: 28_232 };

const text = (body: string, status = 200): HttpResponse => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body,
});

/** Listens until it is told to stop; SIGTERM ends it after `delay` seconds, as its own flag asks. */
async function serve(
  process: ProcessContext,
  port: number,
  http: (request: HttpRequest) => HttpResponse,
  delay = 0,
): Promise<number> {
  const close = await listenOrSay(
    process,
    { port, protocol: 'TCP', address: '0.0.0.0', http },
    { onTaken: () => process.stderr.write(`listen tcp :${port}: bind: address already in use\n`) },
  );
  if (close === undefined) return 1;
  await process.waitForSignal('SIGTERM', 'SIGINT');
  if (delay > 0) await process.clock.sleep(delay * 1_000);
  close();
  return 0;
}

async function netexec(process: ProcessContext, args: readonly string[]): Promise<number> {
  const port = Number(readFlag(args, 'http-port') ?? '8080');
  const started = process.clock.now();
  process.stdout.write(`Started HTTP server on port ${port}\n`);
  return serve(
    process,
    port,
    (request) => {
      const [path = '/', query = ''] = request.path.split('?');
      const parameters = new Map(query.split('&').map((pair) => pair.split('=') as [string, string]));
      if (path === '/' || path === '') return text(`NOW: ${formatTime(process.clock.now())}`);
      if (path === '/hostname' || path === '/hostName') return text(process.hostname);
      // As Go's server names the other end; a connection here has no port of its own, so one of the usual range stands for it.
      if (path === '/clientip') return text(`${request.from}:${EPHEMERAL.first + process.random.below(EPHEMERAL.count)}`);
      if (path === '/echo') return text(decodeURIComponent(parameters.get('msg') ?? ''), Number(parameters.get('code') ?? 200));
      if (path === '/healthz') return text('');
      if (path === '/header') return text(request.headers[(parameters.get('key') ?? '').toLowerCase()] ?? '');
      if (path === '/uptime') return text(`${(process.clock.now() - started) / 1_000}s`);
      return text('404 page not found\n', 404);
    },
    Number(readFlag(args, 'delay-shutdown') ?? '0'),
  );
}

async function serveHostname(process: ProcessContext, args: readonly string[]): Promise<number> {
  const port = Number(readFlag(args, 'port') ?? '9376');
  process.stdout.write(`Serving on port ${port}.\n`);
  return serve(process, port, () => text(process.hostname));
}

const agnhostProgram = defineProgram({
  name: 'agnhost',
  summary: 'small servers for trying out a cluster',
  memory: 9216 * 1024,
  load: 0.0003,
  async run(process) {
    const [command, ...rest] = process.args;
    if (command === 'netexec') return netexec(process, rest);
    if (command === 'serve-hostname') return serveHostname(process, rest);
    if (command === 'pause') {
      process.stdout.write('Paused\n');
      await process.waitForSignal('SIGTERM', 'SIGINT');
      return 0;
    }
    process.stderr.write(`Error: unknown command ${JSON.stringify(command ?? '')} for "app"\n`);
    return 1;
  },
});

export const agnhost = defineImage({
  name: 'registry.k8s.io/e2e-test-images/agnhost',
  tags: ['latest', '2.39', '2.40', '2.45', '2.47', '2.52', '2.53'],
  size: 51_105_200,
  entrypoint: ['/agnhost'],
  command: ['pause'],
  exposedPorts: [80, 8080, 9376],
  shell: true,
  programs: [agnhostProgram],
  files: {
    '/etc/os-release': osRelease('Alpine Linux v3.21', 'alpine', '3.21.0'),
    // What its Dockerfile adds to Alpine; whoever asks whose nslookup this is finds the answer here, as apk does.
    '/lib/apk/db/installed': ['bind-tools', 'curl', 'netcat-openbsd'].map((name) => `P:${name}\n`).join('\n'),
  },
});
