import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { matches } from '../../sandbox/core/label-selector.ts';
import { failureMessage, scoreNodes, search } from '../../sandbox/scheduler/cycle.ts';
import { plugins } from '../../sandbox/scheduler/plugins/index.ts';
import { protectionBy } from '../../sandbox/scheduler/budgets.ts';
import { findVictims } from '../../sandbox/scheduler/preemption.ts';
import { NodeStates } from '../../sandbox/scheduler/node-states.ts';
import type { Snapshot, StorageView } from '../../sandbox/scheduler/snapshot.ts';
import type { Node, PersistentVolume, PersistentVolumeClaim, Pod, PodSpec } from '../../sandbox/schema/types/core-v1.ts';
import type { PodDisruptionBudget } from '../../sandbox/schema/types/policy-v1.ts';
import type { StorageClass } from '../../sandbox/schema/types/storage-v1.ts';
import { bestMatch } from '../../sandbox/storage/matching.ts';

interface PodSketch {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: { readonly [key: string]: string };
  readonly spec: PodSpec;
  readonly phase?: string;
}

interface GoldenCase {
  readonly id: string;
  readonly topic: string;
  readonly description: string;
  readonly nodes: readonly {
    readonly name: string;
    readonly labels: { readonly [key: string]: string };
    readonly taints?: Node['spec']['taints'];
    readonly unschedulable?: boolean;
    readonly allocatable: Node['status']['allocatable'];
  }[];
  readonly objects?: readonly {
    readonly kind: string;
    readonly metadata: { readonly name: string };
    readonly value?: number;
    readonly preemptionPolicy?: string;
  }[];
  readonly boundBefore?: readonly string[];
  readonly namespaces?: readonly (string | { readonly name: string; readonly labels?: { readonly [key: string]: string } })[];
  readonly existing?: readonly PodSketch[];
  readonly pod: PodSketch;
  readonly expect: {
    readonly node?: string | null;
    readonly nodes?: readonly string[];
    readonly unschedulableMessage?: string;
    readonly reason?: string;
    readonly victims?: readonly string[];
    readonly nominatedNode?: string;
  };
  readonly scores?: {
    readonly total: { readonly [node: string]: number };
    readonly plugins: { readonly [plugin: string]: { readonly [node: string]: number } };
  };
}

const cases = readFileSync(new URL('../goldens/scheduler/scheduler.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as GoldenCase)
  // A Pod that names its node or waits behind a gate never meets these functions.
  .filter(({ topic, pod }) => !pod.spec.nodeName && topic !== 'gates');

describe('decisions of the real scheduler', () => {
  it.each(cases)('$id: $description', (golden) => {
    const pod = podOf(golden, golden.pod);
    const existing = (golden.existing ?? []).map((sketch) => podOf(golden, sketch));
    const states = new NodeStates();
    for (const node of golden.nodes) states.takeNode({ type: 'added', object: nodeOf(node) });
    for (const object of existing) states.takePod({ type: 'added', object });
    const cluster: Snapshot = {
      nodes: states.list(),
      namespaceLabels: (name) => namespaceLabels(golden, name),
      selectorOf: () => [],
      storage: storageOf(golden),
    };
    const protection = protectionBy(budgetsOf(golden, existing));
    const found = search(plugins, pod, cluster);
    if ('failure' in found) {
      if (found.failure.refusal !== undefined) {
        expect(failureMessage(golden.nodes.length, found.failure, 'not found')).toBe(golden.expect.unschedulableMessage);
        return;
      }
      const preemption = findVictims(plugins, pod, cluster, found.failure, protection);
      if (preemption.node !== undefined) {
        expect(failureMessage(golden.nodes.length, found.failure)).toBe(golden.expect.unschedulableMessage);
        expect(preemption.node).toBe(golden.expect.nominatedNode ?? golden.expect.node);
        expect(preemption.victims.map(({ metadata }) => metadata.name).toSorted()).toEqual(
          (golden.expect.victims ?? []).toSorted(),
        );
        return;
      }
      const outcome =
        'ineligible' in preemption
          ? preemption.ineligible
          : failureMessage(golden.nodes.length, { rejections: preemption.rejections, rejectedBy: new Set() });
      const afterwards = `no new claims to deallocate, preemption: ${outcome}`;
      expect(failureMessage(golden.nodes.length, found.failure, afterwards)).toBe(golden.expect.unschedulableMessage);
      expect(golden.expect.node ?? null).toBeNull();
      return;
    }
    const { totals, byPlugin } = scoreNodes(found.judgements, found.feasible);
    if (golden.scores) {
      for (const [plugin, scores] of byPlugin) {
        const expected = golden.scores.plugins[plugin];
        if (expected) expect({ plugin, ...Object.fromEntries(scores) }).toEqual({ plugin, ...expected });
      }
    }
    const best = Math.max(...totals.values());
    const winners = [...totals].flatMap(([name, total]) => (total === best ? [name] : []));
    expect(winners).toEqual(golden.expect.nodes ?? [golden.expect.node]);
  });
});

/** The storage of a case, with the claims bound that were bound before the Pod came. */
function storageOf({ objects = [], boundBefore = [] }: GoldenCase): StorageView {
  const ofKind = <T>(kind: string): readonly T[] => objects.filter((object) => object.kind === kind) as readonly unknown[] as T[];
  const volumes = ofKind<PersistentVolume>('PersistentVolume').map((volume) => ({ ...volume, status: { phase: 'Available' } }));
  const claims = ofKind<PersistentVolumeClaim>('PersistentVolumeClaim').map((claim) => {
    const volume = boundBefore.includes(claim.metadata.name) ? bestMatch(volumes, claim, false) : undefined;
    if (volume === undefined) return claim;
    const annotations = { 'pv.kubernetes.io/bind-completed': 'yes' };
    return {
      ...claim,
      metadata: { ...claim.metadata, annotations },
      spec: { ...claim.spec, volumeName: volume.metadata.name },
    };
  });
  const classes = ofKind<StorageClass>('StorageClass');
  return {
    claim: (_, name) => claims.find(({ metadata }) => metadata.name === name),
    volume: (name) => volumes.find(({ metadata }) => metadata.name === name),
    volumes,
    storageClass: (name) => classes.find(({ metadata }) => metadata.name === name),
  };
}

/** The budgets of a case, with what their controller would have allowed by then. */
function budgetsOf({ objects = [] }: GoldenCase, existing: readonly Pod[]): readonly PodDisruptionBudget[] {
  const budgets = objects.filter(({ kind }) => kind === 'PodDisruptionBudget') as readonly unknown[] as PodDisruptionBudget[];
  return budgets.map((budget) => {
    const { minAvailable, maxUnavailable, selector } = budget.spec ?? {};
    const healthy = existing.filter(({ metadata }) => matches(selector, metadata.labels)).length;
    const disruptionsAllowed = Math.max(0, minAvailable === undefined ? Number(maxUnavailable) : healthy - Number(minAvailable));
    return {
      ...budget,
      metadata: { ...budget.metadata, namespace: 'default' },
      status: { currentHealthy: healthy, desiredHealthy: 0, disruptionsAllowed, expectedPods: healthy },
    };
  });
}

function namespaceLabels({ namespaces = [] }: GoldenCase, name: string): { readonly [key: string]: string } {
  const found = namespaces.find((namespace) => typeof namespace !== 'string' && namespace.name === name);
  return { 'kubernetes.io/metadata.name': name, ...(typeof found === 'object' ? found.labels : {}) };
}

function podOf({ objects = [] }: GoldenCase, { name, namespace = 'default', labels, spec, phase = 'Running' }: PodSketch): Pod {
  const priorityClass = objects.find(
    ({ kind, metadata }) => kind === 'PriorityClass' && metadata.name === spec.priorityClassName,
  );
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      uid: name,
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
      ...(labels === undefined ? {} : { labels }),
    },
    spec: {
      ...(priorityClass?.value === undefined ? {} : { priority: priorityClass.value }),
      ...(priorityClass?.preemptionPolicy === undefined ? {} : { preemptionPolicy: priorityClass.preemptionPolicy }),
      ...spec,
      containers: spec.containers.map((container) => ({
        ...container,
        ports: (container.ports ?? []).map((port) => (spec.hostNetwork ? { hostPort: port.containerPort, ...port } : port)),
        // As the API defaults them: what is limited is requested, and ports in the node's network are the node's.
        resources: { ...container.resources, requests: { ...container.resources?.limits, ...container.resources?.requests } },
      })),
    },
    status: { phase },
  };
}

function nodeOf({ name, labels, taints = [], unschedulable, allocatable }: GoldenCase['nodes'][number]): Node {
  const cordon = unschedulable ? [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] : [];
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels, uid: name, resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { taints: [...taints, ...cordon], ...(unschedulable ? { unschedulable } : {}) },
    status: allocatable === undefined ? {} : { allocatable },
  };
}
