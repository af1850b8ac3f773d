import { execFileSync } from 'node:child_process';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { root, rounded, temporaryFolder } from './measure.mjs';

/** Our own work from a key to its frame, the bytes of the frame where there is much on the screen, and the memory after many keys. */
export async function keystroke() {
  const output = await run('terminal-keystrokes.ts', []);
  const memory = await run('terminal-memory.ts', ['--expose-gc']);
  return [
    ...output.flatMap(({ where, milliseconds, bytes }) => [
      { what: `key to frame, ${where}, p50`, value: rounded(quantile(milliseconds, 0.5), 1), unit: 'ms' },
      {
        what: `key to frame, ${where}, p99`,
        value: rounded(quantile(milliseconds, 0.99), 1),
        unit: 'ms',
        note: `${quantile(bytes, 0.5)} bytes a frame`,
      },
    ]),
    ...memory.map(({ inputs, megabytes }) => ({
      what: `memory held after ${inputs} keys`,
      value: rounded(megabytes, 1),
      unit: 'MB',
    })),
  ];
}

/** Bundles a program of the harness as the screens are bundled, runs it and reads what it says. */
async function run(source, flags) {
  const file = path.join(temporaryFolder(), 'measured.mjs');
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: [`test/harness/${source}`],
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
  const output = execFileSync(process.execPath, [...flags, file], {
    encoding: 'utf8',
    env: { ...process.env, FORCE_COLOR: '3' },
  });
  return JSON.parse(output.trim().split('\n').at(-1));
}

function quantile(numbers, share) {
  const sorted = [...numbers].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
