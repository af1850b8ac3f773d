import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { median, root, rounded } from './measure.mjs';

const script = `
const { createCluster } = await import(process.argv[1]);
const cluster = createCluster({ seed: 'bench' });
const client = cluster.client();
await cluster.clock.settle();
const labels = { app: 'web' };
const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx:1.27', ports: [{ containerPort: 80 }], env: [{ name: 'A', value: '1' }],
  resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } }, readinessProbe: { httpGet: { path: '/', port: 80 } } }] } };
const body = (name) => JSON.stringify({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'default', labels }, spec: { replicas: 3, selector: { matchLabels: labels }, template } });
const target = { group: 'apps', version: 'v1', resource: 'deployments', namespace: 'default' };
const options = { fieldManager: 'bench', dryRun: true };
const create = async (from, count) => {
  for (let index = from; index < from + count; index++) {
    const { code } = await client.request({ verb: 'create', ...target, body: body('web-' + index), options });
    if (code !== 201) throw new Error(String(code));
  }
};
await create(0, 3000);
const before = process.cpuUsage();
await create(3000, 5000);
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ perSecond: 5000 / ((user + system) / 1e6) }));
`;

/** Deployments a second of processor time, so that a busy machine disturbs little, that a warm API server takes from JSON to the point of storing them, field owners included. */
export async function apiCreates({ runs }) {
  const library = pathToFileURL(path.join(root, 'dist/sandbox.js')).href;
  const results = Array.from({ length: Math.min(runs, 3) }, () => {
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', script, library], { encoding: 'utf8' });
    return JSON.parse(output).perSecond;
  });
  return [
    {
      what: 'Deployments decoded, defaulted, validated',
      value: rounded(median(results)),
      unit: '/s',
      note: 'of processor time, warm, managedFields on',
    },
  ];
}
