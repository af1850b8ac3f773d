// Measures what a user waits for, and prints a table. Ratios are taken in one run, in turn, so that a machine that is busy for
// a while disturbs both sides alike.
//   npm run bench [-- --only first-frame,package,sandbox,api,http,network,scale] [--json FILE] [--runs N] [--dist DIR]
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { apiCreates } from './bench/api.mjs';
import { firstFrame } from './bench/first-frame.mjs';
import { getPods } from './bench/get-pods.mjs';
import { httpCreates } from './bench/http.mjs';
import { keystroke } from './bench/keystroke.mjs';
import { networkRequests } from './bench/network.mjs';
import { packageSize } from './bench/package.mjs';
import { sandboxBoot } from './bench/sandbox.mjs';
import { scale } from './bench/scale.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    json: { type: 'string' },
    runs: { type: 'string', default: '7' },
    dist: { type: 'string', default: 'dist' },
  },
});
const runs = Number(values.runs);
const benches = {
  'first-frame': firstFrame,
  package: packageSize,
  sandbox: sandboxBoot,
  keystroke,
  api: apiCreates,
  http: httpCreates,
  'get-pods': getPods,
  network: networkRequests,
  scale,
};
const wanted = values.only?.split(',') ?? Object.keys(benches);

const rows = [];
for (const name of wanted) {
  const bench = benches[name];
  if (!bench) throw new Error(`no bench called ${name}; there are ${Object.keys(benches).join(', ')}`);
  process.stderr.write(`${name} …\n`);
  rows.push(...(await bench({ runs, dist: path.resolve(values.dist) })));
}

const width = Math.max(...rows.map(({ what }) => what.length));
for (const { what, value, unit, note } of rows) {
  console.log(`${what.padEnd(width)}  ${String(value).padStart(10)} ${unit}${note ? `   ${note}` : ''}`);
}
if (values.json) writeFileSync(values.json, JSON.stringify({ node: process.version, rows }, null, 2));
