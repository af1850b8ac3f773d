import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { processConsole, type Console } from '../../src/platform/console.ts';
import { serve, type ServedCluster } from '../harness/served-cluster.ts';

let served: ServedCluster;
let folder = '';
beforeAll(async () => {
  served = await serve();
  folder = mkdtempSync(path.join(tmpdir(), 'kubetutor-test-'));
});
afterAll(async () => {
  await served.close();
  rmSync(folder, { recursive: true, force: true });
});

async function kubectl(
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly out: string; readonly error: string }> {
  let out = '';
  let error = '';
  const console: Console = {
    ...processConsole(),
    isTerminal: false,
    inputIsTerminal: false,
    out: (text) => void (out += text),
    error: (text) => void (error += text),
  };
  const code = await main(['kubectl', `--server=${served.server.url}`, ...args], { console, configFolder: folder });
  return { code, out, error };
}

describe('kubetutor kubectl', () => {
  it('speaks HTTP to the server that it is given, and reads the files of this machine', async () => {
    const file = path.join(folder, 'c.yaml');
    writeFileSync(file, 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: b}\n');
    expect(await kubectl('apply', '-f', file)).toEqual({ code: 0, out: 'configmap/c created\n', error: '' });
    expect(await kubectl('get', 'cm', 'c', '-o', 'jsonpath={.data.a}')).toEqual({ code: 0, out: 'b', error: '' });
  });

  it('says what the server says, with its exit code, and acts as whom it is told to', async () => {
    expect(await kubectl('get', 'cm', 'nope')).toEqual({
      code: 1,
      out: '',
      error: 'Error from server (NotFound): configmaps "nope" not found\n',
    });
    expect((await kubectl('get', 'pods', '--as=bob')).error).toContain('User "bob" cannot list resource "pods"');
    expect((await kubectl('--help')).out).toContain('kubectl controls the Kubernetes cluster manager.');
  });

  it('waits, and runs programs in containers', async () => {
    expect((await kubectl('run', 'p', '--image=nginx:1.27')).out).toBe('pod/p created\n');
    expect((await kubectl('wait', '--for=condition=Ready', 'pod/p', '--timeout=20s')).out).toBe('pod/p condition met\n');
    expect(await kubectl('exec', 'p', '--', 'sh', '-c', 'echo in; exit 3')).toMatchObject({ code: 3, out: 'in\n' });
  });

  it('says that nothing listens', async () => {
    const { code, error } = await kubectl('--server=http://127.0.0.1:1', 'get', 'pods');
    expect(error).toContain('The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?\n');
    expect(code).toBe(1);
  });
});
