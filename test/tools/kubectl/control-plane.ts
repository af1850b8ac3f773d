import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  createApiServer,
  createClusterAuthorizer,
  createEventRecorder,
  groupsOf,
  kubernetesAdmin,
  type ApiServer,
} from '../../../sandbox/api/index.ts';
import type { Component } from '../../../sandbox/api/component.ts';
import { admissionPlugins } from '../../../sandbox/admission/index.ts';
import { bootstrap } from '../../../sandbox/bootstrap.ts';
import { apiServerControllers, controllers } from '../../../sandbox/controllers/index.ts';
import { VirtualClock } from '../../../sandbox/core/clock.ts';
import { Random } from '../../../sandbox/core/random.ts';
import type { Network } from '../../../sandbox/core/traffic.ts';
import {
  collector,
  createFileSystem,
  createMachine,
  createNetworkNamespace,
  createProgramTable,
  defineProgram,
  emptyInput,
  inputFrom,
  type Machine,
  type Program,
} from '../../../sandbox/host/index.ts';
import { kinds } from '../../../sandbox/kinds/index.ts';
import { componentStatuses, events as eventsType, nodes as nodesType } from '../../../sandbox/schema/resources.ts';
import { scheduler } from '../../../sandbox/scheduler/index.ts';
import { createKubectl } from '../../../sandbox/tools/kubectl/index.ts';
import { parseDocuments } from '../../../sandbox/tools/kubectl/resources/manifests.ts';
import { simulatedKubelet } from './simulated-kubelet.ts';
import { shellWords } from './words.ts';

export interface Step {
  readonly cmd: string;
  readonly stdin?: string;
  readonly env?: { readonly [name: string]: string };
  readonly wait?: number;
  readonly settle?: boolean;
  readonly expect: { readonly stdout: string; readonly stderr: string; readonly code: number };
}

export interface Scenario {
  readonly meta: { readonly nodes?: string };
  readonly steps: readonly Step[];
  readonly files: { readonly [path: string]: string };
}

/** Where the files of a scenario are. */
export const FOLDER = '/home/learner/scenario';

export const readScenario = (name: string): Scenario =>
  JSON.parse(gunzipSync(readFileSync(new URL(`../../goldens/kubectl/${name}.json.gz`, import.meta.url))).toString()) as Scenario;

const noNetwork: Network = {
  resolve: async () => [],
  request: async (_, { port }) => ({ ok: false, failure: 'connection refused', port, milliseconds: 0, hops: [] }),
  connect: async (_, __, port) => ({ ok: false, failure: 'connection refused', port, milliseconds: 0, hops: [] }),
};

/** What stands in for the editors that the recording used. */
const editors: readonly Program[] = [
  defineProgram({ name: 'true', summary: '', run: async () => 0 }),
  defineProgram({ name: 'false', summary: '', run: async () => 1 }),
  defineProgram({
    name: 'sed',
    summary: 'sed -i s/from/to/ FILE',
    run: async ({ args, files }) => {
      const [, script = '', path = ''] = args;
      const [, from = '', to = ''] = script.split('/');
      const text = files.readText(path);
      const edited = text.split('\n').map((line) => line.replace(new RegExp(from), to));
      files.write(path, script === 'd' ? '' : edited.join('\n'));
      return 0;
    },
  }),
];

export interface ControlPlane {
  readonly clock: VirtualClock;
  readonly api: ApiServer;
  readonly random: Random;
}

/** A control plane as it is at the beginning of every scenario. */
export async function controlPlane(): Promise<ControlPlane> {
  const clock = new VirtualClock(Date.UTC(2026, 10, 20, 11, 20));
  const random = new Random('transcripts');
  const api = createApiServer({
    clock,
    random: random.fork('api'),
    kinds,
    admission: admissionPlugins,
    authorizer: createClusterAuthorizer,
  });
  const admin = api.componentClient(kubernetesAdmin);
  bootstrap(admin, clock.now());
  const { files } = readScenario('_fixture');
  const nodes = parseDocuments(files['nodes.yaml'] ?? '', 'nodes.yaml').map(
    ({ value }) => value as { metadata: { name: string } },
  );
  for (const node of nodes) {
    const created = admin.create(nodesType, node as never);
    admin.updateStatus(nodesType, { ...created, status: (node as never as { status: never }).status });
  }
  const addresses: { readonly [node: string]: string } = {
    'control-plane': '10.240.0.10',
    'node-1': '10.240.0.11',
    'node-2': '10.240.0.12',
  };
  const partsOfManager = apiServerControllers.length + controllers.length;
  const components: readonly Component[] = [
    ...apiServerControllers,
    ...controllers,
    scheduler,
    simulatedKubelet((node) => addresses[node] ?? ''),
  ];
  for (const component of components) {
    const client = api.componentClient(
      { username: `system:${component.name}`, groups: ['system:masters', 'system:authenticated'] },
      components.indexOf(component) < partsOfManager ? 'kube-controller-manager' : component.name,
    );
    component.start({
      client,
      clock,
      random: random.fork(component.name),
      events: createEventRecorder(client, clock, { component: component.eventSource ?? component.name }),
      onError: () => undefined,
    });
  }
  api.provide(componentStatuses, { list: () => [] });
  await clock.settle();
  // The recording began long after the nodes had come.
  for (const { metadata } of admin.list(eventsType))
    admin.delete(eventsType, { name: metadata.name ?? '', namespace: metadata.namespace });
  return { clock, api, random };
}

/** The learner's machine of the recordings, with the files of a scenario in its folder. */
export function workstation(clock: VirtualClock, api: ApiServer, random: Random, { files }: Scenario): Machine {
  const tree = createFileSystem({ clock });
  tree.makeDirectory('/tmp', { recursive: true });
  tree.makeDirectory('/home/learner/.kube', { recursive: true });
  for (const [path, text] of Object.entries({ '.keep': '', ...files })) {
    const full = `${FOLDER}/${path}`;
    tree.makeDirectory(full.slice(0, full.lastIndexOf('/')), { recursive: true });
    tree.write(full, text);
  }
  tree.write(
    '/home/learner/.kube/config',
    'apiVersion: v1\nkind: Config\nclusters: [{name: kubernetes, cluster: {server: "https://127.0.0.1:6443"}}]\nusers: [{name: admin, user: {}}]\ncontexts: [{name: kubernetes-admin@kubernetes, context: {cluster: kubernetes, user: admin}}]\ncurrent-context: kubernetes-admin@kubernetes\n',
  );
  const kubectl = createKubectl({
    kinds: api.kinds,
    connect: ({ server, impersonate }) =>
      server !== 'https://127.0.0.1:6443'
        ? undefined
        : impersonate === undefined
          ? api.client(kubernetesAdmin)
          : api.client({ ...impersonate, groups: groupsOf(impersonate.username, impersonate.groups) }, kubernetesAdmin),
  });
  return createMachine({
    hostname: 'workstation',
    clock,
    random: random.fork('workstation'),
    programs: createProgramTable([kubectl, ...editors]),
    network: noNetwork,
    networkNamespace: createNetworkNamespace({ name: 'workstation', addresses: ['10.240.0.1'] }),
    files: tree,
  });
}

export async function runLine(
  clock: VirtualClock,
  machine: Machine,
  line: string,
  stdin: string | undefined,
  env: { readonly [name: string]: string } = {},
): Promise<Step['expect']> {
  const [stdout, stderr] = [collector(), collector()];
  const process = machine.start({
    argv: shellWords(line),
    cwd: FOLDER,
    env: { HOME: '/home/learner', ...env },
    stdin: stdin === undefined ? emptyInput : inputFrom(stdin),
    stdout,
    stderr,
  });
  const ended = new Promise<number>((resolve) => process.onExit((code) => resolve(code)));
  const done = await clock.runUntil(ended, 120_000);
  if (!done) process.kill('SIGKILL');
  return { stdout: stdout.text, stderr: stderr.text, code: done ? await ended : 124 };
}
