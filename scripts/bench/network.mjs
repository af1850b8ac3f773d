import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { median, root, rounded } from './measure.mjs';

const script = `
const { createCluster } = await import(process.argv[1]);
const mode = process.argv[2];
const SERVICES = 1_000;
const nodes = Array.from({ length: 10 }, (_, index) => ({ name: 'node-' + index }));
const cluster = createCluster({ nodes, network: { proxy: { mode, scheduler: 'rr' } } });
const client = cluster.client();
const ask = (verb, group, version, resource, more) =>
  cluster.clock.run(() => client.request({ verb, group, version, resource, ...more })).then((answer) => {
    if (answer.code >= 400) throw new Error(JSON.stringify(answer.body));
    return answer.body;
  });
const create = (group, version, resource, body, namespace = 'default') => ask('create', group, version, resource, { namespace, body });
const port = 8080;
const sliceOf = (name, to = 8080, addresses = nodes.map((_, at) => '192.168.64.' + (10 + at))) => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name, labels: { 'kubernetes.io/service-name': name } },
  addressType: 'IPv4',
  ports: [{ port: to }],
  endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
});
const serviceOf = (name) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { ports: [{ port: 80, targetPort: port }] } });
await cluster.clock.settle();
for (let index = 0; index < SERVICES; index++) {
  await create('', 'v1', 'services', serviceOf('web-' + index));
  await create('discovery.k8s.io', 'v1', 'endpointslices', sliceOf('web-' + index));
}
for (const machine of cluster.nodes.values())
  machine.networkNamespace.listen({ port, protocol: 'TCP', address: '0.0.0.0', http: () => ({ status: 200, headers: {}, body: 'ok' }) });
const services = (await ask('list', '', 'v1', 'services', { namespace: 'default' })).items.filter(({ metadata }) => metadata.name.startsWith('web-'));
const addresses = services.map(({ spec }) => spec.clusterIP);

const AT_ONCE = 100;
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const perSecond = async (from, count, request) => {
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const outcome = await cluster.network.request(from, request(next++));
      if (!outcome.ok || outcome.response.status !== 200) throw new Error(JSON.stringify(outcome));
    }
  };
  const began = cpu();
  const all = Promise.all(Array.from({ length: AT_ONCE }, () => cluster.clock.run(worker)));
  await cluster.clock.runUntil(all);
  await all;
  return count / (cpu() - began);
};
const get = { scheme: 'http', port: 80, method: 'GET', path: '/' };
const node = cluster.nodes.get('node-3').networkNamespace;
const throughService = (index) => ({ ...get, host: addresses[index % addresses.length] });
await perSecond(node, 10_000, throughService);
const service = await perSecond(node, 50_000, throughService);

// One endpoint leaves a Service and comes back; the node writes its rules anew each time.
const CHANGES = 200;
const slice = { group: 'discovery.k8s.io', version: 'v1', resource: 'endpointslices', namespace: 'default' };
const bodies = [];
for (let change = 0; change < CHANGES; change++) {
  const name = 'web-' + (change % 50);
  const addresses = nodes.map((_, at) => '192.168.64.' + (10 + at));
  bodies.push({ name, body: sliceOf(name, port, change % 100 < 50 ? addresses.slice(1) : addresses) });
}
let milliseconds = 0;
for (const { name, body } of bodies) {
  await client.request({ verb: 'update', ...slice, name, body });
  const began = performance.now();
  cluster.network.proxies.sync('node-3');
  await cluster.clock.runUntil(cluster.clock.run(() => cluster.network.request(node, throughService(0))));
  milliseconds += performance.now() - began;
}

// An ingress controller before all of them, one host for each Service, asked from the workstation by the address of its balancer.
const paths = { namespaces: '', serviceaccounts: '', services: '', deployments: 'apps', clusterroles: 'rbac.authorization.k8s.io', clusterrolebindings: 'rbac.authorization.k8s.io', ingressclasses: 'networking.k8s.io' };
for (const body of JSON.parse(process.argv[3])) {
  const resource = Object.keys(paths).find((name) => name === body.kind.toLowerCase() + (body.kind.endsWith('s') ? 'es' : 's'));
  const { namespace } = body.metadata;
  await ask('create', paths[resource], 'v1', resource, { ...(namespace ? { namespace } : {}), body });
}
for (const [index, { metadata }] of services.entries()) {
  const backend = { service: { name: metadata.name, port: { number: 80 } } };
  const rule = { host: 'web-' + index + '.example.com', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } };
  await create('networking.k8s.io', 'v1', 'ingresses', { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: metadata.name }, spec: { ingressClassName: 'nginx', rules: [rule] } });
}
await cluster.clock.settle();
const balancer = (await ask('get', '', 'v1', 'services', { namespace: 'ingress-nginx', name: 'ingress-nginx-controller' })).status.loadBalancer.ingress[0].ip;
const { networkNamespace: outside } = cluster.workstation;
const throughIngress = (index) => ({ ...get, host: 'web-' + (index % SERVICES) + '.example.com', address: balancer });
await perSecond(outside, 10_000, throughIngress);
const ingress = await perSecond(outside, 50_000, throughIngress);
console.log(JSON.stringify({ service, ingress, change: milliseconds / CHANGES }));
`;

/** Requests a second of processor time through a Service and through an ingress controller, and what the rules cost when one endpoint changes; 1,000 Services of 10 endpoints. */
export async function networkRequests({ runs }) {
  const library = pathToFileURL(path.join(root, 'dist/sandbox.js')).href;
  const controller = readFileSync(path.join(root, 'lessons/08-ingress/02-rules/controller.yaml'), 'utf8');
  const objects = JSON.stringify(parseAllDocuments(controller).map((document) => document.toJS()));
  const rows = [];
  for (const mode of ['iptables', 'ipvs', 'nftables']) {
    const results = Array.from({ length: Math.min(runs, 3) }, () =>
      JSON.parse(
        execFileSync(process.execPath, ['--input-type=module', '-e', script, library, mode, objects], { encoding: 'utf8' }),
      ),
    );
    rows.push(
      {
        what: `requests through a Service, ${mode}`,
        value: rounded(median(results.map(({ service }) => service))),
        unit: '/s',
        note: 'of processor time, 1,000 Services, 10,000 endpoints',
      },
      {
        what: `requests through the ingress controller, ${mode}`,
        value: rounded(median(results.map(({ ingress }) => ingress))),
        unit: '/s',
        note: 'of processor time: two connections and a line of its log each',
      },
      {
        what: `rules and a request after a change, ${mode}`,
        value: rounded(median(results.map(({ change }) => change)), 3),
        unit: 'ms',
        note: 'one endpoint of 10,000',
      },
    );
  }
  return rows;
}
