import { beforeAll, describe, expect, it } from 'vitest';
import { createCluster } from '../../../sandbox/index.ts';
import type { Cluster, Shell } from '../../../sandbox/cluster-types.ts';

let cluster: Cluster;
let shell: Shell;

async function run(line: string): Promise<string> {
  let text = '';
  const done = shell.run(line, { onOutput: (output) => (text += output.text) });
  if (!(await cluster.clock.runUntil(done, 300_000))) throw new Error(`${line} does not end`);
  return text;
}

beforeAll(async () => {
  cluster = createCluster();
  await cluster.clock.settle();
  shell = await cluster.shell();
  await run('kubectl create deployment web --image=nginx:1.27 --replicas=2');
  expect(await run('kubectl rollout status deployment/web')).toContain('successfully rolled out');
});

describe('commands that reach into containers', () => {
  it('prints logs', async () => {
    expect(await run('kubectl logs deploy/web --tail=1')).toMatch(/^Found 2 pods, using pod\/web-/);
  });

  it('hands on the exit code of a command', async () => {
    expect(await run('kubectl exec deploy/web -- sh -c "echo hi; exit 3"; echo $?')).toBe(
      'hi\ncommand terminated with exit code 3\n3\n',
    );
  });

  it('forwards a port until it is interrupted', async () => {
    const text = await run(
      'kubectl port-forward deploy/web 8080:80 & sleep 1; curl -s -o /dev/null -w "%{http_code}" localhost:8080',
    );
    expect(text).toContain('Forwarding from 127.0.0.1:8080 -> 80\n');
    expect(text).toContain('200');
  });

  it('runs a Pod, shows what it prints and takes it away', async () => {
    expect(await run('kubectl run once --rm -i --restart=Never --image=busybox:1.36 -- echo hello')).toMatch(
      /hello\n.*pod "once" deleted/s,
    );
    expect(await run('kubectl get pod once')).toContain('NotFound');
  });

  it('prints changes while it watches', async () => {
    let text = '';
    const watching = shell.run('kubectl get pods -w', { onOutput: (output) => (text += output.text) });
    await cluster.clock.advance(500);
    const api = cluster.client();
    await api.request({
      verb: 'deletecollection',
      group: '',
      version: 'v1',
      resource: 'pods',
      namespace: 'default',
      options: { labelSelector: 'app=web' },
    });
    await cluster.clock.advance(5_000);
    shell.interrupt();
    await cluster.clock.runUntil(watching, 5_000);
    expect(await watching).toBe(130);
    expect(text).toMatch(/^NAME +READY/);
    expect(text).toMatch(/Terminating/);
    expect(text.split('\n').filter((line) => line.trim() === '')).toHaveLength(1);
  });
});
