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
import { events as eventsType, nodes as nodesType } from '../../../sandbox/schema/resources.ts';
import { scheduler } from '../../../sandbox/scheduler/index.ts';
import { createKubectl } from '../../../sandbox/tools/kubectl/index.ts';
import { parseDocuments } from '../../../sandbox/tools/kubectl/resources/manifests.ts';
import { Norm } from './normalise.mjs';
import { simulatedKubelet } from './simulated-kubelet.ts';
import { shellWords } from './words.ts';

interface Step {
  readonly cmd: string;
  readonly stdin?: string;
  readonly env?: { readonly [name: string]: string };
  readonly wait?: number;
  readonly settle?: boolean;
  readonly expect: { readonly stdout: string; readonly stderr: string; readonly code: number };
}

interface Scenario {
  readonly meta: { readonly nodes?: string };
  readonly steps: readonly Step[];
  readonly files: { readonly [path: string]: string };
}

export interface StepResult {
  readonly command: string;
  readonly exact: boolean;
  readonly expected: string;
  readonly actual: string;
}

const FOLDER = '/home/learner/scenario';

const read = (name: string): Scenario =>
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
      files.write(path, script === 'd' ? '' : text.replace(new RegExp(from, 'm'), to));
      return 0;
    },
  }),
];

/** A control plane as it is at the beginning of every scenario. */
async function controlPlane(): Promise<{ readonly clock: VirtualClock; readonly api: ApiServer; readonly random: Random }> {
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
  bootstrap(admin);
  const { files } = read('_fixture');
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
  const components: readonly Component[] = [
    ...apiServerControllers,
    ...controllers,
    scheduler,
    simulatedKubelet((node) => addresses[node] ?? ''),
  ];
  for (const component of components) {
    const client = api.componentClient({
      username: `system:${component.name}`,
      groups: ['system:masters', 'system:authenticated'],
    });
    component.start({
      client,
      clock,
      random: random.fork(component.name),
      events: createEventRecorder(client, clock, { component: component.eventSource ?? component.name }),
      onError: () => undefined,
    });
  }
  await clock.settle();
  // The recording began long after the nodes had come.
  for (const { metadata } of admin.list(eventsType))
    admin.delete(eventsType, { name: metadata.name ?? '', namespace: metadata.namespace });
  return { clock, api, random };
}

function workstation(clock: VirtualClock, api: ApiServer, random: Random, { files }: Scenario): Machine {
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

/** Runs a scenario step by step and compares each with what the real kubectl and control plane said. */
export async function replay(name: string): Promise<readonly StepResult[]> {
  const scenario = read(name);
  const { clock, api, random } = await controlPlane();
  const machine = workstation(clock, api, random, scenario);
  const input = [
    ...Object.entries(scenario.files).map(([, text]) => `${text}\n`),
    ...scenario.steps.map(({ cmd, stdin = '' }) => `${cmd}\n${stdin}\n`),
  ].join('');
  const [expectedNorm, actualNorm] = [new Norm(input, scenario.meta), new Norm(input, scenario.meta)];
  const results: StepResult[] = [];
  for (const { cmd, stdin, env, wait, settle, expect } of scenario.steps) {
    if (wait !== undefined) await clock.advance(wait * 1_000);
    const actual = await runLine(clock, machine, cmd, stdin, env);
    if (settle === true) await clock.settle();
    else await clock.advance(50);
    const text = (norm: Norm, { stdout, stderr, code }: Step['expect'], folder?: string): string =>
      `${norm.text(stdout, cmd, folder)}\n--- stderr\n${norm.text(stderr, cmd, folder)}\n--- code ${code}`;
    const [wanted, got] = [text(expectedNorm, expect), text(actualNorm, actual, FOLDER)];
    results.push({ command: cmd, exact: wanted === got, expected: wanted, actual: got });
  }
  return results;
}

async function runLine(
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
