import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import pty from '@lydell/node-pty';
import { cleanEnvironment, median, root, rounded, temporaryFolder } from './measure.mjs';

/** Time from the start of the process to the first letter on the screen, ours against a bare Ink program bundled alike. */
export async function firstFrame({ runs, dist }) {
  const bare = path.join(temporaryFolder(), 'bare-ink.mjs');
  await esbuild.build({
    entryPoints: [path.join(root, 'scripts/bench/bare-ink.mjs')],
    outfile: bare,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minify: true,
    define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
    alias: { 'react-devtools-core': path.join(root, 'scripts/no-devtools.mjs') },
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  const ours = path.join(dist, 'kubetutor.js');
  const bareTimes = [];
  const ourTimes = [];
  const memory = [];
  await start(bare);
  await start(ours);
  for (let run = 0; run < runs; run++) {
    bareTimes.push((await start(bare)).milliseconds);
    const { milliseconds, kilobytes } = await start(ours, 1500);
    ourTimes.push(milliseconds);
    if (kilobytes) memory.push(kilobytes);
  }
  const rows = [
    { what: 'first frame, bare Ink', value: rounded(median(bareTimes)), unit: 'ms' },
    { what: 'first frame, kubetutor', value: rounded(median(ourTimes)), unit: 'ms' },
    { what: 'first frame, ratio', value: rounded(median(ourTimes) / median(bareTimes), 2), unit: '×' },
  ];
  if (memory.length > 0) rows.push({ what: 'memory when idle at home', value: rounded(median(memory) / 1024), unit: 'MB' });
  return rows;
}

/** Starts a program in a terminal and ends it again once it has shown something, or `linger` milliseconds later. */
function start(file, linger = 0) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const terminal = pty.spawn(process.execPath, [file], { cols: 120, rows: 40, env: cleanEnvironment() });
    let milliseconds;
    let text = '';
    const giveUp = setTimeout(() => {
      terminal.kill();
      reject(new Error(`${file} showed nothing:\n${text}`));
    }, 20_000);
    terminal.onData((data) => {
      text += data;
      if (milliseconds !== undefined || !/[A-Za-z]/.test(text.replace(/\x1b\[[0-9;?=>]*[A-Za-z]|\x1b[()][A-Z0-9]/g, ''))) return;
      milliseconds = performance.now() - began;
      setTimeout(() => {
        clearTimeout(giveUp);
        const kilobytes = linger > 0 ? residentKilobytes(terminal.pid) : undefined;
        terminal.kill('SIGKILL');
        resolve({ milliseconds, kilobytes });
      }, linger);
    });
  });
}

/** Resident memory of a process; undefined where the system does not tell. */
function residentKilobytes(pid) {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}
