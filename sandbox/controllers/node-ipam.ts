import { defineController } from './define-controller.ts';
import { nodes } from '../schema/resources.ts';

/** Every node gets the Pod addresses of one of these: 10.244.0.0/24, 10.244.1.0/24 … */
const RANGES = 256;
const RANGE = 'range of Pod addresses';

/** Gives each node a range of addresses for its Pods. Models pkg/controller/nodeipam. */
export const nodeIpamController = defineController({
  name: 'node-ipam-controller',
  eventSource: 'cidrAllocator',
  start(context) {
    const { client, events } = context;
    const informer = client.informer(nodes);
    informer.addIndex(RANGE, ({ spec }) => (spec.podCIDR ? [spec.podCIDR] : []));
    context.track(informer.onChange(({ type, object }) => type !== 'deleted' && context.enqueue(object.metadata.name)));
    return {
      reconcile(name) {
        const node = informer.get({ name });
        if (!node || node.spec.podCIDR) return;
        for (let index = 0; index < RANGES; index++) {
          const podCIDR = `10.244.${index}.0/24`;
          if (informer.indexed(RANGE, podCIDR).length > 0) continue;
          client.patch(nodes, { name }, { spec: { podCIDR, podCIDRs: [podCIDR] } }, { type: 'strategic' });
          return;
        }
        events.event(node, 'Normal', 'CIDRNotAvailable', `Node ${name} status is now: CIDRNotAvailable`);
      },
    };
  },
});
