import type { ComponentClient } from './api/client.ts';
import { createBootstrapRoles } from './bootstrap-roles.ts';
import { ensureServiceAccount } from './initial-objects.ts';
import { namespaces } from './schema/resources.ts';

const systemNamespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/**
 * Makes what a cluster must have before anything can be put into it: the four namespaces (models kubernetes/pkg/controlplane, system
 * namespaces), their ServiceAccounts, which a controller would make a moment later, and the default roles. The rest comes from the
 * controllers.
 */
export function bootstrap(client: ComponentClient): void {
  for (const name of systemNamespaces) {
    client.create(namespaces, { metadata: { name } });
    ensureServiceAccount(client, name);
  }
  createBootstrapRoles(client);
}
