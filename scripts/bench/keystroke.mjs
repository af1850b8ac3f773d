import { execFileSync } from 'node:child_process';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { root, rounded, temporaryFolder } from './measure.mjs';

/** Our own work from a key to its frame, and the bytes of the frame, where there is much on the screen. */
export async function keystroke() {
  const file = path.join(temporaryFolder(), 'keystrokes.mjs');
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['test/harness/terminal-keystrokes.ts'],
    outfile: file,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
    alias: {
      'react-devtools-core': path.join(root, 'scripts/no-devtools.mjs'),
      'highlight.js': path.join(root, 'scripts/highlight-subset.mjs'),
    },
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  const output = execFileSync(process.execPath, [file], { encoding: 'utf8', env: { ...process.env, FORCE_COLOR: '3' } });
  return JSON.parse(output.trim().split('\n').at(-1)).flatMap(({ where, milliseconds, bytes }) => [
    { what: `key to frame, ${where}, p50`, value: rounded(quantile(milliseconds, 0.5), 1), unit: 'ms' },
    {
      what: `key to frame, ${where}, p99`,
      value: rounded(quantile(milliseconds, 0.99), 1),
      unit: 'ms',
      note: `${quantile(bytes, 0.5)} bytes a frame`,
    },
  ]);
}

function quantile(numbers, share) {
  const sorted = [...numbers].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
