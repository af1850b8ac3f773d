import { defineProgram, type ProcessContext } from '../host/program.ts';
import { formatMicroTime, formatTime } from '../core/time-text.ts';
import { defineImage } from './define-image.ts';
import { listenOrSay } from './listen.ts';

const usualVersion = '9.3.0';
const versionOf = ({ env }: ProcessContext): string => env['MYSQL_VERSION'] ?? usualVersion;

const mysqld = defineProgram({
  name: 'docker-entrypoint.sh',
  summary: 'start script of the mysql image, and the database itself',
  memory: 389120 * 1024,
  load: 0.006,
  async run(process) {
    const [command] = process.args;
    if (command !== 'mysqld') return process.run(process.args);
    const note = (level: string, text: string): void =>
      process.stderr.write(
        `${formatTime(process.clock.now()).replace('T', ' ').replace('Z', '')}+00:00 [${level}] [Entrypoint]: ${text}\n`,
      );
    const log = (text: string): void => process.stderr.write(`${formatMicroTime(process.clock.now())} 0 [System] ${text}\n`);
    note('Note', `Entrypoint script for MySQL Server ${versionOf(process)}-1.el9 started.`);
    const { env } = process;
    if (!env['MYSQL_ROOT_PASSWORD'] && !env['MYSQL_ALLOW_EMPTY_PASSWORD'] && !env['MYSQL_RANDOM_ROOT_PASSWORD']) {
      note('ERROR', 'Database is uninitialized and password option is not specified');
      process.stderr.write(
        '    You need to specify one of the following as an environment variable:\n    - MYSQL_ROOT_PASSWORD\n    - MYSQL_ALLOW_EMPTY_PASSWORD\n    - MYSQL_RANDOM_ROOT_PASSWORD\n',
      );
      return 1;
    }
    const marker = '/var/lib/mysql/ibdata1';
    if (process.files.stat(marker) === undefined) {
      note('Note', 'Initializing database files');
      await process.clock.sleep(6_000);
      process.files.makeDirectory('/var/lib/mysql', { recursive: true });
      process.files.write(marker, '');
      note('Note', 'Database files initialized');
      if (env['MYSQL_DATABASE']) note('Note', `Creating database ${env['MYSQL_DATABASE']}`);
      note('Note', 'MySQL init process done. Ready for start up.');
    }
    await process.clock.sleep(1_500);
    const close = await listenOrSay(
      process,
      { port: 3306, protocol: 'TCP', address: '0.0.0.0' },
      { onTaken: () => log("[MY-010262] [Server] Can't start server: Bind on TCP/IP port: Address already in use") },
    );
    if (close === undefined) return 1;
    log(
      `[MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Version: '${versionOf(process)}'  socket: '/var/run/mysqld/mysqld.sock'  port: 3306  MySQL Community Server - GPL.`,
    );
    await process.waitForSignal('SIGTERM', 'SIGQUIT');
    log(
      `[MY-013172] [Server] Received SHUTDOWN from user <via user signal>. Shutting down mysqld (Version: ${versionOf(process)}).`,
    );
    await process.clock.sleep(900);
    close();
    log(`[MY-010910] [Server] /usr/sbin/mysqld: Shutdown complete (mysqld ${versionOf(process)})  MySQL Community Server - GPL.`);
    return 0;
  },
});

export const mysql = defineImage({
  name: 'mysql',
  tags: ['latest', '9', '9.3'],
  size: 233_184_422,
  entrypoint: ['docker-entrypoint.sh'],
  command: ['mysqld'],
  env: { MYSQL_MAJOR: '9.3', MYSQL_VERSION: usualVersion },
  releases: [
    { tags: ['8', '8.4', '8.4.5'], env: { MYSQL_MAJOR: '8.4', MYSQL_VERSION: '8.4.5' } },
    { tags: ['8.0'], env: { MYSQL_MAJOR: '8.0', MYSQL_VERSION: '8.0.42' } },
    { tags: ['5.7'], env: { MYSQL_MAJOR: '5.7', MYSQL_VERSION: '5.7.44' } },
  ],
  exposedPorts: [3306],
  shell: true,
  programs: [mysqld],
});
