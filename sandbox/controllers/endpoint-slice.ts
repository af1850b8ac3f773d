import { defineController, keyOf, splitKey } from './define-controller.ts';
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
import { controllerReference } from './workload/ownership.ts';
import { isNamespaceTerminating } from './workload/pod-control.ts';
import { isReady } from './workload/pod-state.ts';
import { deepEqual } from '../core/json.ts';
import { formatTime } from '../core/time-text.ts';
import { endpointSlices, nodes, pods, services } from '../schema/resources.ts';
import type { Node, Pod, Service } from '../schema/types/core-v1.ts';
import type { Endpoint, EndpointPort, EndpointSlice } from '../schema/types/discovery-v1.ts';

const SERVICE_NAME = 'kubernetes.io/service-name';
const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
const HEADLESS = 'service.kubernetes.io/headless';
const TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time';
const CONTROLLER = 'endpointslice-controller.k8s.io';
const MAX_ENDPOINTS = 100;

/** What a slice shall hold. */
interface Content {
  readonly ports: readonly EndpointPort[];
  readonly endpoints: readonly Endpoint[];
}

interface Plan {
  readonly create: readonly Content[];
  readonly update: ReadonlyMap<EndpointSlice, Content>;
  readonly remove: readonly EndpointSlice[];
}

/** Keeps EndpointSlices that say where a Service's traffic goes. Models pkg/controller/endpointslice and k8s.io/endpointslice. */
export const endpointSliceController = defineController({
  name: 'endpointslice-controller',
  eventSource: 'endpoint-slice-controller',
  start(context) {
    const { client, clock } = context;
    const serviceInformer = client.informer(services);
    const podInformer = client.informer(pods);
    const nodeInformer = client.informer(nodes);
    const sliceInformer = client.informer(endpointSlices);
    watchServices(context, serviceInformer, podInformer);
    context.track(
      sliceInformer.onChange(({ object }) => {
        const service = object.metadata.labels?.[SERVICE_NAME];
        if (service && isOurs(object)) context.enqueue(`${object.metadata.namespace}/${service}`);
      }),
    );
    context.track(
      nodeInformer.onChange(({ type, object }) => {
        if (type === 'modified') return;
        for (const pod of podInformer.list()) {
          if (pod.spec.nodeName !== object.metadata.name) continue;
          for (const service of serviceInformer.list(pod.metadata.namespace)) {
            if (selectsPod(service, pod)) context.enqueue(keyOf(service));
          }
        }
      }),
    );

    const save = (service: Service, slice: EndpointSlice | undefined, { ports, endpoints }: Content): void => {
      const labels = labelsFor(service);
      if (slice && deepEqual([slice.endpoints ?? [], slice.ports ?? [], slice.metadata.labels], [endpoints, ports, labels]))
        return;
      const annotations = { ...slice?.metadata.annotations, [TRIGGER_TIME]: formatTime(clock.now()) };
      if (slice) {
        client.update(endpointSlices, { ...slice, metadata: { ...slice.metadata, labels, annotations }, endpoints, ports });
        return;
      }
      client.create(endpointSlices, {
        metadata: {
          generateName: `${service.metadata.name}-`,
          ...(service.metadata.namespace === undefined ? {} : { namespace: service.metadata.namespace }),
          labels,
          annotations,
          ownerReferences: [controllerReference(services, service)],
        },
        addressType: 'IPv4',
        endpoints,
        ports,
      });
    };

    return {
      reconcile(key) {
        const { namespace, name } = splitKey(key);
        const service = serviceInformer.get({ namespace, name });
        // What a deleted Service leaves behind is the garbage collector's.
        if (!service || !hasEndpointsOfPods(service) || service.metadata.deletionTimestamp !== undefined) return;
        const existing = sliceInformer
          .list(namespace)
          .filter((slice) => isOurs(slice) && slice.metadata.labels?.[SERVICE_NAME] === name);
        const selected = podInformer.list(namespace).filter((pod) => selectsPod(service, pod) && belongsInEndpoints(pod, true));
        const desired = contentsOf(service, selected, (nodeName) => nodeInformer.get({ name: nodeName }));
        const { create, update, remove } = planSlices(existing, desired);
        try {
          for (const [slice, content] of update) save(service, slice, content);
          for (const content of create) save(service, undefined, content);
        } catch (error) {
          if (isNamespaceTerminating(error)) return;
          throw error;
        }
        for (const slice of remove) client.delete(endpointSlices, { namespace, name: slice.metadata.name });
      },
    };
  },
});

function isOurs(slice: EndpointSlice): boolean {
  return slice.metadata.labels?.[MANAGED_BY] === CONTROLLER;
}

function labelsFor(service: Service): { readonly [key: string]: string } {
  return {
    ...service.metadata.labels,
    ...(isHeadless(service) ? { [HEADLESS]: '' } : {}),
    [SERVICE_NAME]: service.metadata.name,
    [MANAGED_BY]: CONTROLLER,
  };
}

/** The endpoints by the ports they share: Pods may give the same named port different numbers. */
function contentsOf(
  service: Service,
  selected: readonly Pod[],
  nodeOf: (name: string) => Node | undefined,
): ReadonlyMap<string, Content> {
  const contents = new Map<string, Content>();
  for (const pod of selected) {
    const node = nodeOf(pod.spec.nodeName ?? '');
    if (!node && !service.spec.publishNotReadyAddresses) continue;
    const ports = (service.spec.ports ?? []).flatMap((servicePort): readonly EndpointPort[] => {
      const port = targetPort(pod, servicePort);
      const { name = '', protocol = 'TCP', appProtocol } = servicePort;
      return port === undefined ? [] : [{ name, port, protocol, ...(appProtocol === undefined ? {} : { appProtocol }) }];
    });
    const key = portsKey(ports);
    const endpoint = endpointOf(service, pod, node);
    contents.set(key, { ports, endpoints: [...(contents.get(key)?.endpoints ?? []), endpoint] });
  }
  return contents;
}

function endpointOf(service: Service, pod: Pod, node: Node | undefined): Endpoint {
  const serving = isReady(pod);
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const { name, namespace, uid } = pod.metadata;
  const zone = node?.metadata.labels?.['topology.kubernetes.io/zone'];
  const hostname = hostnameWithin(service, pod);
  const ready = service.spec.publishNotReadyAddresses === true || (serving && !terminating);
  const hints = ready ? hintsOf(service, zone, pod.spec.nodeName) : undefined;
  return {
    addresses: addressesOf(pod).filter((address) => !address.includes(':')),
    conditions: {
      ready,
      serving,
      terminating,
    },
    targetRef: { kind: 'Pod', name, uid, ...(namespace === undefined ? {} : { namespace }) },
    ...(pod.spec.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
    ...(zone === undefined ? {} : { zone }),
    ...(hostname === undefined ? {} : { hostname }),
    ...(hints === undefined ? {} : { hints }),
  };
}

const preferring: ReadonlySet<string> = new Set(['PreferClose', 'PreferSameZone', 'PreferSameNode']);

/** Who shall use an endpoint, by `trafficDistribution`. Models k8s.io/endpointslice/trafficdist. */
function hintsOf({ spec }: Service, zone: string | undefined, nodeName: string | undefined): Endpoint['hints'] {
  const { trafficDistribution = '' } = spec;
  if (!preferring.has(trafficDistribution)) return undefined;
  const ofNode = trafficDistribution === 'PreferSameNode' && nodeName !== undefined;
  if (zone === undefined && !ofNode) return undefined;
  return {
    ...(zone === undefined ? {} : { forZones: [{ name: zone }] }),
    ...(ofNode ? { forNodes: [{ name: nodeName }] } : {}),
  };
}

function portsKey(ports: readonly EndpointPort[] | undefined): string {
  return (ports ?? [])
    .map(({ name, port, protocol, appProtocol }) => `${name}:${port}/${protocol} ${appProtocol ?? ''}`)
    .toSorted()
    .join();
}

/** Fits the wanted contents into the slices there are with as few changes as possible, at most 100 endpoints in each. */
function planSlices(existing: readonly EndpointSlice[], desired: ReadonlyMap<string, Content>): Plan {
  const update = new Map<EndpointSlice, Content>();
  const create: Content[] = [];
  const remove: EndpointSlice[] = [];
  for (const slice of existing) {
    if (!desired.has(portsKey(slice.ports))) remove.push(slice);
  }
  for (const [key, { ports, endpoints }] of desired) {
    const waiting = new Map(endpoints.map((endpoint) => [endpointKey(endpoint), endpoint]));
    const filled = existing
      .filter((slice) => portsKey(slice.ports) === key)
      .map((slice) => {
        const kept = (slice.endpoints ?? []).flatMap((endpoint) => {
          const current = waiting.get(endpointKey(endpoint));
          waiting.delete(endpointKey(endpoint));
          return current ? [current] : [];
        });
        return { slice, kept };
      });
    const fresh = [...waiting.values()];
    for (const { slice, kept } of filled) {
      const content = [...kept, ...fresh.splice(0, MAX_ENDPOINTS - kept.length)];
      if (content.length === 0) remove.push(slice);
      else update.set(slice, { ports, endpoints: content });
    }
    while (fresh.length > 0) create.push({ ports, endpoints: fresh.splice(0, MAX_ENDPOINTS) });
  }
  // A Service always has a slice, be it an empty one.
  if (update.size === 0 && create.length === 0) create.push({ ports: [], endpoints: [] });
  // Changing a slice that would go is cheaper than making another.
  while (create.length > 0 && remove.length > 0) {
    const [slice, content] = [remove.shift(), create.shift()];
    if (slice && content) update.set(slice, content);
  }
  return { create, update, remove };
}

function endpointKey({ targetRef, addresses }: Endpoint): string {
  return `${targetRef?.uid ?? ''} ${addresses.join()}`;
}
