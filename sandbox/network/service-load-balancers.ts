import type { Component } from '../api/component.ts';
import { isReason } from '../api/status-error.ts';
import { services } from '../schema/resources.ts';
import type { Service } from '../schema/types/core-v1.ts';

/** Range of the balancers' addresses: RFC 5737, which belongs to nobody. */
const RANGE = '203.0.113';
const FIRST = 10;
const LAST = 250;
/** Milliseconds until a cloud has a balancer ready. */
const PROVISIONING = 3_000;

/**
 * Gives Services of type LoadBalancer an address, as a cloud's controller does. Models the service controller of cloud-provider; the balancer
 * keeps the address of who asks (ipMode VIP).
 */
export const serviceLoadBalancers: Component = {
  name: 'service-lb-controller',
  eventSource: 'service-controller',
  start({ client, clock, events, onError }) {
    const informer = client.informer(services);
    const busy = new Set<string>();
    const wants = ({ spec, metadata }: Service): boolean =>
      spec.type === 'LoadBalancer' && spec.loadBalancerClass === undefined && metadata.deletionTimestamp === undefined;
    const addressOf = ({ status }: Service): string | undefined => status.loadBalancer?.ingress?.[0]?.ip;

    const sync = (key: { readonly namespace?: string; readonly name: string }): void => {
      const service = informer.get(key);
      if (service === undefined) return;
      const has = addressOf(service);
      if (wants(service) === (has !== undefined)) return;
      if (has !== undefined && service.spec.type === 'LoadBalancer') return;
      const taken = new Set(informer.list().flatMap((other) => addressOf(other) ?? []));
      const asked = service.spec.loadBalancerIP;
      const free = asked && !taken.has(asked) ? asked : firstFree(taken);
      if (wants(service) && free === undefined) {
        events.event(service, 'Warning', 'SyncLoadBalancerFailed', 'Error syncing load balancer: no address is left');
        return;
      }
      const loadBalancer = wants(service) ? { ingress: [{ ip: free, ipMode: 'VIP' }] } : {};
      client.updateStatus(services, { ...service, status: { ...service.status, loadBalancer } } as Service);
      if (wants(service)) events.event(service, 'Normal', 'EnsuredLoadBalancer', 'Ensured load balancer');
    };

    const cancel = informer.onChange(({ type, object }) => {
      const { namespace, name, uid } = object.metadata;
      const isSettled = wants(object) === (addressOf(object) !== undefined);
      if (type === 'deleted' || isSettled || busy.has(uid)) return;
      busy.add(uid);
      if (wants(object)) {
        clock.after(0, () => events.event(object, 'Normal', 'EnsuringLoadBalancer', 'Ensuring load balancer'));
      }
      clock.after(PROVISIONING, () => {
        busy.delete(uid);
        if (isStopped) return;
        try {
          sync({ name, ...(namespace === undefined ? {} : { namespace }) });
        } catch (error) {
          if (!isReason(error, 'NotFound', 'Conflict')) onError(`load balancer of ${namespace}/${name}`, error);
        }
      });
    });
    let isStopped = false;
    return () => {
      isStopped = true;
      cancel();
    };
  },
};

function firstFree(taken: ReadonlySet<string>): string | undefined {
  for (let host = FIRST; host <= LAST; host++) if (!taken.has(`${RANGE}.${host}`)) return `${RANGE}.${host}`;
  return undefined;
}
