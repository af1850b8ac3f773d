import { afterAll, beforeAll, expect, test } from 'vitest';
import { inFolder } from './recordings.ts';
import { HelmWorkbench } from './workbench.ts';

let bench: HelmWorkbench;
beforeAll(async () => {
  bench = await HelmWorkbench.create('web-shop');
});
afterAll(() => bench.dispose());

const run = async (line: string): Promise<string> => {
  const [tool = '', ...argv] = line.split(' ');
  let text = '';
  await inFolder(async (folder) => {
    const { stdout, stderr } = await bench.run(tool, argv, folder);
    text = stdout + stderr;
  });
  return text;
};

const password = (): Promise<string> => run('kubectl get secret shop-account -o jsonpath={.data.PASSWORD}');
const checksum = (): Promise<string> =>
  run('kubectl get deployment shop -o jsonpath={.spec.template.metadata.annotations.checksum/pages}');

test('an upgrade keeps the password that the first installation drew, and new pages restart the Pods', async () => {
  await run('helm repo add demo https://charts.example.com/demo');
  await run('helm install shop demo/web-shop --set account.enabled=true');
  const [drawn, before] = [await password(), await checksum()];
  expect(atob(drawn)).toMatch(/^[A-Za-z0-9]{16}$/);
  expect(before).toMatch(/^[0-9a-f]{64}$/);

  await run('helm upgrade shop demo/web-shop --reuse-values --set replicas=3');
  expect([await password(), await checksum()]).toEqual([drawn, before]);
  await run('helm upgrade shop demo/web-shop --reuse-values --set greeting=Sale');
  expect(await password()).toBe(drawn);
  expect(await checksum()).not.toBe(before);
  // A text block that ends the document keeps its last line end.
  expect(await run('kubectl get configmap shop-pages -o jsonpath={.data.index\\.html}')).toBe('Sale\n');
});

test('without a cluster to look into, each rendering draws a password of its own', async () => {
  const rendered = await run('helm template one demo/web-shop --set account.enabled=true');
  const other = await run('helm template two demo/web-shop --set account.enabled=true');
  const drawn = (text: string): string => /PASSWORD: (\S+)/.exec(text)?.[1] ?? '';
  expect(drawn(rendered)).not.toBe('');
  expect(drawn(rendered)).not.toBe(drawn(other));
});

test('diff keeps the values that an upgrade with the same flags would keep', async () => {
  await run('helm install row demo/web-shop --version 1.1.0 --set replicas=1');
  expect(await run('helm diff upgrade row demo/web-shop --version 2.0.0 --reuse-values')).toBe('');
  const diff = await run('helm diff upgrade row demo/web-shop --version 2.0.0 --reset-then-reuse-values');
  expect(diff).toMatch(/^-\s+image: "nginx:1\.27"$/m);
  expect(diff).toMatch(/^\+\s+image: "nginx:1\.28"$/m);
  expect(diff).not.toContain('replicas: 2');
});

test('labels are judged before anything is done', async () => {
  expect(await run('helm upgrade shop demo/web-shop --labels a')).toBe(
    'Error: invalid argument "a" for "-l, --labels" flag: a must be formatted as key=value\n',
  );
});

test('help of a command can be asked for by name', async () => {
  expect(await run('helm help repo add')).toBe(await run('helm repo add --help'));
  expect(await run('helm help nosuch')).toMatch(/^Unknown help topic \[`nosuch`\]/);
});
