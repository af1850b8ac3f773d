import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { median, root, rounded } from './measure.mjs';

const script = `
const { createCluster } = await import(process.argv[1]);
const cluster = createCluster({ seed: 'bench' });
const client = cluster.client();
const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'default' }, spec: { replicas: 3, selector: { matchLabels: { app: 'web' } },
  template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] } } } };
const target = { group: 'apps', version: 'v1', resource: 'deployments', namespace: 'default' };
await cluster.clock.settle();
await client.request({ verb: 'create', ...target, body: deployment });
await cluster.clock.settle();
const { body } = await client.request({ verb: 'get', ...target, name: 'web' });
if (body.status.readyReplicas !== 3) throw new Error(JSON.stringify(body.status));
console.log(JSON.stringify({ milliseconds: performance.now(), megabytes: process.memoryUsage().rss / 2 ** 20 }));
`;

/** Wall time from an empty process to a Deployment of three replicas that are all Ready. */
export async function sandboxBoot({ runs }) {
  const library = pathToFileURL(path.join(root, 'dist/sandbox.js')).href;
  const results = Array.from({ length: runs + 1 }, () => {
    const began = performance.now();
    const { milliseconds, megabytes } = JSON.parse(
      execFileSync(process.execPath, ['--input-type=module', '-e', script, library], { encoding: 'utf8' }),
    );
    return { whole: performance.now() - began, milliseconds, megabytes };
  }).slice(1);
  return [
    {
      what: 'empty process to 3 replicas Ready',
      value: rounded(median(results.map(({ whole }) => whole))),
      unit: 'ms',
      note: 'whole process, Node included',
    },
    {
      what: 'the same inside the process',
      value: rounded(median(results.map(({ milliseconds }) => milliseconds))),
      unit: 'ms',
      note: 'since Node began',
    },
    { what: 'memory of the sandbox', value: rounded(median(results.map(({ megabytes }) => megabytes))), unit: 'MB' },
  ];
}
