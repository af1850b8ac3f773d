import { valueAt } from '../../core/field-path.ts';
import { isObject } from '../../core/json.ts';
import type { PolicyRule } from '../../schema/types/rbac-v1.ts';
import type { Store, Stored } from '../../store/index.ts';
import type { Attributes, Decision } from '../authorizer.ts';
import type { UserInfo } from '../request.ts';
import { ruleAllows } from './rules.ts';

const PREFIX = 'system:node:';
const LEASES = 'kube-node-lease';

/** The node that a user is the kubelet of. Models pkg/auth/nodeidentifier. */
export function nodeOf({ username, groups }: UserInfo): string | undefined {
  return username.startsWith(PREFIX) && groups.includes('system:nodes') ? username.slice(PREFIX.length) : undefined;
}

/** Resources of which a kubelet sees only what its own Pods name, and how they name it. */
const byPod: { readonly [resource: string]: ReadonlySet<string> } = {
  secrets: new Set(['secretName', 'secretRef', 'secretKeyRef', 'secret', 'imagePullSecrets', 'nodePublishSecretRef']),
  configmaps: new Set(['configMap', 'configMapRef', 'configMapKeyRef']),
  persistentvolumeclaims: new Set(['claimName']),
  serviceaccounts: new Set(['serviceAccountName']),
};

/**
 * Lets a kubelet do what the role `system:node` names, but read only what Pods on its node need, and renew only its own lease. Models
 * plugin/pkg/auth/authorizer/node without its graph: it looks at the Pods of the node.
 */
export function authorizeNode(store: Store, node: string, attributes: Attributes): Decision {
  const { group = '', resource = '', namespace = '', name = '', verb } = attributes;
  if (group === 'coordination.k8s.io' && resource === 'leases') {
    if (namespace !== LEASES) return no(`can only access leases in the "${LEASES}" system namespace`);
    if (verb !== 'create' && name !== node) return no('can only access node lease with the same name as the requesting node');
    return yes;
  }
  const named = group === '' ? byPod[resource] : undefined;
  if (named !== undefined) {
    if (name === '') return no('No Object name found');
    const pods = store.list('pods', namespace).filter((pod) => valueAt(pod, 'spec.nodeName') === node);
    if (!pods.some((pod) => names(pod, named, name))) {
      return no(`no relationship found between node '${node}' and this object`);
    }
  }
  const role = store.get('rbac.authorization.k8s.io/clusterroles', { name: 'system:node' });
  const rules = (role?.['rules'] ?? []) as unknown as readonly PolicyRule[];
  return rules.some((rule) => ruleAllows(rule, attributes)) ? yes : no('');
}

const yes: Decision = { allowed: true, reason: '' };
const no = (reason: string): Decision => ({ allowed: false, reason });

/** Whether a Pod names an object under one of these fields. */
function names(pod: Stored, fields: ReadonlySet<string>, name: string): boolean {
  const search = (value: unknown, inside: boolean): boolean => {
    if (value === name) return inside;
    if (Array.isArray(value)) return value.some((item) => search(item, inside));
    if (!isObject(value)) return false;
    return Object.entries(value).some(([key, item]) => search(item, fields.has(key) || (inside && key === 'name')));
  };
  return search(pod['spec'], false);
}
