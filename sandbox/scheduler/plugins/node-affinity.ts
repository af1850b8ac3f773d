import { definePlugin, normalized } from '../define-plugin.ts';
import { meetsRequiredAffinity, meetsTerm, requiredTerms, wantsCertainNodes } from '../../core/node-terms.ts';
import type { Pod } from '../../schema/types/core-v1.ts';

/** Models pkg/scheduler/framework/plugins/nodeaffinity. */
export const nodeAffinity = definePlugin({
  name: 'NodeAffinity',
  weight: 2,
  judge: (pod) => {
    const named = nodesNamed(pod);
    const preferred = pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    return {
      ...(named?.size === 0 ? { refusal: { message: 'pod affinity terms conflict', preemptible: false } } : {}),
      ...(named === undefined ? {} : { candidates: named }),
      ...(wantsCertainNodes(pod)
        ? {
            filter: ({ node }) =>
              meetsRequiredAffinity(pod, node)
                ? undefined
                : { reasons: ["node(s) didn't match Pod's node affinity/selector"], preemptible: false },
          }
        : {}),
      score: (feasible) =>
        preferred.length === 0
          ? undefined
          : normalized(
              feasible.map(({ node }) =>
                preferred.reduce((sum, { preference, weight }) => sum + (meetsTerm(node, preference) ? weight : 0), 0),
              ),
            ),
    };
  },
  helps: ({ what }) => what === 'node',
});

/** The nodes that every term asks for by name; undefined when one asks otherwise. */
function nodesNamed(pod: Pod): ReadonlySet<string> | undefined {
  const terms = requiredTerms(pod);
  if (terms === undefined || terms.length === 0) return undefined;
  const names = new Set<string>();
  for (const { matchFields = [] } of terms) {
    const byName = matchFields.filter(({ key, operator }) => key === 'metadata.name' && operator === 'In');
    if (byName.length === 0) return undefined;
    const [first = [], ...others] = byName.map(({ values = [] }) => values);
    for (const name of first) if (others.every((values) => values.includes(name))) names.add(name);
  }
  return names;
}
