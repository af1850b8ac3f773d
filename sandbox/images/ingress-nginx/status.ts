import type { ComponentClient } from '../../api/client.ts';
import { deepEqual } from '../../core/json.ts';
import { formatTime } from '../../core/time-text.ts';
import { events, ingresses, services } from '../../schema/resources.ts';
import type { Ingress } from '../../schema/types/networking-v1.ts';
import type { ControllerOptions } from './source.ts';

/** Writes under which address the Ingress objects are reached, and that they were taken in. Throws StatusError. */
export function reportStatus(
  client: ComponentClient,
  options: ControllerOptions,
  ours: readonly Ingress[],
  told: Map<string, string>,
  now: number,
  hostname: string,
): void {
  for (const ingress of ours) {
    const { uid, resourceVersion, generation } = ingress.metadata;
    const version = `${generation ?? resourceVersion ?? ''}`;
    if (told.get(uid) === version) continue;
    told.set(uid, version);
    tell(client, ingress, now, hostname);
  }
  const addresses = addressesOf(client, options);
  if (addresses === undefined) return;
  for (const ingress of ours) {
    if (deepEqual(ingress.status?.loadBalancer?.ingress ?? [], addresses)) continue;
    client.updateStatus(ingresses, { ...ingress, status: { ...ingress.status, loadBalancer: { ingress: addresses } } });
  }
}

function addressesOf(
  client: ComponentClient,
  { publishService, publishAddresses }: ControllerOptions,
): { ip: string }[] | undefined {
  if (publishAddresses.length > 0) return publishAddresses.map((ip) => ({ ip }));
  if (publishService === undefined) return undefined;
  const [namespace = '', name = ''] = publishService.split('/');
  const service = client.find(services, { namespace, name });
  if (service === undefined) return undefined;
  const balanced = (service.status.loadBalancer?.ingress ?? []).flatMap(({ ip }) => (ip ? [{ ip }] : []));
  if (balanced.length > 0) return balanced;
  if (service.spec.externalIPs?.length) return service.spec.externalIPs.map((ip) => ({ ip }));
  return service.spec.type === 'LoadBalancer' || !service.spec.clusterIP ? [] : [{ ip: service.spec.clusterIP }];
}

/** The event `Sync` that `kubectl describe ingress` shows. */
function tell(client: ComponentClient, ingress: Ingress, now: number, hostname: string): void {
  const { name, namespace = '', uid, resourceVersion } = ingress.metadata;
  const time = formatTime(now);
  client.create(events, {
    metadata: { name: `${name}.${now.toString(16)}${uid.slice(0, 4)}`, namespace },
    involvedObject: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name, namespace, uid, resourceVersion },
    type: 'Normal',
    reason: 'Sync',
    message: 'Scheduled for sync',
    count: 1,
    firstTimestamp: time,
    lastTimestamp: time,
    source: { component: 'nginx-ingress-controller' },
    reportingComponent: 'nginx-ingress-controller',
    reportingInstance: hostname,
  } as never);
}
