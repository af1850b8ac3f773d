import http from 'node:http';
import { rounded } from './measure.mjs';
import { withServer } from './serve.mjs';

const CREATES = 2_000;
const IN_FLIGHT = 16;

/** How fast `sandbox serve --components apiserver` creates ConfigMaps over HTTP. */
export function httpCreates({ runs }) {
  return withServer(async ({ address }) => {
    const { port } = new URL(address);
    await creates(port, 'warm', 500);
    const rounds = [];
    for (let run = 0; run < Math.min(runs, 5); run++) rounds.push(await creates(port, `run-${run}`, CREATES));
    const { seconds, times } = rounds.sort((left, right) => left.seconds - right.seconds)[rounds.length >> 1];
    times.sort((left, right) => left - right);
    const at = (share) => rounded(times[Math.floor(times.length * share)], 2);
    return [
      { what: 'creates over HTTP', value: rounded(CREATES / seconds), unit: '/s', note: `${IN_FLIGHT} in flight` },
      { what: 'one create, p50', value: at(0.5), unit: 'ms' },
      { what: 'one create, p99', value: at(0.99), unit: 'ms' },
    ];
  });
}

async function creates(port, prefix, count) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
  const times = [];
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const body = JSON.stringify({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: `${prefix}-${next++}` },
        data: { key: 'value' },
      });
      const began = performance.now();
      const code = await post(agent, port, body);
      if (code !== 201) throw new Error(`the server answered ${code}`);
      times.push(performance.now() - began);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  agent.destroy();
  return { seconds: (performance.now() - began) / 1000, times };
}

function post(agent, port, body) {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const request = http.request(
      { agent, host: '127.0.0.1', port, method: 'POST', path: '/api/v1/namespaces/default/configmaps', headers },
      (response) => response.resume().on('end', () => resolve(response.statusCode)),
    );
    request.on('error', reject);
    request.end(body);
  });
}
