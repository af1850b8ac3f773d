import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createEventRecorder, kubernetesAdmin } from '../../../sandbox/api/index.ts';
import {
  collector,
  createMachine,
  createNetworkNamespace,
  createProgramTable,
  emptyInput,
  FileError,
  type FileErrorCode,
  type Machine,
} from '../../../sandbox/host/index.ts';
import { createHelm } from '../../../sandbox/tools/helm/index.ts';
import { createKubectl } from '../../../sandbox/tools/kubectl/index.ts';
import { diskFiles } from '../../../src/platform/disk-files.ts';
import { controlPlane, type ControlPlane } from '../kubectl/control-plane.ts';
import { finishJobs } from './finish-jobs.ts';

const SERVER = 'https://127.0.0.1:6443';

function startFinishing({ api, clock, random }: ControlPlane): void {
  const client = api.componentClient({ username: 'system:nodes', groups: ['system:masters', 'system:authenticated'] });
  finishJobs.start({
    client,
    clock,
    random: random.fork('finish-jobs'),
    events: createEventRecorder(client, clock, { component: 'finish-jobs' }),
    onError: () => undefined,
  });
}

export interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** helm and kubectl on the files of this machine, against a control plane as the recordings had it. */
export class HelmWorkbench {
  private constructor(
    private readonly plane: ControlPlane,
    private readonly machine: Machine,
    readonly home: string,
  ) {}

  static async create(name: string): Promise<HelmWorkbench> {
    const plane = await controlPlane();
    startFinishing(plane);
    const home = mkdtempSync(path.join(tmpdir(), `kubetutor-helm-${name}-`));
    mkdirSync(path.join(home, '.kube'));
    writeFileSync(
      path.join(home, '.kube/config'),
      `apiVersion: v1\nkind: Config\nclusters: [{name: kubernetes, cluster: {server: "${SERVER}"}}]\nusers: [{name: admin, user: {}}]\ncontexts: [{name: a, context: {cluster: kubernetes, user: admin}}]\ncurrent-context: a\n`,
    );
    const environment: Parameters<typeof createKubectl>[0] = {
      kinds: plane.api.kinds,
      connect: ({ server }) => (server === SERVER ? plane.api.client(kubernetesAdmin) : undefined),
    };
    const machine = createMachine({
      hostname: 'workstation',
      clock: plane.clock,
      random: plane.random.fork('workstation'),
      programs: createProgramTable([createKubectl(environment), createHelm(environment)]),
      network: {
        resolve: async () => [],
        request: async (_, { port }) => ({ ok: false, failure: 'connection refused', port, milliseconds: 0, hops: [] }),
        connect: async (_, __, port) => ({ ok: false, failure: 'connection refused', port, milliseconds: 0, hops: [] }),
      },
      networkNamespace: createNetworkNamespace({ name: 'workstation', addresses: ['10.240.0.1'] }),
      files: diskFiles((code, at) => new FileError(code as FileErrorCode, at)),
    });
    return new HelmWorkbench(plane, machine, home);
  }

  async run(tool: string, argv: readonly string[], folder: string): Promise<Answer> {
    const { clock } = this.plane;
    const [stdout, stderr] = [collector(), collector()];
    const process = this.machine.start({
      argv: [tool, ...argv],
      cwd: folder,
      env: { HOME: this.home },
      stdin: emptyInput,
      stdout,
      stderr,
    });
    const ended = new Promise<number>((resolve) => process.onExit((code) => resolve(code)));
    const done = await clock.runUntil(ended, 30 * 60_000);
    if (!done) process.kill('SIGKILL');
    // The recordings' steps were a moment apart.
    await clock.advance(1_000);
    return { stdout: stdout.text, stderr: stderr.text, code: done ? await ended : 124 };
  }

  dispose(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}
