import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, rounded } from './measure.mjs';

const SMALL = { pods: 1_000, nodes: 100 };
const LARGE = { pods: 4_000, nodes: 400 };

/** A hundred Deployments on many nodes until all their Pods are Ready: processor time, memory, and how they grow with size. */
export function scale() {
  const [small, large] = [SMALL, LARGE].map(run);
  const exponent = Math.log(large.processor / small.processor) / Math.log(LARGE.pods / SMALL.pods);
  return [
    ...[small, large].flatMap(({ pods, nodes, seconds, processor, peak }) => [
      {
        what: `${pods} Pods on ${nodes} nodes Ready`,
        value: rounded(seconds, 1),
        unit: 's',
        note: `${rounded(processor, 1)} s of processor time`,
      },
      { what: `memory of ${pods} Pods`, value: rounded(peak), unit: 'MB', note: 'resident, at most' },
    ]),
    { what: 'growth with the number of Pods', value: rounded(exponent, 2), unit: '', note: 'exponent, of processor time' },
  ];
}

function run({ pods, nodes }) {
  const library = pathToFileURL(path.join(root, 'dist/sandbox.js')).href;
  const script = path.join(root, 'scripts/bench/scale-run.mjs');
  const output = execFileSync(process.execPath, [script, library, String(pods), String(nodes), '--only-ready'], {
    encoding: 'utf8',
  });
  const { steps, peak } = JSON.parse(output);
  const sum = (of) => steps.reduce((total, step) => total + step[of], 0);
  return { pods, nodes, seconds: sum('seconds'), processor: sum('processor'), peak };
}
