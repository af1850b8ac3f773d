import type { ControllerContext } from '../define-controller.ts';
import { keyOf } from '../define-controller.ts';
import { isFinished } from '../workload/pod-state.ts';
import type { Informer } from '../../api/client.ts';
import { matchesLabels } from '../../core/label-selector.ts';
import type { Pod, Service, ServicePort } from '../../schema/types/core-v1.ts';

/** What both controllers of endpoints ask about Services and Pods. Models k8s.io/endpointslice. */
export function belongsInEndpoints(pod: Pod, includeTerminating: boolean): boolean {
  if (isFinished(pod) || addressesOf(pod).length === 0) return false;
  return includeTerminating || pod.metadata.deletionTimestamp === undefined;
}

export function addressesOf({ status }: Pod): readonly string[] {
  const list = (status.podIPs ?? []).flatMap(({ ip }) => (ip ? [ip] : []));
  return list.length > 0 || !status.podIP ? list : [status.podIP];
}

/** Whether a controller looks for the endpoints; without a selector somebody else writes them. */
export function hasEndpointsOfPods({ spec }: Service): boolean {
  return spec.selector !== undefined && spec.type !== 'ExternalName';
}

export function isHeadless({ spec }: Service): boolean {
  return spec.clusterIP === 'None';
}

/** The port of a Pod that a Service port means; undefined when the Pod has no port of that name. */
export function targetPort(pod: Pod, { port, targetPort: target, protocol }: ServicePort): number | undefined {
  if (typeof target === 'number') return target === 0 ? port : target;
  if (target === undefined || target === '') return port;
  const sidecars = (pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  return [...pod.spec.containers, ...sidecars]
    .flatMap(({ ports }) => ports ?? [])
    .find((candidate) => candidate.name === target && (candidate.protocol ?? 'TCP') === (protocol ?? 'TCP'))?.containerPort;
}

/** Under this name a Pod is known within a Service that is its subdomain. */
export function hostnameWithin(service: Service, pod: Pod): string | undefined {
  return pod.spec.hostname && pod.spec.subdomain === service.metadata.name ? pod.spec.hostname : undefined;
}

/** Enqueues Services when they or the Pods that they select change. */
export function watchServices(context: ControllerContext, services: Informer<Service>, pods: Informer<Pod>): void {
  context.track(services.onChange(({ object }) => context.enqueue(keyOf(object))));
  context.track(
    pods.onChange(({ object, old }) => {
      for (const service of services.list(object.metadata.namespace)) {
        if (selectsPod(service, object) || (old !== undefined && selectsPod(service, old))) context.enqueue(keyOf(service));
      }
    }),
  );
}

export function selectsPod({ spec }: Service, pod: Pod): boolean {
  return spec.selector !== undefined && matchesLabels(spec.selector, pod.metadata.labels);
}
