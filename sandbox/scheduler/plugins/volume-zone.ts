import { claimsOf } from '../../storage/pod-claims.ts';
import { definePlugin, type Judgement } from '../define-plugin.ts';

const OTHER_ZONE = 'node(s) had no available volume zone';

/** The label of a volume or node for a zone or region, and its older name. */
const topologyLabels = [
  ['topology.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/zone'],
  ['topology.kubernetes.io/region', 'failure-domain.beta.kubernetes.io/region'],
] as const;

type Labels = { readonly [key: string]: string } | undefined;

/** Keeps a Pod in the zone of its volumes. Models pkg/scheduler/framework/plugins/volumezone. */
export const volumeZone = definePlugin({
  name: 'VolumeZone',
  judge: (pod, { storage }): Judgement => {
    const wanted = claimsOf(pod).flatMap(({ name }) => {
      const volumeName = storage.claim(pod.metadata.namespace, name)?.spec.volumeName;
      const labels = volumeName ? storage.volume(volumeName)?.metadata.labels : undefined;
      return topologyLabels.flatMap((names) => {
        const value = valueOf(labels, names);
        // A volume may be in several zones: `a__b`.
        return value === undefined ? [] : [{ names, values: value.split('__') }];
      });
    });
    if (wanted.length === 0) return {};
    return {
      filter: ({ node }) => {
        const { labels } = node.metadata;
        const knowsPlaces = topologyLabels.some((names) => valueOf(labels, names) !== undefined);
        if (!knowsPlaces) return undefined;
        const fits = wanted.every(({ names, values }) => values.includes(valueOf(labels, names) ?? ''));
        return fits ? undefined : { reasons: [OTHER_ZONE], preemptible: false };
      },
    };
  },
  helps: ({ what }) => what === 'other' || what === 'node',
});

function valueOf(labels: Labels, [name, older]: (typeof topologyLabels)[number]): string | undefined {
  return labels?.[name] ?? labels?.[older];
}
