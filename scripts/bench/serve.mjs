import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root, temporaryFolder } from './measure.mjs';

/** Runs `sandbox serve` with the API server alone while `work` measures it, with its address, kubeconfig and a folder to work in. */
export async function withServer(work) {
  const folder = temporaryFolder();
  const kubeconfig = path.join(folder, 'kubeconfig');
  const program = path.join(root, 'dist/kubetutor.js');
  const server = spawn(process.execPath, [program, 'sandbox', 'serve', '--components', 'apiserver', '--kubeconfig', kubeconfig], {
    cwd: folder,
    stdio: 'ignore',
  });
  try {
    for (let waited = 0; !existsSync(kubeconfig); waited += 20) {
      if (waited > 10_000) throw new Error('the server did not start');
      await new Promise((wake) => setTimeout(wake, 20));
    }
    const [, address] = /server: (\S+)/.exec(readFileSync(kubeconfig, 'utf8'));
    return await work({ address, kubeconfig, folder });
  } finally {
    server.kill();
  }
}
