import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import { median, rounded } from './measure.mjs';
import { withServer } from './serve.mjs';

const PODS = 1_000;

const pod = (number) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: `p-${number}`, namespace: 'default' },
  spec: { containers: [{ name: 'c', image: 'nginx' }] },
});

/** `kubectl get pods` of a thousand Pods: ours in process, and a real one against `sandbox serve` where there is one. */
export async function getPods({ runs, dist }) {
  const rows = [
    { what: 'get pods in process', value: rounded(median(await inProcess(dist, runs)), 1), unit: 'ms', note: `${PODS} Pods` },
  ];
  const real = spawnSync('kubectl', ['version', '--client'], { stdio: 'ignore' });
  if (real.error === undefined)
    rows.push({
      what: 'get pods, real kubectl',
      value: rounded(median(await overHttp(runs)), 1),
      unit: 'ms',
      note: `${PODS} Pods, sandbox serve`,
    });
  return rows;
}

async function inProcess(dist, runs) {
  const { createCluster } = await import(path.join(dist, 'sandbox.js'));
  const cluster = createCluster({ seed: 'bench', components: ['apiserver'] });
  await cluster.clock.settle();
  const client = cluster.client();
  for (let number = 0; number < PODS; number++)
    await client.request({ verb: 'create', group: '', version: 'v1', resource: 'pods', namespace: 'default', body: pod(number) });
  const shell = await cluster.shell();
  const times = [];
  for (let run = 0; run <= runs; run++) {
    let printed = '';
    const began = performance.now();
    const done = shell.run('kubectl get pods', { onOutput: ({ text }) => (printed += text) });
    await cluster.clock.runUntil(done, 60_000);
    times.push(performance.now() - began);
    if (printed.split('\n').length < PODS) throw new Error(`expected ${PODS} Pods, found ${printed.split('\n').length}`);
  }
  cluster.dispose();
  return times.slice(1);
}

function overHttp(runs) {
  return withServer(async ({ address, kubeconfig, folder }) => {
    for (let number = 0; number < PODS; number++) {
      const answer = await fetch(`${address}/api/v1/namespaces/default/pods`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(pod(number)),
      });
      if (answer.status !== 201) throw new Error(`the server answered ${answer.status}`);
    }
    const times = [];
    for (let run = 0; run <= runs; run++) {
      const began = performance.now();
      execFileSync('kubectl', ['get', 'pods'], {
        env: { ...process.env, KUBECONFIG: kubeconfig, HOME: folder },
        maxBuffer: 2 ** 26,
      });
      times.push(performance.now() - began);
    }
    return times.slice(1);
  });
}
