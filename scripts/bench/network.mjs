import { createCluster } from '../../dist/sandbox.js';

const SERVICES = 1_000;
const nodes = Array.from({ length: 10 }, (_, index) => ({ name: `node-${index}` }));
const REQUESTS = 50_000;
const AT_ONCE = 100;

/** Requests a second through a Service, with a thousand Services of ten endpoints each, in each mode of kube-proxy. */
export async function benchNetwork() {
  const figures = [];
  for (const mode of ['iptables', 'ipvs', 'nftables']) {
    const cluster = createCluster({ nodes, network: { proxy: { mode, scheduler: 'rr' } }, components: [] });
    const client = cluster.client();
    const create = (group, version, resource, body) =>
      cluster.clock.run(() => client.request({ verb: 'create', group, version, resource, namespace: 'default', body }));
    const port = 8080;
    for (let index = 0; index < SERVICES; index++) {
      const name = `web-${index}`;
      const labels = { 'kubernetes.io/service-name': name };
      await create('', 'v1', 'services', {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name },
        spec: { ports: [{ port: 80, targetPort: port }] },
      });
      await create('discovery.k8s.io', 'v1', 'endpointslices', {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { name, labels },
        addressType: 'IPv4',
        ports: [{ port }],
        endpoints: nodes.map((_, at) => ({ addresses: [`192.168.64.${10 + at}`], conditions: { ready: true } })),
      });
    }
    for (const machine of cluster.nodes.values())
      machine.networkNamespace.listen({
        port,
        protocol: 'TCP',
        address: '0.0.0.0',
        http: () => ({ status: 200, headers: {}, body: 'ok' }),
      });
    const from = cluster.workstation.networkNamespace;
    const listed = await client.request({ verb: 'list', group: '', version: 'v1', resource: 'services', namespace: 'default' });
    const addresses = listed.body.items.map(({ spec }) => spec.clusterIP);
    let next = 0;
    const worker = async () => {
      while (next < REQUESTS) {
        const host = addresses[next++ % addresses.length];
        await cluster.network.request(from, { scheme: 'http', host, port: 80, method: 'GET', path: '/' });
      }
    };
    const started = performance.now();
    const all = Promise.all(Array.from({ length: AT_ONCE }, () => cluster.clock.run(worker)));
    await cluster.clock.runUntil(all);
    figures.push([
      `requests a second through a Service, ${mode}`,
      Math.round(REQUESTS / ((performance.now() - started) / 1_000)),
    ]);
    cluster.dispose();
  }
  return figures;
}

for (const [name, value] of await benchNetwork()) console.log(`${name}: ${value}`);
