import { describe, expect, it } from 'vitest';
import { createLab, pod, service, type Lab } from './lab.ts';

const app = { app: 'web' };
const ZONE = 'topology.kubernetes.io/zone';
const nodes = [
  { name: 'node-1', labels: { [ZONE]: 'a' } },
  { name: 'node-2', labels: { [ZONE]: 'a' } },
  { name: 'node-3', labels: { [ZONE]: 'b' } },
];

async function lab(trafficDistribution: string | undefined, names = ['node-1', 'node-2', 'node-3']): Promise<Lab> {
  const made = await createLab({ nodes });
  made.apply(
    ...nodes.map(({ name }) => pod(`client-${name}`, { app: 'client' }, { node: name })),
    ...names.map((name) => pod(`web-${name}`, app, { node: name })),
    service('web', {
      selector: app,
      ports: [{ port: 80, targetPort: 8080 }],
      ...(trafficDistribution === undefined ? {} : { trafficDistribution }),
    }),
  );
  await made.settle();
  return made;
}

async function answering(made: Lab, client: string): Promise<readonly string[]> {
  const seen = new Set<string>();
  for (let request = 0; request < 40; request++) {
    const outcome = await made.get(client, made.addressOf('web'));
    if (outcome.ok) seen.add(outcome.response.body.trim());
  }
  return [...seen].toSorted();
}

const hints = (made: Lab): unknown =>
  made
    .slices()
    .flatMap(({ endpoints, metadata }) => (metadata.name.startsWith('web-') ? (endpoints ?? []).map((one) => one.hints) : []));

describe('trafficDistribution', () => {
  it('gives no hints where it is not asked for, and all Pods answer', async () => {
    const made = await lab(undefined);
    expect(hints(made)).toEqual([undefined, undefined, undefined]);
    expect(await answering(made, 'client-node-1')).toEqual(['web-node-1', 'web-node-2', 'web-node-3']);
  });

  it.each(['PreferSameZone', 'PreferClose'])('%s keeps requests in the zone of the node', async (value) => {
    const made = await lab(value);
    expect(hints(made)).toEqual(expect.arrayContaining([{ forZones: [{ name: 'a' }] }, { forZones: [{ name: 'b' }] }]));
    expect(await answering(made, 'client-node-1')).toEqual(['web-node-1', 'web-node-2']);
    expect(await answering(made, 'client-node-3')).toEqual(['web-node-3']);
  });

  it('PreferSameNode keeps requests on the node, with the zone as the second choice', async () => {
    const made = await lab('PreferSameNode', ['node-1', 'node-3']);
    expect(hints(made)).toContainEqual({ forZones: [{ name: 'a' }], forNodes: [{ name: 'node-1' }] });
    expect(await answering(made, 'client-node-1')).toEqual(['web-node-1']);
    // No Pod on node-2, one in its zone.
    expect(await answering(made, 'client-node-2')).toEqual(['web-node-1']);
  });

  it('is a preference: a zone without ready Pods is served by the others', async () => {
    const made = await lab('PreferSameZone', ['node-1', 'node-2']);
    expect(await answering(made, 'client-node-3')).toEqual(['web-node-1', 'web-node-2']);
  });
});
