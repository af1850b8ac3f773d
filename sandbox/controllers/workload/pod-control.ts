import type { ComponentClient, KubeObject, New } from '../../api/client.ts';
import type { EventRecorder } from '../../api/component.ts';
import { isReason, StatusError } from '../../api/status-error.ts';
import { pods } from '../../schema/resources.ts';
import type { Pod, PodTemplateSpec } from '../../schema/types/core-v1.ts';
import type { OwnerReference } from '../../schema/types/meta-v1.ts';

/** Whether the API refused because the namespace is on its way out: nothing can be made there any more. */
export function isNamespaceTerminating(error: unknown): boolean {
  return (
    error instanceof StatusError && (error.status.details?.causes ?? []).some(({ reason }) => reason === 'NamespaceTerminating')
  );
}

/** Makes and deletes Pods on behalf of their owner, and tells of it in Events. Models RealPodControl of pkg/controller/controller_utils.go. */
export class PodControl {
  constructor(
    private readonly client: ComponentClient,
    private readonly events: EventRecorder,
  ) {}

  /** A new Pod from a template, `change` having the last word. Throws StatusError. */
  create(
    owner: KubeObject,
    reference: OwnerReference,
    template: PodTemplateSpec | undefined,
    change: (pod: New<Pod>) => New<Pod> = (pod) => pod,
  ): Pod {
    const pod = change(podFromTemplate(owner, reference, template));
    try {
      const created = this.client.create(pods, pod);
      this.events.event(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${created.metadata.name}`);
      return created;
    } catch (error) {
      if (!isNamespaceTerminating(error)) this.events.event(owner, 'Warning', 'FailedCreate', `Error creating: ${textOf(error)}`);
      throw error;
    }
  }

  /** Throws StatusError, but not for a Pod that is gone already. */
  delete(owner: KubeObject, pod: Pod): void {
    const { name, namespace } = pod.metadata;
    try {
      this.client.delete(pods, { name, namespace });
    } catch (error) {
      if (isReason(error, 'NotFound')) return;
      this.events.event(owner, 'Warning', 'FailedDelete', `Error deleting: ${textOf(error)}`);
      throw error;
    }
    this.events.event(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`);
  }
}

export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A Pod as its owner's template has it, with a name still to be made up. Models GetPodFromTemplate of pkg/controller. */
export function podFromTemplate(owner: KubeObject, reference: OwnerReference, template: PodTemplateSpec | undefined): New<Pod> {
  const { labels, annotations, finalizers } = template?.metadata ?? {};
  return {
    metadata: {
      generateName: `${owner.metadata.name}-`,
      ...(owner.metadata.namespace === undefined ? {} : { namespace: owner.metadata.namespace }),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ...(finalizers === undefined ? {} : { finalizers }),
      ownerReferences: [reference],
    },
    spec: template?.spec ?? { containers: [] },
  };
}
