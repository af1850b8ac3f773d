// A large cluster through its life, as JSON: what each step took, and the memory. A process of its own, so that nothing else counts.
//   node scripts/bench/scale-run.mjs LIBRARY PODS NODES [--services]
import process from 'node:process';

const DEPLOYMENTS = 100;
const [, , library, pods, nodes, ...flags] = process.argv;
const replicas = Math.max(1, Math.round(Number(pods) / DEPLOYMENTS));

const { createCluster } = await import(library);
const steps = [];
let began = performance.now();
let worked = process.cpuUsage();
const step = (name) => {
  const { user, system } = process.cpuUsage(worked);
  steps.push({
    name,
    seconds: (performance.now() - began) / 1000,
    processor: (user + system) / 1e6,
    virtual: (cluster.clock.now() - started) / 1000,
    revisions: cluster.api.store.revision,
    megabytes: process.memoryUsage().rss / 2 ** 20,
  });
  began = performance.now();
  worked = process.cpuUsage();
};

const cluster = createCluster({
  seed: 'scale',
  nodes: [
    { name: 'control-plane', controlPlane: true },
    ...Array.from({ length: Number(nodes) }, (_, index) => ({ name: `node-${index}` })),
  ],
});
const started = cluster.clock.now();
const client = cluster.client();
await cluster.clock.settle();
step('nodes');

const deployments = { group: 'apps', version: 'v1', resource: 'deployments', namespace: 'default' };
const request = async (what) => {
  const { code, body } = await client.request(what);
  if (code >= 400) throw new Error(JSON.stringify(body));
  return body;
};
const deployment = (name, image) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'web', image }] } },
  },
});
const names = Array.from({ length: DEPLOYMENTS }, (_, index) => `web-${index}`);
const all = DEPLOYMENTS * replicas;
// Pods that are there, have a node and are Ready, counted as they change: looking at all of them again and again would be measured, too.
const isReady = ({ status }) => status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
const state = new Map();
const counts = { there: 0, placed: 0, ready: 0 };
const count = (name, { there, placed, ready }) => {
  const before = state.get(name);
  counts.there += there - (before?.there ?? 0);
  counts.placed += placed - (before?.placed ?? 0);
  counts.ready += ready - (before?.ready ?? 0);
  if (there) state.set(name, { there, placed, ready });
  else state.delete(name);
};
cluster.api.store.watch('pods', ({ type, object }) => {
  if (object.metadata.namespace !== 'default') return;
  const there = type === 'DELETED' ? 0 : 1;
  count(object.metadata.name, {
    there,
    placed: there && object.spec.nodeName ? 1 : 0,
    ready: there && isReady(object) ? 1 : 0,
  });
});
const until = async (holds, what) => {
  for (let waited = 0; !holds(); waited += 50) {
    if (waited > 3_600_000) throw new Error(`not ${what} after an hour`);
    await cluster.clock.advance(50);
  }
  step(what);
};

for (const name of names) {
  await request({ verb: 'create', ...deployments, body: deployment(name, 'nginx:1.27') });
  if (flags.includes('--services'))
    await request({
      verb: 'create',
      group: '',
      version: 'v1',
      resource: 'services',
      namespace: 'default',
      body: { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { selector: { app: name }, ports: [{ port: 80 }] } },
    });
}
await until(() => counts.there === all, 'created');
await until(() => counts.placed === all, 'scheduled');
await until(() => counts.ready === all, 'Ready');
if (!flags.includes('--only-ready')) {
  for (const name of names)
    await request({
      verb: 'patch',
      ...deployments,
      name,
      contentType: 'application/merge-patch+json',
      body: { spec: { template: deployment(name, 'nginx:1.28').spec.template } },
    });
  const rolled = ({ status, metadata }) =>
    status.observedGeneration === metadata.generation &&
    status.updatedReplicas === replicas &&
    status.availableReplicas === replicas &&
    status.replicas === replicas;
  await until(() => cluster.api.store.list('apps/deployments', 'default').every(rolled) && counts.there === all, 'rolled');
  for (const name of names) await request({ verb: 'delete', ...deployments, name });
  await until(() => counts.there === 0, 'deleted');
}
console.log(JSON.stringify({ pods: all, nodes: Number(nodes), steps, peak: process.resourceUsage().maxRSS / 1024 }));
