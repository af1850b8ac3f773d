import type { ComponentClient, Informer, KubeObject } from '../api/client.ts';
import { matchesLabels, requirementsOf, type LabelSelectorValue, type Selector } from '../core/label-selector.ts';
import { replicaSets, replicationControllers, services, statefulSets } from '../schema/resources.ts';
import type { Pod, Service } from '../schema/types/core-v1.ts';

type Selecting = KubeObject & { readonly spec: { readonly selector?: unknown } };

/** Finds what a Pod has in common with its like. Models DefaultSelector of pkg/scheduler/framework/plugins/helper. */
export class PodSelectors {
  private readonly services: Informer<Service>;
  /** Informers of the kinds that own Pods that should be spread. */
  private readonly owners: ReadonlyMap<string, Informer<Selecting>>;

  constructor(client: ComponentClient) {
    this.services = client.informer(services);
    const served = new Set(client.resources().map(({ group, kind }) => `${group} ${kind}`));
    this.owners = new Map(
      [replicaSets, statefulSets, replicationControllers]
        .filter(({ group, kind }) => served.has(`${group} ${kind}`))
        .map((type) => [type.kind, client.informer(type as never) as Informer<Selecting>]),
    );
  }

  of({ metadata }: Pod): Selector {
    const { namespace, labels, ownerReferences = [] } = metadata;
    const common: { [key: string]: string } = {};
    for (const { spec } of this.services.list(namespace)) {
      if (spec.selector !== undefined && matchesLabels(spec.selector, labels)) Object.assign(common, spec.selector);
    }
    const reference = ownerReferences.find(({ controller }) => controller === true);
    const owner = reference && this.owners.get(reference.kind)?.get({ name: reference.name, namespace });
    return [...requirementsOf({ matchLabels: common }), ...requirementsOf(selectorOf(owner))];
  }
}

/** A selector of either form: that of a ReplicationController is a plain map. */
function selectorOf(owner: Selecting | undefined): LabelSelectorValue {
  const selector = owner?.spec.selector ?? {};
  const structured = 'matchLabels' in (selector as object) || 'matchExpressions' in (selector as object);
  return structured ? (selector as LabelSelectorValue) : { matchLabels: selector as { readonly [key: string]: string } };
}
