import type { Kind } from '../../../../api/kind.ts';
import { isObject } from '../../../../core/json.ts';
import type { PodTemplateSpec } from '../../../../schema/types/core-v1.ts';
import type { AnyObject } from '../../cluster-session.ts';
import { CommandError } from '../../errors.ts';
import type { Invocation } from '../../invocation.ts';
import type { Mapping } from '../../discovery.ts';

export const REVISION = 'deployment.kubernetes.io/revision';
export const CHANGE_CAUSE = 'kubernetes.io/change-cause';
export const TEMPLATE_HASH = 'pod-template-hash';

/** One former state of a workload's Pod template. */
export interface Revision {
  readonly number: number;
  readonly changeCause: string;
  readonly template: PodTemplateSpec;
  /** What keeps it: a ReplicaSet or a ControllerRevision. */
  readonly keeper: AnyObject;
}

/** Resources in which workloads keep their former templates, by what owns them. */
const keepers = ['replicasets.apps', 'controllerrevisions.apps'];

/** The revisions of an object, oldest first: read from what it owns. Models k8s.io/kubectl/pkg/polymorphichelpers/history.go. */
export async function revisionsOf(invocation: Invocation, object: AnyObject): Promise<readonly Revision[]> {
  const { discovery } = invocation.cluster;
  const revisions: Revision[] = [];
  for (const word of keepers) {
    const mapping = await discovery.lookUp(word);
    if (mapping === undefined) continue;
    for (const keeper of await invocation.cluster.list(mapping, object.metadata.namespace)) {
      if (keeper.metadata.ownerReferences?.some(({ uid }) => uid === object.metadata.uid) !== true) continue;
      const revision = readRevision(invocation, mapping, keeper);
      if (revision !== undefined) revisions.push(revision);
    }
  }
  return revisions.toSorted((left, right) => left.number - right.number);
}

function readRevision(invocation: Invocation, mapping: Mapping, keeper: AnyObject): Revision | undefined {
  const changeCause = keeper.metadata.annotations?.[CHANGE_CAUSE] ?? '';
  const template = invocation.cluster.kindOf(mapping)?.podTemplate?.(keeper);
  if (template !== undefined) {
    const number = Number(keeper.metadata.annotations?.[REVISION] ?? '0');
    return number === 0 ? undefined : { number, changeCause, template: template as PodTemplateSpec, keeper };
  }
  const spec = isObject(keeper['data']) && isObject(keeper['data']['spec']) ? keeper['data']['spec'] : {};
  if (!isObject(spec['template'])) return undefined;
  return {
    number: Number(keeper['revision'] ?? 0),
    changeCause,
    template: withoutDirective(spec['template'] as unknown as PodTemplateSpec),
    keeper,
  };
}

/** A ControllerRevision keeps its template as a patch, which says that it takes the place of another. */
function withoutDirective(template: PodTemplateSpec & { readonly $patch?: unknown }): PodTemplateSpec {
  const { $patch: _, ...rest } = template;
  return rest;
}

/** How former templates of this kind are shown. Throws CommandError for what has no history. */
export function templateDescriber(invocation: Invocation, mapping: Mapping, what: string): NonNullable<Kind['describeTemplate']> {
  const describe = invocation.cluster.kindOf(mapping)?.describeTemplate;
  if (describe === undefined) {
    const name = mapping.group === '' ? mapping.kind : `${mapping.kind}.${mapping.group}`;
    throw new CommandError(`no ${what} has been implemented for ${JSON.stringify(name)}`);
  }
  return describe;
}
