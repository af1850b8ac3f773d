// Gives the loaders of packs and attempts many more random texts than `npm test` does.
//   node scripts/fuzz.mjs [RUNS]
import { spawnSync } from 'node:child_process';
import process from 'node:process';

const [, , runs = '20000'] = process.argv;
const { status } = spawnSync(
  'npx',
  ['vitest', 'run', 'test/course/hostile-packs.test.ts', '-t', 'loaders', '--testTimeout=600000'],
  {
    stdio: 'inherit',
    env: { ...process.env, KUBETUTOR_FUZZ: runs },
  },
);
process.exit(status ?? 1);
