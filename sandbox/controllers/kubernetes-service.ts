import { defineController } from './define-controller.ts';
import { isReason } from '../api/status-error.ts';
import { deepEqual } from '../core/json.ts';
import { endpoints, endpointSlices, namespaces, nodes, services } from '../schema/resources.ts';
import type { Service } from '../schema/types/core-v1.ts';

const PLACE = { name: 'kubernetes', namespace: 'default' };
const ADDRESS = '10.96.0.1';
const PORT = 6443;
const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';
const systemNamespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/**
 * What an API server keeps up for itself: the namespaces of the system, the Service `kubernetes` and its endpoints, the control-plane
 * nodes. Models pkg/controlplane/controller/{systemnamespaces,kubernetesservice} and pkg/controlplane/reconcilers.
 */
export const kubernetesServiceController = defineController({
  name: 'kubernetes-service-controller',
  start(context) {
    const { client } = context;
    const serviceInformer = client.informer(services);
    const nodeInformer = client.informer(nodes);
    const namespaceInformer = client.informer(namespaces);
    const check = (): void => context.enqueue(PLACE.name);
    check();
    context.track(nodeInformer.onChange(check));
    context.track(
      namespaceInformer.onChange(({ type, object }) => {
        if (type === 'deleted' && systemNamespaces.includes(object.metadata.name)) check();
      }),
    );
    for (const informer of [serviceInformer, client.informer(endpoints), client.informer(endpointSlices)]) {
      context.track(
        informer.onChange(({ type, object: { metadata } }) => {
          if (type === 'deleted' && metadata.name === PLACE.name && metadata.namespace === PLACE.namespace) check();
        }),
      );
    }
    return {
      reconcile() {
        for (const name of systemNamespaces) {
          if (namespaceInformer.get({ name })) continue;
          ignoring('AlreadyExists', () => client.create(namespaces, { metadata: { name } }));
        }
        if (!serviceInformer.get(PLACE)) ignoring('AlreadyExists', () => client.create(services, service()));
        const addresses = nodeInformer
          .list()
          .filter(({ metadata }) => metadata.labels?.[CONTROL_PLANE] !== undefined)
          .flatMap(({ status }) =>
            (status.addresses ?? []).flatMap(({ type, address }) => (type === 'InternalIP' ? [address] : [])),
          );
        if (addresses.length === 0) return;
        const port = { name: 'https', port: PORT, protocol: 'TCP' };
        const subsets = [{ addresses: addresses.map((ip) => ({ ip })), ports: [port] }];
        const current = client.find(endpoints, PLACE);
        const labels = { 'endpointslice.kubernetes.io/skip-mirror': 'true' };
        if (!current) client.create(endpoints, { metadata: { ...PLACE, labels }, subsets });
        else if (!deepEqual(current.subsets, subsets)) client.update(endpoints, { ...current, subsets });

        const slice = client.find(endpointSlices, PLACE);
        const members = addresses.map((address) => ({ addresses: [address], conditions: { ready: true } }));
        const sliceLabels = { 'kubernetes.io/service-name': PLACE.name };
        if (!slice) {
          client.create(endpointSlices, {
            metadata: { ...PLACE, labels: sliceLabels },
            addressType: 'IPv4',
            endpoints: members,
            ports: [port],
          });
        } else if (!deepEqual(slice.endpoints, members)) client.update(endpointSlices, { ...slice, endpoints: members });
      },
    };
  },
});

function service(): Pick<Service, 'metadata' | 'spec'> {
  return {
    metadata: { ...PLACE, labels: { component: 'apiserver', provider: 'kubernetes' } } as unknown as Service['metadata'],
    spec: {
      type: 'ClusterIP',
      clusterIP: ADDRESS,
      clusterIPs: [ADDRESS],
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      sessionAffinity: 'None',
      ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: PORT }],
    },
  };
}

function ignoring(reason: string, action: () => unknown): void {
  try {
    action();
  } catch (error) {
    if (!isReason(error, reason)) throw error;
  }
}
