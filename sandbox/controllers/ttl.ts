import { nodes } from '../schema/resources.ts';
import { defineController } from './define-controller.ts';

const ANNOTATION = 'node.alpha.kubernetes.io/ttl';

/** Up to so many nodes, a kubelet may keep what it read of Secrets and ConfigMaps for so many seconds. */
const boundaries: readonly (readonly [nodes: number, seconds: number])[] = [
  [100, 0],
  [500, 15],
  [1000, 30],
  [2000, 60],
];
const LONGEST = 300;

/** Tells the kubelets how long they may keep what they read, by the size of the cluster. Models pkg/controller/ttl. */
export const ttlController = defineController({
  name: 'ttl-controller',
  start({ client, enqueue, track }) {
    const informer = client.informer(nodes);
    let size = 0;
    let seconds = secondsFor(size);
    track(
      informer.onChange(({ type, object }) => {
        if (type === 'modified') return;
        size += type === 'added' ? 1 : -1;
        enqueue(object.metadata.name);
        if (secondsFor(size) === seconds) return;
        seconds = secondsFor(size);
        for (const { metadata } of informer.list()) enqueue(metadata.name);
      }),
    );
    return {
      reconcile(name) {
        const node = informer.get({ name });
        if (node === undefined) return;
        if (node.metadata.annotations?.[ANNOTATION] === seconds) return;
        client.patch(nodes, { name }, { metadata: { annotations: { [ANNOTATION]: seconds } } }, { type: 'strategic' });
      },
    };
  },
});

function secondsFor(size: number): string {
  return String(boundaries.find(([most]) => size <= most)?.[1] ?? LONGEST);
}
