// Rebuilds on every change and runs the program from the fresh bundle: `npm run dev -- list`, `npm run dev`.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const watcher = spawn(process.execPath, [here('build.mjs')], { stdio: 'inherit' });
watcher.on('exit', (code) => {
  if (code) process.exit(code);
  const background = spawn(process.execPath, [here('build.mjs'), '--watch'], { stdio: 'ignore' });
  const app = spawn(process.execPath, ['--enable-source-maps', here('../dist/kubetutor.js'), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  app.on('exit', (exitCode) => {
    background.kill();
    process.exit(exitCode ?? 1);
  });
});
