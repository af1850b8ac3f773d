import { defineController, splitKey } from './define-controller.ts';
import {
  addressesOf,
  belongsInEndpoints,
  hasEndpointsOfPods,
  hostnameWithin,
  isHeadless,
  selectsPod,
  targetPort,
  watchServices,
} from './service/pod-endpoints.ts';
import { isNamespaceTerminating } from './workload/pod-control.ts';
import { isReady } from './workload/pod-state.ts';
import { isReason } from '../api/status-error.ts';
import { deepEqual } from '../core/json.ts';
import { formatTime } from '../core/time-text.ts';
import { endpoints, pods, services } from '../schema/resources.ts';
import type { EndpointAddress, EndpointPort, EndpointSubset, Pod, Service } from '../schema/types/core-v1.ts';

const MANAGED_BY = 'endpoints.kubernetes.io/managed-by';
const HEADLESS = 'service.kubernetes.io/headless';
const TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time';

/** Keeps the Endpoints object of each Service with a selector: the older form of EndpointSlices. Models pkg/controller/endpoint. */
export const endpointsController = defineController({
  name: 'endpoints-controller',
  eventSource: 'endpoint-controller',
  start(context) {
    const { client, clock } = context;
    const serviceInformer = client.informer(services);
    const podInformer = client.informer(pods);
    const endpointsInformer = client.informer(endpoints);
    watchServices(context, serviceInformer, podInformer);
    context.track(
      endpointsInformer.onChange(({ object }) => context.enqueue(`${object.metadata.namespace}/${object.metadata.name}`)),
    );

    return {
      reconcile(key) {
        const place = splitKey(key);
        const service = serviceInformer.get(place);
        const current = endpointsInformer.get(place);
        if (!service) {
          if (current?.metadata.labels?.[MANAGED_BY] === undefined) return;
          client.delete(endpoints, place);
          return;
        }
        if (!hasEndpointsOfPods(service)) return;
        const selected = podInformer
          .list(place.namespace)
          .filter((pod) => selectsPod(service, pod) && belongsInEndpoints(pod, service.spec.publishNotReadyAddresses === true));
        const subsets = subsetsOf(service, selected);
        const labels = {
          ...service.metadata.labels,
          ...(isHeadless(service) ? { [HEADLESS]: '' } : {}),
          [MANAGED_BY]: 'endpoint-controller',
        };
        if (current && deepEqual([current.subsets ?? [], current.metadata.labels], [subsets, labels])) return;
        const annotations = { ...current?.metadata.annotations, [TRIGGER_TIME]: formatTime(clock.now()) };
        try {
          if (current) client.update(endpoints, { ...current, metadata: { ...current.metadata, labels, annotations }, subsets });
          else client.create(endpoints, { metadata: { ...place, labels, annotations }, subsets });
        } catch (error) {
          if (isNamespaceTerminating(error) || isReason(error, 'AlreadyExists')) return;
          throw error;
        }
      },
    };
  },
});

/** Groups addresses by the ports that they offer, in a fixed order. Models RepackSubsets of pkg/api/v1/endpoints. */
function subsetsOf(service: Service, selected: readonly Pod[]): readonly EndpointSubset[] {
  const groups = new Map<string, { readonly ports: readonly EndpointPort[]; readonly pods: Pod[] }>();
  for (const pod of selected) {
    const ports = (service.spec.ports ?? []).flatMap((servicePort): readonly EndpointPort[] => {
      const port = targetPort(pod, servicePort);
      const { name, protocol = 'TCP', appProtocol } = servicePort;
      if (port === undefined) return [];
      return [{ ...(name ? { name } : {}), port, protocol, ...(appProtocol === undefined ? {} : { appProtocol }) }];
    });
    if (ports.length === 0 && !isHeadless(service)) continue;
    const key = JSON.stringify(ports);
    const group = groups.get(key) ?? { ports, pods: [] };
    group.pods.push(pod);
    groups.set(key, group);
  }
  return [...groups.entries()]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([, { ports, pods: members }]) => {
      const isIn = (pod: Pod): boolean => service.spec.publishNotReadyAddresses === true || isReady(pod);
      const ready = members.filter(isIn).map((pod) => addressOf(service, pod));
      const notReady = members.filter((pod) => !isIn(pod)).map((pod) => addressOf(service, pod));
      return {
        ...(ready.length === 0 ? {} : { addresses: ready.toSorted(byAddress) }),
        ...(notReady.length === 0 ? {} : { notReadyAddresses: notReady.toSorted(byAddress) }),
        ...(ports.length === 0 ? {} : { ports }),
      };
    });
}

function addressOf(service: Service, pod: Pod): EndpointAddress {
  const { name, namespace, uid } = pod.metadata;
  const hostname = hostnameWithin(service, pod);
  return {
    ip: addressesOf(pod)[0] ?? '',
    ...(hostname === undefined ? {} : { hostname }),
    ...(pod.spec.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
    targetRef: { kind: 'Pod', name, uid, ...(namespace === undefined ? {} : { namespace }) },
  };
}

function byAddress(left: EndpointAddress, right: EndpointAddress): number {
  if (left.ip !== right.ip) return left.ip < right.ip ? -1 : 1;
  return (left.targetRef?.uid ?? '') < (right.targetRef?.uid ?? '') ? -1 : 1;
}
