import { describe, expect, it } from 'vitest';
import { nodes, pods } from '../../sandbox/schema/resources.ts';
import { isReady, oneNode, type OneNode } from './one-node.ts';

const FOLDER = '/etc/kubernetes/manifests';
const manifest = (image: string, more = ''): string => `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  terminationGracePeriodSeconds: 5
  containers:
  - {name: web, image: "${image}"}
${more}`;

/** A node on which the static Pod `web` runs. */
async function withStaticPod(): Promise<OneNode> {
  const node = await oneNode();
  node.machine.files.write(`${FOLDER}/web.yaml`, manifest('nginx:1.27'));
  await node.until(() => isReady(node.pod('web-node-1')));
  return node;
}

const containerId = (node: OneNode): string | undefined => node.pod('web-node-1')?.status?.containerStatuses?.[0]?.containerID;

describe('a static Pod', () => {
  it('runs because its manifest is there, and has a copy in the API', async () => {
    const node = await withStaticPod();
    const { metadata, spec } = node.pod('web-node-1') ?? {};
    const annotations = metadata?.annotations ?? {};
    const hash = annotations['kubernetes.io/config.hash'];
    expect(hash).toMatch(/^[0-9a-f]{32}$/);
    expect(annotations).toMatchObject({ 'kubernetes.io/config.mirror': hash, 'kubernetes.io/config.source': 'file' });
    expect(metadata?.uid).not.toBe(hash);
    const uid = node.client.find(nodes, { name: 'node-1' })?.metadata.uid;
    expect(metadata?.ownerReferences).toEqual([{ apiVersion: 'v1', kind: 'Node', name: 'node-1', uid, controller: true }]);
    expect(spec).toMatchObject({ nodeName: 'node-1', tolerations: [{ operator: 'Exists', effect: 'NoExecute' }] });
    // Events are about the Pod of the node, whose uid is the hash.
    expect(node.eventObjects('web-node-1').map(({ involvedObject }) => involvedObject.uid)).toEqual([hash, hash, hash, hash]);
    expect(await node.exec('web-node-1', 'web', 'hostname')).toMatchObject({ stdout: 'web-node-1\n' });
  });

  it('goes on when its copy is deleted, which is made anew', async () => {
    const node = await withStaticPod();
    const [before, id] = [node.pod('web-node-1')?.metadata.uid, containerId(node)];
    node.client.delete(pods, { name: 'web-node-1', namespace: 'default' });
    await node.until(() => node.pod('web-node-1')?.metadata.uid !== before, 1_000);
    await node.until(() => isReady(node.pod('web-node-1')), 1_000);
    expect(containerId(node)).toBe(id);
  });

  it('ends with its manifest, and its copy after it', async () => {
    const node = await withStaticPod();
    node.machine.files.remove(`${FOLDER}/web.yaml`);
    await node.until(() => node.pod('web-node-1') === undefined, 10_000);
    expect(node.kubelet.cri()?.containers()).toEqual([]);
  });

  it('makes way before what a changed manifest describes begins', async () => {
    const node = await withStaticPod();
    const before = node.pod('web-node-1')?.metadata.annotations?.['kubernetes.io/config.hash'];
    node.machine.files.write(`${FOLDER}/web.yaml`, manifest('nginx:1.28'));
    const most = { containers: 0 };
    const waited = await node.until(() => {
      const running = node.kubelet.cri()?.containers() ?? [];
      most.containers = Math.max(most.containers, running.filter(({ state }) => state === 'running').length);
      return node.pod('web-node-1')?.spec.containers[0]?.image === 'nginx:1.28' && isReady(node.pod('web-node-1'));
    }, 30_000);
    expect(most.containers).toBe(1);
    // It looks whether the former one is gone only after ten seconds and up to half as many more.
    expect(waited).toBeGreaterThan(10_000);
    expect(node.pod('web-node-1')?.metadata.annotations?.['kubernetes.io/config.hash']).not.toBe(before);
  });

  it('stays the same over a restart of the kubelet', async () => {
    const node = await withStaticPod();
    const id = containerId(node);
    node.restartKubelet();
    await node.clock.advance(5_000);
    expect(containerId(node)).toBe(id);
    node.stopKubelet();
    node.machine.files.remove(`${FOLDER}/web.yaml`);
    node.restartKubelet();
    await node.until(() => node.pod('web-node-1') === undefined, 5_000);
    await node.until(() => node.kubelet.cri()?.containers().length === 0, 5_000);
  });

  it('lives on for a while when its manifest is spoilt', async () => {
    const node = await withStaticPod();
    node.machine.files.write(`${FOLDER}/web.yaml`, 'kind: [');
    await node.clock.advance(1_000);
    expect(isReady(node.pod('web-node-1'))).toBe(true);
    const wrong = `${FOLDER}/web.yaml: couldn't parse as pod(error converting YAML to JSON: yaml: line 1: did not find expected node content), please check config file`;
    expect(node.journal).toEqual([`"Could not process manifest file" err=${JSON.stringify(wrong)} path="${FOLDER}/web.yaml"`]);
    // Every twenty seconds the whole folder is read.
    await node.until(() => node.pod('web-node-1') === undefined, 30_000);
  });

  it.each([
    ['  serviceAccountName: robot\n', 'static pods may not reference serviceaccounts'],
    ['  volumes: [{name: v, secret: {secretName: s}}]\n', 'static pods may not reference secrets'],
    ['  volumes: [{name: v, configMap: {name: s}}]\n', 'static pods may not reference configmaps'],
    ['  volumes: [{name: v, persistentVolumeClaim: {claimName: s}}]\n', 'static pods may not reference persistentvolumeclaims'],
    ['  restartPolicy: Sometimes\n', 'invalid pod: [spec.restartPolicy: Unsupported value: \\"Sometimes\\"'],
  ])('is not taken with %j', async (more, message) => {
    const node = await oneNode();
    node.machine.files.write(`${FOLDER}/web.yaml`, manifest('nginx:1.27', more));
    await node.clock.advance(1_000);
    expect(node.journal.join('\n')).toContain(message);
    expect(node.pod('web-node-1')).toBeUndefined();
  });

  it('is none where the file is hidden or no file', async () => {
    const node = await oneNode();
    node.machine.files.write(`${FOLDER}/.web.yaml`, manifest('nginx:1.27'));
    node.machine.files.makeDirectory(`${FOLDER}/more`);
    node.machine.files.write(`${FOLDER}/more/web.yaml`, manifest('nginx:1.27'));
    await node.clock.advance(30_000);
    expect(node.client.list(pods, 'default')).toEqual([]);
    expect(node.journal).toEqual([]);
  });
});
