import type { ClusterFacts, Versioned } from '../../cluster/facts.ts';

/** Which objects changed a moment ago: how many seconds their mark still lasts, by uid. */
export interface Marks {
  readonly versions: ReadonlyMap<string, string>;
  readonly left: ReadonlyMap<string, number>;
}

const lasts = 3;

function all(facts: ClusterFacts): readonly Versioned[] {
  return [...facts.nodes, ...facts.pods, ...facts.owners, ...facts.services, ...facts.events];
}

/** No marks: everything is as it was found. */
export function noMarks(facts: ClusterFacts): Marks {
  return { versions: new Map(all(facts).map(({ uid, version }) => [uid, version])), left: new Map() };
}

/** Marks what is new or different. Nodes report every few seconds, so only those that are new count. */
export function mark(marks: Marks, facts: ClusterFacts): Marks {
  const nodes = new Set(facts.nodes.map(({ uid }) => uid));
  const differs = ({ uid, version }: Versioned): boolean => {
    const before = marks.versions.get(uid);
    return before === undefined || (before !== version && !nodes.has(uid));
  };
  const changed = all(facts).filter(differs);
  return {
    versions: noMarks(facts).versions,
    left: new Map([...marks.left, ...changed.map(({ uid }): [string, number] => [uid, lasts])]),
  };
}

/** A second later. */
export function fade(marks: Marks): Marks {
  return {
    ...marks,
    left: new Map([...marks.left].map(([uid, left]): [string, number] => [uid, left - 1]).filter(([, left]) => left > 0)),
  };
}
