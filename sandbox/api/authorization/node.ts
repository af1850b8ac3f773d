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

/** How Pods name objects of these resources. */
const byPod: { readonly [resource: string]: ReadonlySet<string> } = {
  secrets: new Set(['secretName', 'secretRef', 'secretKeyRef', 'secret', 'imagePullSecrets', 'nodePublishSecretRef']),
  configmaps: new Set(['configMap', 'configMapRef', 'configMapKeyRef']),
  persistentvolumeclaims: new Set(['claimName']),
  serviceaccounts: new Set(['serviceAccountName']),
};

interface Question extends Attributes {
  readonly store: Store;
  readonly node: string;
}
type Answer = (question: Question) => Decision;

/**
 * Lets a kubelet do what the role `system:node` names, but of many resources only what has to do with its node and the Pods on it. Models
 * plugin/pkg/auth/authorizer/node, with the Pods of each node for its graph.
 */
export function authorizeNode(store: Store, node: string, attributes: Attributes): Decision {
  const { group = '', resource = '' } = attributes;
  const special = attributes.path === undefined ? answers[group === '' ? resource : `${resource}.${group}`] : undefined;
  if (special !== undefined) return special({ ...attributes, store, node });
  const role = store.get('rbac.authorization.k8s.io/clusterroles', { name: 'system:node' });
  const rules = (role?.['rules'] ?? []) as unknown as readonly PolicyRule[];
  return rules.some((rule) => ruleAllows(rule, attributes)) ? yes : no('');
}

const yes: Decision = { allowed: true, reason: '' };
const no = (reason: string): Decision => ({ allowed: false, reason });

/** Whether an object belongs to the node. */
type Relation = (question: Question) => boolean;

const namedByPod: Relation = ({ store, node, namespace = '', resource = '', name = '' }) =>
  podsOf(store, node, namespace).some((pod) => namedBy(pod).get(resource)?.has(name) === true);
const isPodOfNode: Relation = ({ store, node, namespace = '', name = '' }) =>
  podsOf(store, node, namespace).some(({ metadata }) => metadata.name === name);
/** The volume of a claim that a Pod names. */
const boundForPod: Relation = ({ store, node, name = '' }) =>
  [...(indexOf(store).get(node) ?? [])].some(([namespace, pods]) =>
    [...pods.values()].some((pod) =>
      [...(namedBy(pod).get('persistentvolumeclaims') ?? [])].some((claim) => {
        const spec = store.get('persistentvolumeclaims', { name: claim, namespace })?.['spec'];
        return isObject(spec) && spec['volumeName'] === name;
      }),
    ),
  );
const attachedToNode: Relation = ({ store, node, name = '' }) => {
  const spec = store.get('storage.k8s.io/volumeattachments', { name })?.['spec'];
  return isObject(spec) && spec['nodeName'] === node;
};

function related(question: Question, relation: Relation): Decision {
  if (!question.name) return no('No Object name found');
  return relation(question) ? yes : no(`no relationship found between node '${question.node}' and this object`);
}

const getOf =
  (relation: Relation): Answer =>
  (question) => {
    if (question.verb !== 'get') return no('can only get individual resources of this type');
    return question.subresource ? no('cannot get subresource') : related(question, relation);
  };

const reading = new Set(['get', 'list', 'watch']);

const readOf =
  (relation: Relation): Answer =>
  (question) => {
    if (!reading.has(question.verb)) return no('can only read resources of this type');
    if (question.subresource) return no('cannot read subresource');
    return question.namespace ? related(question, relation) : no('can only read namespaced object of this type');
  };

const ownVerbs = new Set(['get', 'create', 'update', 'patch', 'delete']);

const answers: { readonly [resource: string]: Answer | undefined } = {
  secrets: readOf(namedByPod),
  configmaps: readOf(namedByPod),
  persistentvolumes: getOf(boundForPod),
  'volumeattachments.storage.k8s.io': getOf(attachedToNode),
  persistentvolumeclaims(question) {
    if (question.subresource !== 'status') return getOf(namedByPod)(question);
    const writes = question.verb === 'update' || question.verb === 'patch';
    return writes ? related(question, namedByPod) : no('can only get/update/patch this type');
  },
  serviceaccounts(question) {
    const { verb, subresource, name } = question;
    if (verb === 'get' && !subresource) return readOf(namedByPod)(question);
    if (verb !== 'create' || !name) return no('can only create tokens for individual service accounts');
    if (subresource !== 'token') return no('can only create token subresource of serviceaccount');
    return related(question, namedByPod);
  },
  'leases.coordination.k8s.io'({ verb, namespace, name, node }) {
    if (!ownVerbs.has(verb)) return no('can only get, create, update, patch, or delete a node lease');
    if (namespace !== LEASES) return no(`can only access leases in the "${LEASES}" system namespace`);
    if (verb !== 'create' && name !== node) return no('can only access node lease with the same name as the requesting node');
    return yes;
  },
  'csinodes.storage.k8s.io'({ verb, subresource, name, node }) {
    if (!ownVerbs.has(verb)) return no('can only get, create, update, patch, or delete a CSINode');
    if (subresource) return no('cannot authorize CSINode subresources');
    if (verb !== 'create' && name !== node) return no('can only access CSINode with the same name as the requesting node');
    return yes;
  },
  nodes({ verb, subresource = '', name = '', node }) {
    if (subresource === 'status') return verb === 'update' || verb === 'patch' ? yes : no('');
    if (subresource !== '') return no('');
    if (verb === 'create' || verb === 'update' || verb === 'patch') return yes;
    if (!reading.has(verb)) return no('');
    if (name === node) return yes;
    if (name === '') return no(`node '${node}' cannot read all nodes, only its own Node object`);
    return no(`node '${node}' cannot read '${name}', only its own Node object`);
  },
  pods(question) {
    const { verb, subresource = '', name, fields = [], node } = question;
    if (subresource === 'status') return verb === 'update' || verb === 'patch' ? yes : no('');
    if (subresource === 'eviction') return verb === 'create' ? yes : no('');
    if (subresource !== '') return no('');
    if (verb === 'create' || verb === 'delete') return yes;
    if (verb === 'get') return related(question, isPodOfNode);
    if (!reading.has(verb)) return no('');
    if (fields.some(({ field, isEqual, value }) => field === 'spec.nodeName' && isEqual && value === node)) return yes;
    return name ? related(question, isPodOfNode) : no('can only list/watch pods with spec.nodeName field selector');
  },
};

type Names = ReadonlyMap<string, ReadonlySet<string>>;

/** By spec, which all versions of a Pod share while it does not change. */
const known = new WeakMap<JsonObject, Names>();

/** The names of objects that a Pod mentions, by resource. */
function namedBy({ metadata, spec }: Stored): Names {
  // What a static Pod names is no object of the API.
  const { annotations } = metadata;
  const isMirror = isObject(annotations) && annotations['kubernetes.io/config.mirror'] !== undefined;
  if (!isObject(spec) || isMirror) return new Map();
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
