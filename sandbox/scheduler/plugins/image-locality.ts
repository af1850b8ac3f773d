import { definePlugin } from '../define-plugin.ts';
import type { NodeState, Snapshot } from '../snapshot.ts';
import type { Pod } from '../../schema/types/core-v1.ts';

const MEGABYTE = 1024 * 1024;
/** Less than this in all is not worth a point; so much for each container is worth all of them. */
const LEAST = 23 * MEGABYTE;
const MOST_PER_CONTAINER = 1000 * MEGABYTE;

/** Prefers nodes that have a Pod's images already. Models pkg/scheduler/framework/plugins/imagelocality. */
export const imageLocality = definePlugin({
  name: 'ImageLocality',
  weight: 1,
  judge: (pod, cluster) => ({ score: (feasible) => scores(pod, cluster, feasible) }),
});

function scores(pod: Pod, cluster: Snapshot, feasible: readonly NodeState[]): readonly number[] | undefined {
  const containers = [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
  const images = containers.map(({ image }) => normalized(image ?? ''));
  // Few nodes with an image count less, so that not all its Pods end up on one of them.
  const holders = new Map<string, number>();
  for (const image of new Set(images)) {
    let count = 0;
    for (const state of cluster.nodes) if (sizeOn(state, image) > 0) count++;
    if (count > 0) holders.set(image, count);
  }
  if (holders.size === 0) return undefined;
  const most = MOST_PER_CONTAINER * containers.length;
  return feasible.map((state) => {
    const sum = images.reduce((total, image) => {
      const share = (holders.get(image) ?? 0) / cluster.nodes.length;
      return total + Math.trunc(sizeOn(state, image) * share);
    }, 0);
    const clamped = Math.min(most, Math.max(LEAST, sum));
    return Math.trunc((100 * (clamped - LEAST)) / (most - LEAST));
  });
}

function sizeOn({ images }: NodeState, image: string): number {
  return images.get(image) ?? 0;
}

/** With the tag `latest` where none is named. */
function normalized(image: string): string {
  return image.lastIndexOf(':') <= image.lastIndexOf('/') ? `${image}:latest` : image;
}
