import { isObject, type JsonObject, type JsonValue } from '../../core/json.ts';
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
 * plugin/pkg/auth/authorizer/node, with the Pods of each node for its graph.
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
    if (!podsOf(store, node, namespace).some((pod) => namedBy(pod).get(resource)?.has(name) === true)) {
      return no(`no relationship found between node '${node}' and this object`);
    }
  }
  const role = store.get('rbac.authorization.k8s.io/clusterroles', { name: 'system:node' });
  const rules = (role?.['rules'] ?? []) as unknown as readonly PolicyRule[];
  return rules.some((rule) => ruleAllows(rule, attributes)) ? yes : no('');
}

const yes: Decision = { allowed: true, reason: '' };
const no = (reason: string): Decision => ({ allowed: false, reason });

type Names = ReadonlyMap<string, ReadonlySet<string>>;

/** By spec, which all versions of a Pod share while it does not change. */
const known = new WeakMap<JsonObject, Names>();

/** The names of objects that a Pod mentions, by resource. */
function namedBy({ spec }: Stored): Names {
  if (!isObject(spec)) return new Map();
  const found =
    known.get(spec) ?? new Map(Object.entries(byPod).map(([resource, fields]) => [resource, textsUnder(spec, fields)]));
  known.set(spec, found);
  return found;
}

/** The texts under any of these fields, be it directly or as a `name` in what stands there. */
function textsUnder(spec: JsonObject, fields: ReadonlySet<string>): ReadonlySet<string> {
  const texts = new Set<string>();
  const search = (value: JsonValue, inside: boolean): void => {
    if (typeof value === 'string') {
      if (inside) texts.add(value);
    } else if (Array.isArray(value)) for (const item of value) search(item, inside);
    else if (isObject(value)) {
      for (const [key, item] of Object.entries(value))
        if (item !== undefined) search(item, fields.has(key) || (inside && key === 'name'));
    }
  };
  search(spec, false);
  return texts;
}

/** Node → namespace → Pods by name. */
type PodsByNode = Map<string, Map<string, Map<string, Stored>>>;

const indexes = new WeakMap<Store, PodsByNode>();

function podsOf(store: Store, node: string, namespace: string): readonly Stored[] {
  return [...(indexOf(store).get(node)?.get(namespace)?.values() ?? [])];
}

/** Kept up to date by a watch, so that a question does not look at all Pods of the cluster. */
function indexOf(store: Store): PodsByNode {
  const found = indexes.get(store);
  if (found !== undefined) return found;
  const index: PodsByNode = new Map();
  const put = (pod: Stored, isGone: boolean): void => {
    const node = isObject(pod['spec']) ? pod['spec']['nodeName'] : undefined;
    const { name, namespace = '' } = pod.metadata;
    if (typeof node !== 'string') return;
    const there = index.get(node) ?? new Map<string, Map<string, Stored>>();
    const pods = there.get(namespace) ?? new Map<string, Stored>();
    if (isGone) pods.delete(name);
    else index.set(node, there.set(namespace, pods.set(name, pod)));
  };
  for (const pod of store.list('pods')) put(pod, false);
  store.watch('pods', ({ type, object }) => put(object, type === 'DELETED'));
  indexes.set(store, index);
  return index;
}
