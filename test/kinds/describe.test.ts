import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { admissionPlugins } from '../../sandbox/admission/index.ts';
import { createApiServer, kubernetesAdmin } from '../../sandbox/api/index.ts';
import { VirtualClock } from '../../sandbox/core/clock.ts';
import { Random } from '../../sandbox/core/random.ts';
import { pod as podKind } from '../../sandbox/kinds/core/pod.ts';
import { kinds } from '../../sandbox/kinds/index.ts';
import { namespaces, pods, serviceAccounts } from '../../sandbox/schema/resources.ts';
import type { ContainerStatus, Pod } from '../../sandbox/schema/types/core-v1.ts';

const started = '2026-11-20T11:40:31Z';
const recorded = readFileSync('test/kinds/recorded/pod.txt', 'utf8');
const manifest = parse(readFileSync('test/kinds/recorded/pod.yaml', 'utf8').split('\n---')[0] ?? '') as Pod;

/** What the recording says of the containers' identities. */
const identities = [...recorded.matchAll(/Container ID: +(\S+)\n +Image: +(\S+)\n +Image ID: +(\S+)/g)];

function containerStatus(name: string, index: number, state: ContainerStatus['state']): ContainerStatus {
  const [, containerID = '', image = '', imageID = ''] = identities[index] ?? [];
  return { name, containerID, image, imageID, ready: true, restartCount: 0, ...(state === undefined ? {} : { state }) };
}

test('a Pod is described as kubectl does', async () => {
  const clock = new VirtualClock(Date.parse(started));
  const server = createApiServer({ clock, random: new Random('describe'), kinds, admission: admissionPlugins });
  const client = server.componentClient(kubernetesAdmin);
  client.create(namespaces, { metadata: { name: 'default' } });
  client.create(serviceAccounts, { metadata: { name: 'default', namespace: 'default' } });
  const created = client.create(pods, { ...manifest, metadata: { ...manifest.metadata, namespace: 'default' } });
  const running = { running: { startedAt: started } };
  const ended = { terminated: { exitCode: 0, reason: 'Completed', startedAt: started, finishedAt: started } };
  const described: Pod = {
    ...created,
    status: {
      ...created.status,
      phase: 'Running',
      hostIP: '10.240.0.11',
      podIP: '10.244.2.2',
      podIPs: [{ ip: '10.244.2.2' }],
      startTime: started,
      initContainerStatuses: [containerStatus('prep', 0, ended)],
      containerStatuses: [containerStatus('web', 1, running), containerStatus('side', 2, running)],
      conditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady'].map((type) => ({
        type,
        status: 'True',
      })),
    },
  };
  const context = { client: server.client(kubernetesAdmin), now: clock.now(), showEvents: false };
  const text = await podKind.describe?.(described, context);
  const withoutSuffix = (described: string | undefined): string | undefined =>
    described?.replaceAll(/kube-api-access-\w{5}/g, 'kube-api-access-xxxxx');
  expect(withoutSuffix(text)).toBe(withoutSuffix(recorded));
});
