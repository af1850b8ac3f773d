import { expect, test } from 'vitest';
import type { Connection } from '../../sandbox/api/client.ts';
import type { ContainerRequest } from '../../sandbox/api/index.ts';
import { container, isReady, oneNode, type OneNode } from './one-node.ts';

type What = ContainerRequest['what'];

const open = (node: OneNode, what: What, parameters: ContainerRequest['parameters'] = {}): Connection =>
  node.kubelet.connector.connect('node-1', { namespace: 'default', pod: 'app', container: 'web', what, parameters });

/** Collects what a connection says, while time goes on. */
function listen(node: OneNode, connection: Connection): { text: string; exitCode: number | undefined } {
  const heard: { text: string; exitCode: number | undefined } = { text: '', exitCode: undefined };
  const { clock } = node;
  void clock.run(async () => {
    const pieces = connection.output[Symbol.asyncIterator]();
    for (let next = await clock.join(pieces.next()); !next.done; next = await clock.join(pieces.next()))
      heard.text += next.value.text;
    heard.exitCode = await clock.join(connection.exit);
  });
  return heard;
}

test('a followed log goes on until the container ends', async () => {
  const node = await oneNode();
  const script = 'for i in 1 2 3; do echo tick $i; sleep 5; done';
  node.run('app', { restartPolicy: 'Never', containers: [container({ image: 'busybox:1.36', command: ['sh', '-c', script] })] });
  await node.until(() => isReady(node.pod('app')));
  const heard = listen(node, open(node, 'log', { follow: ['true'] }));
  await node.clock.advance(6_000);
  expect(heard).toEqual({ text: 'tick 1\ntick 2\n', exitCode: undefined });
  await node.clock.advance(12_000);
  expect(heard).toEqual({ text: 'tick 1\ntick 2\ntick 3\n', exitCode: 0 });
});

test('a shell with a terminal reads what is typed', async () => {
  const node = await oneNode();
  node.run('app', { containers: [container({ image: 'nginx:1.27' })] });
  await node.until(() => isReady(node.pod('app')));
  const connection = open(node, 'exec', { command: ['sh'], stdin: ['true'], tty: ['true'] });
  const heard = listen(node, connection);
  await node.clock.advance(100);
  connection.send('hostname\n');
  await node.clock.advance(100);
  expect(heard.text).toContain('app\n');
  connection.send('exit 4\n');
  await node.clock.advance(100);
  expect(heard.exitCode).toBe(4);
});

test('attach feeds the main process and hears it', async () => {
  const node = await oneNode();
  node.run('app', { restartPolicy: 'Never', containers: [container({ image: 'busybox:1.36', command: ['cat'], stdin: true })] });
  await node.until(() => isReady(node.pod('app')));
  const connection = open(node, 'attach', { stdin: ['true'] });
  const heard = listen(node, connection);
  connection.send('hello\n');
  connection.closeInput();
  await node.clock.advance(3_000);
  expect(heard).toEqual({ text: 'hello\n', exitCode: 0 });
  expect(node.pod('app')?.status?.phase).toBe('Succeeded');
});

test('a forwarded port carries HTTP, and says when nobody listens', async () => {
  const node = await oneNode();
  node.run('app', { containers: [container({ image: 'nginx:1.27' })] });
  await node.until(() => isReady(node.pod('app')));
  const connection = open(node, 'portforward', { ports: ['80'] });
  const heard = listen(node, connection);
  connection.send('GET / HTTP/1.1\r\nHost: localhost:8080\r\n\r\n');
  await node.clock.advance(100);
  expect(heard.text).toMatch(/^HTTP\/1\.1 200 /);
  expect(heard.text).toContain('Welcome to nginx!');
  const closed = open(node, 'portforward', { ports: ['81'] });
  const silence = listen(node, closed);
  closed.send('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await node.clock.advance(100);
  expect(silence.text).toContain('dial tcp4 127.0.0.1:81: connect: connection refused');
});
