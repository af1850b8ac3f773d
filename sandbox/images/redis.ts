import { defineProgram } from '../host/program.ts';
import { timeParts } from './clock-text.ts';
import { defineImage } from './define-image.ts';
import { readFlag } from './flags.ts';
import { listenOrSay } from './listen.ts';

const server = defineProgram({
  name: 'redis-server',
  summary: 'in-memory data store',
  memory: 6144 * 1024,
  load: 0.002,
  async run(process) {
    const port = Number(readFlag(process.args, 'port') ?? '6379');
    const log = (role: string, mark: string, message: string): void => {
      const { day, monthName, year, time, milliseconds } = timeParts(process.clock.now());
      process.stdout.write(`${process.pid}:${role} ${day} ${monthName} ${year} ${time}.${milliseconds} ${mark} ${message}\n`);
    };
    log('C', '*', 'oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo');
    log(
      'C',
      '*',
      `Redis version=${process.env['REDIS_VERSION'] ?? ''}, bits=64, commit=00000000, modified=0, pid=${process.pid}, just started`,
    );
    if (process.args.length === 0)
      log(
        'C',
        '#',
        'Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf',
      );
    await process.clock.sleep(40);
    const close = await listenOrSay(
      process,
      { port, protocol: 'TCP', address: '0.0.0.0' },
      {
        onTaken: () =>
          log('M', '#', `Warning: Could not create server TCP listening socket *:${port}: bind: Address already in use`),
      },
    );
    if (close === undefined) {
      log('M', '#', 'Failed listening on port 6379 (tcp), aborting.');
      return 1;
    }
    log('M', '*', 'monotonic clock: POSIX clock_gettime');
    log('M', '*', `Running mode=standalone, port=${port}.`);
    log('M', '*', 'Server initialized');
    log('M', '*', 'Ready to accept connections tcp');
    const signal = await process.waitForSignal('SIGTERM', 'SIGINT');
    process.stdout.write(
      `${process.pid}:signal-handler (${Math.floor(process.clock.now() / 1_000)}) Received ${signal} scheduling shutdown...\n`,
    );
    log('M', '*', 'User requested shutdown...');
    log('M', '*', 'Saving the final RDB snapshot before exiting.');
    await process.clock.sleep(30);
    close();
    log('M', '*', 'DB saved on disk');
    log('M', '#', 'Redis is now ready to exit, bye bye...');
    return 0;
  },
});

const client = defineProgram({
  name: 'redis-cli',
  summary: 'command line client of redis: only PING is simulated',
  async run(process) {
    const host = readFlag(process.args, 'h') ?? '127.0.0.1';
    const port = Number(readFlag(process.args, 'p') ?? '6379');
    const outcome = await process.network.connect(process.networkNamespace, host, port, 5_000);
    if (!outcome.ok) {
      const why = outcome.failure === 'connection refused' ? 'Connection refused' : outcome.failure;
      process.stderr.write(`Could not connect to Redis at ${host}:${port}: ${why}\n`);
      return 1;
    }
    const command = (process.args.findLast((argument) => !argument.startsWith('-')) ?? '').toLowerCase();
    if (command === 'ping') {
      process.stdout.write('PONG\n');
      return 0;
    }
    process.stdout.write(`(error) ERR this sandbox simulates only PING, not '${command}'\n`);
    return 1;
  },
});

export const redis = defineImage({
  name: 'redis',
  tags: ['latest', 'alpine', '8', '8.0'],
  size: 49_860_146,
  command: ['redis-server'],
  env: { REDIS_VERSION: '8.0.3' },
  releases: [
    { tags: ['7', '7.4', '7.4.2', '7-alpine'], env: { REDIS_VERSION: '7.4.2' } },
    { tags: ['7.2'], env: { REDIS_VERSION: '7.2.9' } },
    { tags: ['6'], env: { REDIS_VERSION: '6.2.18' } },
  ],
  workingDirectory: '/data',
  exposedPorts: [6379],
  shell: true,
  programs: [server, client],
});
