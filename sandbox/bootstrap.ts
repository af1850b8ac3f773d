import type { ComponentClient } from './api/client.ts';
import { createBootstrapRoles } from './bootstrap-roles.ts';
import { formatTime } from './core/time-text.ts';
import { ensureServiceAccount } from './initial-objects.ts';
import { configMaps, namespaces, priorityClasses, serviceCIDRs } from './schema/resources.ts';
import { SERVICE_RANGE } from './server-objects/service-range.ts';
import { systemPriorityClasses } from './server-objects/priority-classes.ts';

const systemNamespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/**
 * Makes what a cluster must have before anything can be put into it: the four namespaces (models kubernetes/pkg/controlplane, system
 * namespaces), their ServiceAccounts, which a controller would make a moment later, the default roles, the priority classes of the
 * system, the range of Service addresses, and the note since when old tokens are watched. `now` is virtual time in milliseconds. The
 * rest comes from the controllers.
 */
export function bootstrap(client: ComponentClient, now: number): void {
  for (const name of systemNamespaces) {
    client.create(namespaces, { metadata: { name } });
    ensureServiceAccount(client, name);
  }
  createBootstrapRoles(client);
  for (const { name, ...fields } of systemPriorityClasses) client.create(priorityClasses, { metadata: { name }, ...fields });
  createServiceRange(client, now);
  client.create(configMaps, {
    metadata: { name: 'kube-apiserver-legacy-service-account-token-tracking', namespace: 'kube-system' },
    data: { since: formatTime(now).slice(0, 10) },
  });
}

/** Models pkg/controlplane/controller/defaultservicecidr. */
function createServiceRange(client: ComponentClient, now: number): void {
  const range = client.create(serviceCIDRs, { metadata: { name: 'kubernetes' }, spec: { cidrs: [SERVICE_RANGE] } });
  const ready = { type: 'Ready', status: 'True', reason: '', message: 'Kubernetes default Service CIDR is ready' };
  client.updateStatus(serviceCIDRs, { ...range, status: { conditions: [{ ...ready, lastTransitionTime: formatTime(now) }] } });
}
