// Gives the loaders of packs and attempts and the templates of charts many more random texts, and clusters many more random faults, than `npm test` does.
//   node scripts/fuzz.mjs [RUNS] [CLUSTERS]
import { spawnSync } from 'node:child_process';
import process from 'node:process';

const [, , runs = '20000', clusters = '100'] = process.argv;
const suites = [
  ['test/course/hostile-packs.test.ts', 'loaders', { KUBETUTOR_FUZZ: runs }],
  ['test/charts/template/hostile.test.ts', 'any', { KUBETUTOR_FUZZ: runs }],
  ['test/sandbox/invariants.test.ts', 'anything may happen', { KUBETUTOR_FUZZ_CLUSTERS: clusters }],
];
const failed = suites.filter(([file, name, env]) => {
  const argv = ['vitest', 'run', file, '-t', name, '--testTimeout=3600000'];
  return spawnSync('npx', argv, { stdio: 'inherit', env: { ...process.env, ...env } }).status !== 0;
});
process.exit(failed.length === 0 ? 0 : 1);
