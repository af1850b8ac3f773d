import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubectl, realKubectls, serve, type Ran, type ServedCluster } from '../harness/served-cluster.ts';

const manifest = (replicas: number): string => `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: ${replicas}
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - name: nginx
          image: nginx:1.27
`;

// Needs a real kubectl; a machine without one loses nothing but this comparison.
describe.each(realKubectls().map((binary) => [path.basename(binary), binary] as const))('%s', (_name, binary) => {
  let served: ServedCluster;
  beforeAll(async () => {
    served = await serve();
  });
  afterAll(() => served.close());
  const run = (line: string, input?: string): Promise<Ran> => kubectl(binary, served.server.url, line.split(' '), input);

  it('applies, watches a rollout, scales, reads logs and deletes', async () => {
    expect((await run('get nodes --no-headers')).stdout.split('\n').map((line) => line.split(/ +/)[1])).toEqual([
      'Ready',
      'Ready',
      'Ready',
      undefined,
    ]);
    expect(await run('apply -f -', manifest(2))).toMatchObject({ stdout: 'deployment.apps/web created\n', code: 0 });
    expect((await run('rollout status deployment/web --timeout=20s')).stdout).toContain(
      'deployment "web" successfully rolled out\n',
    );
    expect(await run('apply -f -', manifest(2))).toMatchObject({ stdout: 'deployment.apps/web unchanged\n', code: 0 });
    expect(await run('apply -f -', manifest(3))).toMatchObject({ stdout: 'deployment.apps/web configured\n', code: 0 });
    expect(await run('scale deployment web --replicas=1')).toMatchObject({ stdout: 'deployment.apps/web scaled\n', code: 0 });
    expect((await run('rollout status deployment/web --timeout=20s')).code).toBe(0);
    expect((await run('logs deployment/web')).stdout).toContain('start worker process');
    expect((await run('get deployment web -o jsonpath={.status.readyReplicas}')).stdout).toBe('1');
    expect((await run('describe deployment web')).stdout).toContain('ScalingReplicaSet');
    expect((await run('delete deployment web')).stdout).toContain('deployment.apps "web" deleted');
    expect((await run('get deployment web')).stderr).toBe('Error from server (NotFound): deployments.apps "web" not found\n');
  });

  it('is told of an unknown field', async () => {
    const { stderr, code } = await run('apply -f -', manifest(1).replace('replicas:', 'replicsa:'));
    expect(code).toBe(1);
    expect(stderr).toContain('strict decoding error: unknown field "spec.replicsa"');
  });
});
