import process from 'node:process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isReason } from '../../sandbox/api/status-error.ts';
import { createCluster, type Cluster } from '../../sandbox/index.ts';
import { daemonSets, deployments, pods, replicaSets, statefulSets } from '../../sandbox/schema/resources.ts';
import { Invariants } from './invariants.ts';

/** `npm run fuzz` asks for more. */
const RUNS = Number(process.env['KUBETUTOR_FUZZ_CLUSTERS'] ?? 3);
const NODES = ['node-1', 'node-2', 'node-3'];
const PROCESSES = ['kube-controller-manager', 'kube-scheduler', 'kubelet/node-1', 'kubelet/node-2', 'kube-proxy/node-1'];
const CONTROLLERS = ['deployment-controller', 'replicaset-controller', 'statefulset-controller', 'daemon-set-controller'];

type Step = { readonly [name: string]: number | boolean | string } & { readonly do: keyof typeof deeds };

const namespace = 'default';
const template = (app: string, image: string) => ({
  metadata: { labels: { app } },
  spec: { terminationGracePeriodSeconds: 2, containers: [{ name: 'c', image }] },
});
const workloads = [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace },
    spec: {
      replicas: 3,
      strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } },
      selector: { matchLabels: { app: 'web' } },
      template: template('web', 'nginx:1.27'),
    },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db', namespace },
    spec: { replicas: 2, serviceName: 'db', selector: { matchLabels: { app: 'db' } }, template: template('db', 'nginx:1.27') },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent', namespace },
    spec: { selector: { matchLabels: { app: 'agent' } }, template: template('agent', 'nginx:1.27') },
  },
];

/** What may happen to a cluster. */
const deeds = {
  scale({ admin }: Invariants, { set, size }: Step) {
    if (set) admin.patch(statefulSets, { name: 'db', namespace }, { spec: { replicas: Number(size) % 4 } });
    else admin.patch(deployments, { name: 'web', namespace }, { spec: { replicas: Number(size) } });
  },
  update({ admin }: Invariants, { which, image }: Step) {
    const type = [deployments, statefulSets, daemonSets][Number(which) % 3] ?? deployments;
    const name = ['web', 'db', 'agent'][Number(which) % 3] ?? 'web';
    const containers = [{ name: 'c', image: `nginx:1.2${5 + (Number(image) % 4)}` }];
    admin.patch(type as typeof deployments, { name, namespace }, { spec: { template: { spec: { containers } } } });
  },
  kill({ admin }: Invariants, { which, force }: Step) {
    const all = admin.list(pods, namespace);
    const victim = all[Number(which) % Math.max(1, all.length)];
    if (victim !== undefined)
      admin.delete(pods, { name: victim.metadata.name, namespace }, force ? { gracePeriodSeconds: 0 } : {});
  },
  /** Somebody writes what belongs to a controller. */
  meddle({ admin }: Invariants, { which, size }: Step) {
    const sets = admin.list(replicaSets, namespace);
    const set = sets[Number(which) % Math.max(1, sets.length)];
    if (set !== undefined && Number(size) < 3)
      admin.patch(replicaSets, { name: set.metadata.name, namespace }, { spec: { replicas: Number(size) % 2 } });
    else admin.patch(deployments, { name: 'web', namespace }, { metadata: { annotations: { touched: String(size) } } });
  },
  cut(_: Invariants, { which, down }: Step, cluster: Cluster) {
    cluster.setNodeDown(NODES[Number(which) % NODES.length] ?? '', Boolean(down));
  },
  stop(_: Invariants, { which, process: whole }: Step, cluster: Cluster) {
    const names = whole ? PROCESSES : CONTROLLERS;
    cluster.components.stop(names[Number(which) % names.length] ?? '');
  },
  start(_: Invariants, _step: Step, cluster: Cluster) {
    startAll(cluster);
  },
};

const number = fc.nat(5);
const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom('scale', 'update', 'update', 'kill', 'kill', 'kill', 'meddle', 'cut', 'stop', 'start'),
  which: fc.nat(20),
  size: number,
  image: number,
  set: fc.boolean(),
  force: fc.boolean(),
  down: fc.boolean(),
  process: fc.boolean(),
  wait: fc.constantFrom(50, 700, 3_000, 20_000, 70_000),
}) as never;
const script = fc.array(step, { minLength: 3, maxLength: 9 });

describe('a cluster to which anything may happen', () => {
  it(
    'keeps its invariants on the way, comes to rest where it should, and is the same again for the same seed',
    async () => {
      await fc.assert(
        fc.asyncProperty(script, fc.nat(1_000), async (steps, seed) => {
          const first = await play(steps, seed);
          expect(first.violations).toEqual([]);
          expect((await play(steps, seed)).fingerprint).toBe(first.fingerprint);
        }),
        { numRuns: RUNS, seed: RUNS > 3 ? Date.now() : 20260101, endOnFailure: true },
      );
    },
    60_000 + RUNS * 30_000,
  );
});

/** A mistake that a controller could make, by which each of the invariants is seen to fail. */
const mistakes: { readonly [what: string]: readonly [make: (run: Invariants, cluster: Cluster) => void, found: RegExp] } = {
  'one Pod too many': [
    ({ admin }, cluster) => {
      cluster.components.stop('replicaset-controller');
      const [pod] = admin.list(pods, namespace).filter(({ metadata }) => metadata.labels?.['app'] === 'web');
      for (const name of ['a', 'b'])
        admin.create(pods, { metadata: copied(pod, `web-more-${name}`), spec: template('web', 'nginx').spec } as never);
    },
    /web has 5 Pods, at most 4 allowed/,
  ],
  'two Pods of one ordinal': [
    ({ admin }, cluster) => {
      cluster.components.stop('statefulset-controller');
      const pod = admin.get(pods, { name: 'db-0', namespace });
      admin.create(pods, { metadata: copied(pod, 'db-twin'), spec: template('db', 'nginx').spec } as never);
    },
    /db has two Pods of ordinal 0/,
  ],
  'a size that is not reached': [
    ({ admin }, cluster) => {
      cluster.components.stop('statefulset-controller');
      admin.patch(statefulSets, { name: 'db', namespace }, { spec: { replicas: 3 } });
    },
    /db has \[db-0 db-1\] Ready, not \[db-0 db-1 db-2\]/,
  ],
  'a Pod that outlives its owner': [
    ({ admin }, cluster) => {
      cluster.components.stop('garbage-collector-controller');
      admin.delete(daemonSets, { name: 'agent', namespace });
    },
    /agent-\w+ has outlived DaemonSet agent/,
  ],
  'a loop without an end': [
    ({ admin }, cluster) => {
      let count = 0;
      cluster.clock.every(1_000, () => {
        admin.patch(deployments, { name: 'web', namespace }, { metadata: { annotations: { count: String(count++) } } });
      });
    },
    /Deployment default\/web was written again/,
  ],
};

describe('an invariant', () => {
  it.each(Object.entries(mistakes))('finds %s', async (_, [make, found]) => {
    const { cluster, run } = await opened(1);
    make(run, cluster);
    const violations = [...run.always()];
    await cluster.clock.advance(20_000);
    violations.push(...run.atRest(), ...(await run.restless(30_000)));
    expect(violations.join('\n')).toMatch(found);
    cluster.dispose();
  });

  it('finds nothing in a cluster that is left alone', async () => {
    const { cluster, run } = await opened(1);
    expect([...run.always(), ...run.atRest(), ...(await run.restless(60_000))]).toEqual([]);
    cluster.dispose();
  });
});

async function opened(seed: number): Promise<{ readonly cluster: Cluster; readonly run: Invariants }> {
  const cluster = createCluster({
    seed: `invariants ${seed}`,
    nodes: [{ name: 'control-plane', controlPlane: true }, ...NODES.map((name) => ({ name }))],
    objects: workloads as never,
  });
  await cluster.clock.advance(60_000);
  return { cluster, run: new Invariants(cluster) };
}

async function play(steps: readonly Step[], seed: number) {
  const { cluster, run } = await opened(seed);
  const violations = new Set<string>();
  const look = (): void => run.always().forEach((violation) => violations.add(violation));
  // The sizes that workloads begin with count, too.
  look();
  // A moment after each change: one Pod may come in the same millisecond in which another goes.
  run.admin.informer(pods).onChange(() => cluster.clock.after(2, look));
  for (const one of steps) {
    try {
      deeds[one.do](run, one, cluster);
    } catch (error) {
      if (!isReason(error, 'Conflict', 'NotFound')) throw error;
    }
    await cluster.clock.advance(Number(one['wait']));
  }
  for (const name of NODES) cluster.setNodeDown(name, false);
  startAll(cluster);
  await cluster.clock.advance(900_000);
  for (const violation of [...run.atRest(), ...(await run.restless(120_000))]) violations.add(violation);
  const fingerprint = cluster.fingerprint();
  cluster.dispose();
  return { violations: [...violations], fingerprint };
}

function startAll({ components }: Cluster): void {
  for (const name of [...PROCESSES, ...CONTROLLERS]) components.start(name);
}

function copied(pod: { readonly metadata: object } | undefined, name: string): object {
  const { labels, ownerReferences } = (pod?.metadata ?? {}) as { readonly labels?: object; readonly ownerReferences?: object };
  return { name, namespace, labels, ownerReferences };
}
