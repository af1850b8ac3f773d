import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createCluster, type Cluster, type ClusterOptions } from '../../sandbox/index.ts';
import { serveCluster, type RunningServer, type ServeOptions } from '../../sandbox/server/index.ts';

export interface ServedCluster {
  readonly cluster: Cluster;
  readonly server: RunningServer;
  /** Lets virtual time pass. */
  advance(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

/** A cluster behind HTTP whose clock follows real time, as `sandbox serve` runs it. */
export async function serve(options: ClusterOptions & ServeOptions = {}): Promise<ServedCluster> {
  const cluster = createCluster({ seed: 'served', ...options });
  await cluster.clock.settle();
  const { api, clock } = cluster;
  const server = await serveCluster(
    {
      authenticate: api.authenticate,
      handle: api.handle,
      raw: api.raw,
      watch: api.watch,
      connect: api.connect,
      proxy: (request) => clock.run(() => api.proxy(request)),
    },
    options,
  );
  let turn: Promise<unknown> = Promise.resolve();
  const advance = (milliseconds: number): Promise<void> => {
    const next = turn.then(() => clock.advance(milliseconds));
    turn = next.catch(() => undefined);
    return next;
  };
  const timer = setInterval(() => void advance(200), 20);
  return {
    cluster,
    server,
    advance,
    async close() {
      clearInterval(timer);
      await turn;
      await server.close();
      cluster.dispose();
    },
  };
}

/** Real kubectl binaries on this machine: the one on the PATH and those of other versions beside it. */
export function realKubectls(): readonly string[] {
  const found = (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, 'kubectl'))
    .find((file) => existsSync(file));
  if (found === undefined) return [];
  const real = realpathSync(found);
  const beside = readdirSync(path.dirname(real)).filter((name) => /^kubectl\.\d+\.\d+$/.test(name));
  return beside.length > 0 ? beside.toSorted().map((name) => path.join(path.dirname(real), name)) : [real];
}

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** Runs a real kubectl against a server, with a home folder of its own. */
export function kubectl(binary: string, server: string, args: readonly string[], input?: string): Promise<Ran> {
  const home = mkdtempSync(path.join(tmpdir(), 'kubetutor-kubectl-'));
  return new Promise((resolve) => {
    const child = execFile(
      binary,
      [`--server=${server}`, ...args],
      { env: { HOME: home, PATH: process.env['PATH'] ?? '' }, timeout: 30_000 },
      (error, stdout, stderr) => {
        rmSync(home, { recursive: true, force: true });
        resolve({ stdout, stderr, code: typeof error?.code === 'number' ? error.code : error ? 1 : 0 });
      },
    );
    child.stdin?.end(input ?? '');
  });
}

/** A port on this machine that a real kubectl forwards to one of the cluster. Rejects when it says anything else. */
export function forwardedPort(
  binary: string,
  server: string,
  target: string,
  port: number,
): Promise<{ readonly port: number; stop(): void }> {
  const home = mkdtempSync(path.join(tmpdir(), 'kubetutor-kubectl-'));
  const child = spawn(binary, [`--server=${server}`, 'port-forward', target, `:${port}`], {
    env: { HOME: home, PATH: process.env['PATH'] ?? '' },
  });
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (text: Buffer): void => {
      said += text.toString();
      const [, forwarded] = /Forwarding from 127\.0\.0\.1:(\d+)/.exec(said) ?? [];
      if (forwarded !== undefined) resolve({ port: Number(forwarded), stop: () => child.kill() });
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.on('close', () => {
      rmSync(home, { recursive: true, force: true });
      reject(new Error(said));
    });
  });
}
