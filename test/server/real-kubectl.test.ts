import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forwardedPort, kubectl, realKubectls, serve, type Ran, type ServedCluster } from '../harness/served-cluster.ts';

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

/** The oldest, one in between and the newest: they differ in what they send and how they reach containers. */
const binaries = ((all) => [...new Set([0, Math.floor(all.length / 2), all.length - 1])].flatMap((index) => all[index] ?? []))(
  realKubectls(),
);

// Needs a real kubectl; a machine without one loses nothing but this comparison.
describe.each(binaries.map((binary) => [path.basename(binary), binary] as const))('%s', (_name, binary) => {
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

  // From 1.31 on kubectl sends objects of these commands in protobuf, and goes to containers over WebSocket instead of SPDY.
  it('makes typed objects and goes into containers', async () => {
    expect(await run('create configmap typed --from-literal=a=b')).toMatchObject({
      stdout: 'configmap/typed created\n',
      code: 0,
    });
    expect((await run('get configmap typed -o jsonpath={.data}')).stdout).toBe('{"a":"b"}');
    expect(await run('run box --image=nginx:1.27 --port=80')).toMatchObject({ stdout: 'pod/box created\n', code: 0 });
    expect((await run('wait --for=condition=Ready pod/box --timeout=20s')).code).toBe(0);
    expect((await run('exec -i box -- cat', 'grüße\n')).stdout).toBe('grüße\n');
    expect(await kubectl(binary, served.server.url, ['exec', 'box', '--', 'sh', '-c', 'echo out; echo err >&2; exit 7'])).toEqual(
      {
        stdout: 'out\n',
        stderr: 'err\ncommand terminated with exit code 7\n',
        code: 7,
      },
    );
    expect((await run('exec nobody -- ls')).stderr).toBe('Error from server (NotFound): pods "nobody" not found\n');
    const { port, stop } = await forwardedPort(binary, served.server.url, 'pod/box', 80);
    try {
      const pages = await Promise.all([1, 2, 3].map(async () => (await fetch(`http://127.0.0.1:${port}/`)).text()));
      for (const page of pages) expect(page).toContain('Welcome to nginx');
    } finally {
      stop();
    }
  });
});
