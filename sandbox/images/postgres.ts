import { defineProgram } from '../host/program.ts';
import { timeParts } from './clock-text.ts';
import { defineImage } from './define-image.ts';
import { listenOrSay } from './listen.ts';

const missingPassword = `Error: Database is uninitialized and superuser password is not specified.
       You must specify POSTGRES_PASSWORD to a non-empty value for the
       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".

       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all
       connections without a password. This is *not* recommended.

       See PostgreSQL documentation about "trust":
       https://www.postgresql.org/docs/current/auth-trust.html
`;

const entrypoint = defineProgram({
  name: 'docker-entrypoint.sh',
  summary: 'start script of the postgres image, and the database itself',
  memory: 28672 * 1024,
  load: 0.002,
  async run(process) {
    const [command] = process.args;
    if (command !== 'postgres') return process.run(process.args);
    const { env } = process;
    const data = env['PGDATA'] ?? '/var/lib/postgresql/data';
    const log = (text: string): void => {
      const { year, month, day, time, milliseconds } = timeParts(process.clock.now());
      process.stderr.write(`${year}-${month}-${day} ${time}.${milliseconds} UTC [${process.pid}] LOG:  ${text}\n`);
    };
    if (process.files.stat(`${data}/PG_VERSION`) === undefined) {
      if (!env['POSTGRES_PASSWORD'] && env['POSTGRES_HOST_AUTH_METHOD'] !== 'trust') {
        process.stderr.write(missingPassword);
        return 1;
      }
      process.stdout.write(
        `The files belonging to this database system will be owned by user "postgres".\nThis user must also own the server process.\n\n`,
      );
      await process.clock.sleep(2_500);
      process.files.makeDirectory(data, { recursive: true });
      process.files.write(`${data}/PG_VERSION`, `${env['PG_MAJOR'] ?? ''}\n`);
      process.stdout.write('\nPostgreSQL init process complete; ready for start up.\n\n');
    } else {
      process.stdout.write('\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n');
    }
    const version = env['PG_VERSION'] ?? '';
    log(`starting PostgreSQL ${version.split('-')[0]} (Debian ${version}) on x86_64-pc-linux-gnu, 64-bit`);
    const close = await listenOrSay(
      process,
      { port: 5432, protocol: 'TCP', address: '0.0.0.0' },
      { onTaken: () => log('could not bind IPv4 address "0.0.0.0": Address already in use') },
    );
    if (close === undefined) return 1;
    log('listening on IPv4 address "0.0.0.0", port 5432');
    await process.clock.sleep(60);
    log('database system is ready to accept connections');
    const signal = await process.waitForSignal('SIGTERM', 'SIGINT', 'SIGQUIT');
    log(`received ${signal === 'SIGTERM' ? 'smart' : signal === 'SIGINT' ? 'fast' : 'immediate'} shutdown request`);
    await process.clock.sleep(120);
    close();
    log('database system is shut down');
    return 0;
  },
});

export const postgres = defineImage({
  name: 'postgres',
  tags: ['latest', 'alpine', '17', '17.5', '17-alpine'],
  size: 160_845_312,
  entrypoint: ['docker-entrypoint.sh'],
  command: ['postgres'],
  env: { PG_MAJOR: '17', PG_VERSION: '17.5-1.pgdg120+1', PGDATA: '/var/lib/postgresql/data' },
  releases: [
    { tags: ['16', '16-alpine'], env: { PG_MAJOR: '16', PG_VERSION: '16.9-1.pgdg120+1' } },
    { tags: ['15'], env: { PG_MAJOR: '15', PG_VERSION: '15.13-1.pgdg120+1' } },
    { tags: ['14'], env: { PG_MAJOR: '14', PG_VERSION: '14.18-1.pgdg120+1' } },
  ],
  exposedPorts: [5432],
  stopSignal: 'SIGINT',
  shell: true,
  programs: [entrypoint],
});
