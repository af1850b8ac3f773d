import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
let built;

/** Bundles the screens with their scripted session once, as `npm run build` bundles the program. Resolves with the file to run. */
export function bundleDemo() {
  built ??= bundle();
  return built;
}

async function bundle() {
  const outdir = mkdtempSync(path.join(tmpdir(), 'kubetutor-demo-'));
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: { demo: 'test/harness/terminal-demo-app.ts' },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
    alias: { 'react-devtools-core': path.join(root, 'scripts/no-devtools.mjs') },
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  return path.join(outdir, 'demo.mjs');
}
