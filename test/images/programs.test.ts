import { describe, expect, test } from 'vitest';
import { container, isReady, oneNode } from '../kubelet/one-node.ts';

const run = async (given: Parameters<typeof container>[0]) => {
  const node = await oneNode();
  node.run('app', { restartPolicy: 'Never', containers: [container(given)] });
  await node.until(() => isReady(node.pod('app')) || ['Failed', 'Succeeded'].includes(node.pod('app')?.status?.phase ?? ''));
  return node;
};
const get = async (node: Awaited<ReturnType<typeof oneNode>>, url: string) =>
  (await node.exec('app', 'web', 'curl', '-s', '-i', url)).stdout;

describe('nginx', () => {
  test('serves the files of its container and logs what it was asked', async () => {
    const node = await run({ image: 'nginx:1.27' });
    expect(await get(node, 'http://localhost/nothing')).toContain('404 Not Found');
    await node.exec('app', 'web', 'sh', '-c', 'echo hello > /usr/share/nginx/html/hello.txt');
    expect(await get(node, 'http://localhost/hello.txt')).toContain('hello');
    const log = await node.logs('app', 'web');
    expect(log).toContain('[error] 29#29: *1 open() "/usr/share/nginx/html/nothing" failed (2: No such file or directory)');
    expect(log).toContain('"GET /nothing HTTP/1.1" 404 153');
    expect(log).toContain('"GET /hello.txt HTTP/1.1" 200 6');
  });

  test('ends at once when it goes to the background', async () => {
    const node = await run({ image: 'nginx:1.27', command: ['nginx'] });
    expect(node.pod('app')?.status?.phase).toBe('Succeeded');
  });

  test('cannot run as another user', async () => {
    const node = await run({ image: 'nginx:1.27', securityContext: { runAsUser: 1000 } });
    expect(await node.logs('app', 'web')).toContain(
      '[emerg] mkdir() "/var/cache/nginx/client_temp" failed (13: Permission denied)',
    );
    expect(node.pod('app')?.status?.phase).toBe('Failed');
  });
});

test.each([
  { image: 'httpd:2.4', url: 'http://localhost/', answer: 'It works!' },
  {
    image: 'kubetutor/slow-start',
    env: [{ name: 'START_SECONDS', value: '0' }],
    url: 'http://localhost:8080/',
    answer: 'hello from app',
  },
  {
    image: 'registry.k8s.io/e2e-test-images/agnhost:2.53',
    args: ['netexec', '--http-port=80'],
    url: 'http://localhost/hostname',
    answer: 'app',
  },
  {
    image: 'registry.k8s.io/e2e-test-images/agnhost:2.53',
    args: ['serve-hostname'],
    url: 'http://localhost:9376/',
    answer: 'app',
  },
])('$image answers $answer', async ({ url, answer, ...given }) => {
  expect(await get(await run(given), url)).toContain(answer);
});

test('http-echo answers with its text, and refuses to run without one', async () => {
  const node = await run({ image: 'hashicorp/http-echo', args: ['-text=hi there', '-listen=:80'] });
  const address = node.pod('app')?.status?.podIP;
  node.run('client', { containers: [container({ image: 'curlimages/curl', command: ['sleep', '1000'] })] });
  await node.until(() => isReady(node.pod('client')));
  expect((await node.exec('client', 'web', 'curl', '-s', `http://${address}/`)).stdout).toBe('hi there\n');
  expect(
    (await run({ image: 'hashicorp/http-echo' })).pod('app')?.status?.containerStatuses?.[0]?.state?.terminated?.exitCode,
  ).toBe(127);
});

test('redis answers a ping', async () => {
  const node = await run({ image: 'redis:7' });
  await node.clock.advance(1_000);
  expect((await node.exec('app', 'web', 'redis-cli', 'ping')).stdout).toBe('PONG\n');
  expect(await node.logs('app', 'web')).toContain('Ready to accept connections tcp');
});

describe.each([
  {
    image: 'mysql:8.4',
    variable: 'MYSQL_ROOT_PASSWORD',
    words: 'Database is uninitialized and password option is not specified',
  },
  {
    image: 'postgres:17',
    variable: 'POSTGRES_PASSWORD',
    words: 'Error: Database is uninitialized and superuser password is not specified.',
  },
])('$image', ({ image, variable, words }) => {
  test('ends without a password', async () => {
    const node = await run({ image });
    expect(node.pod('app')?.status?.containerStatuses?.[0]?.state?.terminated?.exitCode).toBe(1);
    expect(await node.logs('app', 'web')).toContain(words);
  });

  test('runs with one', async () => {
    const node = await run({ image, env: [{ name: variable, value: 'x' }] });
    await node.clock.advance(20_000);
    expect(await node.logs('app', 'web')).toMatch(/ready (for connections|to accept connections)/);
  });
});

test('busybox has nothing to do without a terminal and ends', async () => {
  expect((await run({ image: 'busybox' })).pod('app')?.status?.phase).toBe('Succeeded');
});
