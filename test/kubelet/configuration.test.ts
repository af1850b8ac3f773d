import { describe, expect, test } from 'vitest';
import { configMaps, secrets, services } from '../../sandbox/schema/resources.ts';
import { container, isReady, oneNode } from './one-node.ts';

describe('the environment of a container', () => {
  test('has values from everywhere', async () => {
    const node = await oneNode();
    node.client.create(configMaps, { metadata: { name: 'config', namespace: 'default' }, data: { COLOUR: 'blue', SIZE: 'big' } });
    node.client.create(secrets, { metadata: { name: 'secret', namespace: 'default' }, data: { password: btoa('s3cret') } });
    node.client.create(services, {
      metadata: { name: 'my-db', namespace: 'default' },
      spec: { clusterIP: '10.96.7.7', ports: [{ port: 6379 }], selector: { app: 'db' } },
    });
    node.run('web', {
      containers: [
        container({
          image: 'busybox:1.36',
          command: ['sh', '-c', "echo '$(GREETING)'; env | sort; sleep 1000"],
          resources: { limits: { cpu: '500m', memory: '64Mi' }, requests: { cpu: '250m' } },
          envFrom: [{ prefix: 'CFG_', configMapRef: { name: 'config' } }],
          env: [
            { name: 'WHO', value: 'world' },
            { name: 'GREETING', value: 'hello $(WHO) in $(CFG_COLOUR), $$(WHO) and $(NOBODY)' },
            { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'secret', key: 'password' } } },
            { name: 'OPTIONAL', valueFrom: { configMapKeyRef: { name: 'nothing', key: 'x', optional: true } } },
            { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
            { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
            { name: 'APP', valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
            { name: 'MEMORY', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } } },
            { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
          ],
        }),
      ],
    });
    await node.until(() => isReady(node.pod('web')));
    const lines = (await node.logs('web', 'web')).split('\n');
    expect(lines[0]).toBe('hello world in blue, $(WHO) and $(NOBODY)');
    expect(lines).toEqual(
      expect.arrayContaining([
        'APP=web',
        'CFG_COLOUR=blue',
        'CFG_SIZE=big',
        'CPU=1',
        'HOSTNAME=web',
        'MEMORY=64',
        'MY_DB_PORT_6379_TCP_ADDR=10.96.7.7',
        'MY_DB_SERVICE_HOST=10.96.7.7',
        'MY_DB_SERVICE_PORT=6379',
        'PASSWORD=s3cret',
        `POD_IP=${node.pod('web')?.status?.podIP}`,
        'POD_NAME=web',
      ]),
    );
    expect(lines.some((line) => line.startsWith('OPTIONAL'))).toBe(false);
    expect(node.pod('web')?.status?.qosClass).toBe('Burstable');
  });

  test.each([
    { from: { configMapKeyRef: { name: 'nothing', key: 'x' } }, words: 'configmap "nothing" not found' },
    { from: { secretKeyRef: { name: 'nothing', key: 'x' } }, words: 'secret "nothing" not found' },
    {
      from: { configMapKeyRef: { name: 'kube-root-ca.crt', key: 'x' } },
      words: "couldn't find key x in ConfigMap default/kube-root-ca.crt",
    },
  ])('that is not there holds the container back: $words', async ({ from, words }) => {
    const node = await oneNode();
    node.run('web', { containers: [container({ image: 'nginx:1.27', env: [{ name: 'X', valueFrom: from }] })] });
    const waiting = () => node.pod('web')?.status?.containerStatuses?.[0]?.state?.waiting;
    await node.until(() => waiting()?.reason === 'CreateContainerConfigError');
    expect(waiting()?.message).toBe(words);
    expect(node.events('web')).toContain(`Failed: Error: ${words}`);
  });
});

describe('volumes', () => {
  test('from ConfigMaps, Secrets and the Pod itself are files, and follow their source', async () => {
    const node = await oneNode();
    node.client.create(configMaps, {
      metadata: { name: 'page', namespace: 'default' },
      data: { 'index.html': 'one\n', 'other.txt': 'x' },
    });
    node.client.create(secrets, { metadata: { name: 'keys', namespace: 'default' }, data: { key: btoa('value') } });
    node.run('web', {
      volumes: [
        { name: 'page', configMap: { name: 'page', items: [{ key: 'index.html', path: 'index.html' }] } },
        { name: 'keys', secret: { secretName: 'keys' } },
        { name: 'info', downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] } },
        { name: 'scratch', emptyDir: {} },
      ],
      containers: [
        container({
          image: 'nginx:1.27',
          volumeMounts: [
            { name: 'page', mountPath: '/usr/share/nginx/html' },
            { name: 'page', mountPath: '/fixed/index.html', subPath: 'index.html' },
            { name: 'keys', mountPath: '/keys', readOnly: true },
            { name: 'info', mountPath: '/info' },
            { name: 'scratch', mountPath: '/scratch' },
          ],
        }),
        container({
          name: 'beside',
          image: 'busybox:1.36',
          command: ['sleep', '1000'],
          volumeMounts: [{ name: 'scratch', mountPath: '/shared' }],
        }),
      ],
    });
    await node.until(() => isReady(node.pod('web')));
    const cat = async (path: string) => (await node.exec('web', 'web', 'cat', path)).stdout;
    expect((await node.exec('web', 'web', 'curl', '-s', 'localhost')).stdout).toBe('one\n');
    expect((await node.exec('web', 'web', 'ls', '/usr/share/nginx/html')).stdout).toBe('index.html\n');
    expect(await cat('/keys/key')).toBe('value');
    expect(await cat('/info/labels')).toBe('app="web"');
    await node.exec('web', 'web', 'sh', '-c', 'echo shared > /scratch/file');
    expect((await node.exec('web', 'beside', 'cat', '/shared/file')).stdout).toBe('shared\n');
    expect((await node.exec('web', 'web', 'sh', '-c', 'echo no > /keys/key')).exitCode).not.toBe(0);

    const page = node.client.get(configMaps, { namespace: 'default', name: 'page' });
    node.client.update(configMaps, { ...page, data: { 'index.html': 'two\n' } });
    await node.clock.advance(61_000);
    expect(await cat('/usr/share/nginx/html/index.html')).toBe('two\n');
    expect(await cat('/fixed/index.html')).toBe('one\n');
    expect(node.errors).toEqual([]);
  });

  test('whose source is missing hold the Pod back until it comes', async () => {
    const node = await oneNode();
    node.run('web', {
      volumes: [{ name: 'page', configMap: { name: 'late' } }],
      containers: [container({ image: 'nginx:1.27', volumeMounts: [{ name: 'page', mountPath: '/page' }] })],
    });
    await node.clock.advance(10_000);
    expect(node.events('web')).toEqual(['FailedMount: MountVolume.SetUp failed for volume "page" : configmap "late" not found']);
    expect(node.pod('web')?.status?.containerStatuses?.[0]?.state?.waiting?.reason).toBe('ContainerCreating');
    node.client.create(configMaps, { metadata: { name: 'late', namespace: 'default' }, data: { a: 'b' } });
    await node.until(() => isReady(node.pod('web')), 30_000);
  });

  test('with the API access of a ServiceAccount are there by themselves', async () => {
    const node = await oneNode();
    node.run('web', { automountServiceAccountToken: true, containers: [container({ image: 'nginx:1.27' })] });
    await node.until(() => isReady(node.pod('web')));
    const folder = '/var/run/secrets/kubernetes.io/serviceaccount';
    expect((await node.exec('web', 'web', 'ls', folder)).stdout).toBe('ca.crt\nnamespace\ntoken\n');
    const token = (await node.exec('web', 'web', 'cat', `${folder}/token`)).stdout;
    expect(JSON.parse(atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')))).toMatchObject({
      sub: 'system:serviceaccount:default:default',
    });
  });
});

describe('security settings', () => {
  test('runAsNonRoot refuses an image that runs as root', async () => {
    const node = await oneNode();
    const pod = node.run('web', { securityContext: { runAsNonRoot: true }, containers: [container({ image: 'nginx:1.27' })] });
    const waiting = () => node.pod('web')?.status?.containerStatuses?.[0]?.state?.waiting;
    await node.until(() => waiting()?.reason === 'CreateContainerConfigError');
    expect(waiting()?.message).toBe(
      `container has runAsNonRoot and image will run as root (pod: "web_default(${pod.metadata.uid})", container: web)`,
    );
  });

  test('a root file system for reading only is one', async () => {
    const node = await oneNode();
    node.run('web', {
      containers: [
        container({
          image: 'busybox:1.36',
          command: ['sleep', '1000'],
          securityContext: { readOnlyRootFilesystem: true, runAsUser: 1000 },
        }),
      ],
    });
    await node.until(() => isReady(node.pod('web')));
    expect((await node.exec('web', 'web', 'sh', '-c', 'echo x > /x')).exitCode).not.toBe(0);
    expect((await node.exec('web', 'web', 'id', '-u')).stdout).toBe('1000\n');
  });
});

test('a Pod on the host network has the address of the node', async () => {
  const node = await oneNode();
  node.run('web', { hostNetwork: true, containers: [container({ image: 'nginx:1.27', ports: [{ containerPort: 80 }] })] });
  await node.until(() => isReady(node.pod('web')));
  expect(node.pod('web')?.status).toMatchObject({ podIP: '192.168.56.11', hostIP: '192.168.56.11' });
  expect((await node.exec('web', 'web', 'hostname')).stdout).toBe('node-1\n');
});
