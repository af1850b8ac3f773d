import type { UserInfo } from './api/request.ts';
import { controllerRoleText } from './bootstrap-roles/controller-roles.ts';
import { readRoles } from './bootstrap-roles/read-roles.ts';

/** Controllers whose ServiceAccount is called otherwise than they are. Models cmd/kube-controller-manager/names. */
const accounts: { readonly [controller: string]: string } = {
  'endpoints-controller': 'endpoint-controller',
  'endpointslice-mirroring-controller': 'endpointslicemirroring-controller',
  'garbage-collector-controller': 'generic-garbage-collector',
  'serviceaccount-controller': 'service-account-controller',
  'root-ca-certificate-publisher-controller': 'root-ca-cert-publisher',
  'node-ipam-controller': 'node-controller',
  'node-lifecycle-controller': 'node-controller',
  'taint-eviction-controller': 'node-controller',
  'pod-garbage-collector-controller': 'pod-garbage-collector',
  'daemonset-controller': 'daemon-set-controller',
  'replicationcontroller-controller': 'replication-controller',
  'horizontal-pod-autoscaler-controller': 'horizontal-pod-autoscaler',
  'persistentvolume-binder-controller': 'persistent-volume-binder',
  'persistentvolume-attach-detach-controller': 'attachdetach-controller',
  'persistentvolume-expander-controller': 'expand-controller',
  'persistentvolume-protection-controller': 'pv-protection-controller',
  'persistentvolumeclaim-protection-controller': 'pvc-protection-controller',
  'certificatesigningrequest-approving-controller': 'certificate-controller',
  'certificatesigningrequest-cleaner-controller': 'certificate-controller',
  'certificatesigningrequest-signing-controller': 'certificate-controller',
};

const PREFIX = 'system:controller:';
const known = new Set(readRoles(controllerRoleText).map(({ name }) => name.slice(PREFIX.length)));
const authenticated = ['system:authenticated'];

/** The server itself, for what it does beside answering. */
export const apiServerUser: UserInfo = { username: 'system:apiserver', groups: ['system:masters', ...authenticated] };

export function kubeletUser(node: string): UserInfo {
  return { username: `system:node:${node}`, groups: ['system:nodes', ...authenticated] };
}

/**
 * Whom a controller speaks as. One that no default role is made for (it would be an addon elsewhere) has the rights of an administrator,
 * as addons are commonly given.
 */
export function controllerUser(controller: string): UserInfo {
  const name = accounts[controller] ?? controller;
  const groups = ['system:serviceaccounts', 'system:serviceaccounts:kube-system', ...authenticated];
  return {
    username: `system:serviceaccount:kube-system:${name}`,
    groups: known.has(name) ? groups : ['system:masters', ...groups],
  };
}

/** Whom another part of the cluster speaks as, e.g. `system:kube-scheduler`. */
export function componentUser(username: string): UserInfo {
  return { username, groups: authenticated };
}
