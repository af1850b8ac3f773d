import type { Store } from '../../store/index.ts';
import type { Attributes, Authorizer, Decision } from '../authorizer.ts';
import { authorizeNode, nodeOf } from './node.ts';
import { RbacAuthorizer } from './rbac.ts';

const SUPERUSERS = 'system:masters';
const superuser: Decision = { allowed: true, reason: '' };

/** The authorisation of a cluster made by kubeadm: `--authorization-mode=Node,RBAC`, with superusers that nothing is asked about. */
export function createClusterAuthorizer(store: Store): Authorizer {
  const rbac = new RbacAuthorizer(store);
  return {
    authorize(attributes: Attributes): Decision {
      if (attributes.user.groups.includes(SUPERUSERS)) return superuser;
      const node = nodeOf(attributes.user);
      if (node === undefined) return rbac.authorize(attributes);
      const first = authorizeNode(store, node, attributes);
      if (first.allowed) return first;
      const second = rbac.authorize(attributes);
      return second.allowed ? second : { allowed: false, reason: [first.reason, second.reason].filter(Boolean).join('\n') };
    },
    rulesFor: (user, namespace) => rbac.rulesFor(user, namespace),
  };
}
