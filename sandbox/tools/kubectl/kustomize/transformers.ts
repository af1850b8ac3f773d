import { isObject, type JsonObject } from '../../../core/json.ts';

/** Kinds that have no namespace; those of custom resources are taken for namespaced, as kustomize does. */
const clusterScoped: ReadonlySet<string> = new Set(
  'Namespace Node PersistentVolume StorageClass ClusterRole ClusterRoleBinding CustomResourceDefinition PriorityClass IngressClass RuntimeClass ValidatingWebhookConfiguration MutatingWebhookConfiguration APIService CSIDriver CertificateSigningRequest'.split(
    ' ',
  ),
);

const unprefixed: ReadonlySet<string> = new Set(['Namespace', 'CustomResourceDefinition', 'APIService']);

export interface Names {
  readonly prefix: string;
  readonly suffix: string;
  readonly namespace: string;
  /** Kind and name of generated objects → their name with the hash of their content. */
  readonly renamed: ReadonlyMap<string, string>;
}

const metadataOf = (resource: JsonObject): JsonObject =>
  isObject(resource['metadata']) ? (resource['metadata'] as JsonObject) : {};

/** Gives names and namespaces, and follows them in references. */
export function withNames(
  resources: readonly JsonObject[],
  { prefix, suffix, namespace, renamed }: Names,
): readonly JsonObject[] {
  const names = new Map<string, string>();
  const named = resources.map((resource) => {
    const kind = String(resource['kind']);
    const old = String(metadataOf(resource)['name'] ?? '');
    const base = unprefixed.has(kind) ? old : `${prefix}${old}${suffix}`;
    const hash = renamed.get(`${kind}/${old}`);
    const name = hash === undefined ? base : `${base}-${hash}`;
    if (name !== old) names.set(`${kind}/${old}`, name);
    const scoped = namespace === '' || clusterScoped.has(kind) ? {} : { namespace };
    return { ...resource, metadata: { ...metadataOf(resource), name, ...scoped } };
  });
  return named.map((resource) => followed(resource, names, namespace) as JsonObject);
}

/** Fields that name an object of another kind: by the key they stand under, what holds the name, and the kind. */
const references: readonly (readonly [key: string, field: string, kind: string])[] = [
  ['configMapRef', 'name', 'ConfigMap'],
  ['configMapKeyRef', 'name', 'ConfigMap'],
  ['configMap', 'name', 'ConfigMap'],
  ['secretRef', 'name', 'Secret'],
  ['secretKeyRef', 'name', 'Secret'],
  ['secret', 'secretName', 'Secret'],
  ['secret', 'name', 'Secret'],
  ['persistentVolumeClaim', 'claimName', 'PersistentVolumeClaim'],
  ['service', 'name', 'Service'],
];

function followed(value: unknown, names: ReadonlyMap<string, string>, namespace: string): unknown {
  if (Array.isArray(value)) return value.map((item) => followed(item, names, namespace));
  if (!isObject(value)) return value;
  const result: { [key: string]: unknown } = {};
  for (const [key, child] of Object.entries(value)) {
    let next = followed(child, names, namespace);
    for (const [place, field, kind] of references) {
      if (key !== place || !isObject(next)) continue;
      const name = names.get(`${kind}/${String(next[field])}`);
      if (name !== undefined) next = { ...next, [field]: name };
    }
    const direct =
      key === 'serviceAccountName'
        ? names.get(`ServiceAccount/${String(next)}`)
        : key === 'serviceName'
          ? names.get(`Service/${String(next)}`)
          : undefined;
    result[key] = direct ?? next;
  }
  // roleRef, scaleTargetRef, subjects: what names its own kind.
  const own =
    typeof result['kind'] === 'string' && typeof result['name'] === 'string'
      ? names.get(`${result['kind']}/${result['name']}`)
      : undefined;
  const movedSubject = own !== undefined && result['kind'] === 'ServiceAccount' && namespace !== '' ? { namespace } : {};
  return own === undefined ? result : { ...result, name: own, ...movedSubject };
}

const mapIn = (value: unknown): JsonObject => (isObject(value) ? (value as JsonObject) : {});

/** `commonLabels` also go into selectors, `labels` only where they are told to. */
export function withLabels(
  resources: readonly JsonObject[],
  kustomization: { readonly [key: string]: unknown },
): readonly JsonObject[] {
  const annotations = mapIn(kustomization['commonAnnotations']);
  const entries = [
    { pairs: mapIn(kustomization['commonLabels']), selectors: true, templates: true },
    ...(Array.isArray(kustomization['labels']) ? kustomization['labels'].filter(isObject) : []).map((entry) => ({
      pairs: mapIn(entry['pairs']),
      selectors: entry['includeSelectors'] === true,
      templates: entry['includeTemplates'] === true || entry['includeSelectors'] === true,
    })),
  ].filter(({ pairs }) => Object.keys(pairs).length > 0);
  return resources.map((resource) => {
    let next =
      Object.keys(annotations).length === 0
        ? resource
        : inTemplates(withMetadata(resource, 'annotations', annotations), 'annotations', annotations);
    for (const { pairs, selectors, templates } of entries) {
      next = withMetadata(next, 'labels', pairs);
      if (templates) next = inTemplates(next, 'labels', pairs);
      if (selectors) next = inSelectors(next, pairs);
    }
    return next;
  });
}

function withMetadata(object: JsonObject, field: 'labels' | 'annotations', pairs: JsonObject): JsonObject {
  const metadata = metadataOf(object);
  return { ...object, metadata: { ...metadata, [field]: { ...mapIn(metadata[field]), ...pairs } } };
}

/** The Pod template of a workload, also that of a CronJob. */
function inTemplates(resource: JsonObject, field: 'labels' | 'annotations', pairs: JsonObject): JsonObject {
  const spec = resource['spec'];
  if (!isObject(spec)) return resource;
  const result: { [key: string]: unknown } = { ...spec };
  if (isObject(spec['template'])) result['template'] = withMetadata(spec['template'] as JsonObject, field, pairs);
  if (isObject(spec['jobTemplate']))
    result['jobTemplate'] = inTemplates(withMetadata(spec['jobTemplate'] as JsonObject, field, pairs), field, pairs);
  return { ...resource, spec: result as JsonObject };
}

function inSelectors(resource: JsonObject, pairs: JsonObject): JsonObject {
  const spec = resource['spec'];
  if (!isObject(spec)) return resource;
  const selector = spec['selector'];
  if (resource['kind'] === 'Service' && isObject(selector))
    return { ...resource, spec: { ...spec, selector: { ...selector, ...pairs } } as JsonObject };
  if (!isObject(spec['template']) || resource['kind'] === 'Job') return resource;
  const old = isObject(selector) ? selector : {};
  return {
    ...resource,
    spec: { ...spec, selector: { ...old, matchLabels: { ...mapIn(old['matchLabels']), ...pairs } } } as JsonObject,
  };
}

export function withImages(resources: readonly JsonObject[], images: readonly JsonObject[]): readonly JsonObject[] {
  return images.length === 0 ? resources : resources.map((resource) => replaceImages(resource, images) as JsonObject);
}

function replaceImages(value: unknown, images: readonly JsonObject[]): unknown {
  if (Array.isArray(value)) return value.map((item) => replaceImages(item, images));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => {
      const isList = (key === 'containers' || key === 'initContainers') && Array.isArray(child);
      if (!isList) return [key, replaceImages(child, images)];
      return [
        key,
        child.map((container: unknown) =>
          isObject(container) && typeof container['image'] === 'string'
            ? { ...container, image: imageFor(container['image'], images) }
            : container,
        ),
      ];
    }),
  );
}

function imageFor(image: string, images: readonly JsonObject[]): string {
  const [, name = image, tag = ''] = /^(.*?)(:[^:/@]*|@.*)?$/.exec(image) ?? [];
  const change = images.find((entry) => entry['name'] === name);
  if (change === undefined) return image;
  const newName = String(change['newName'] ?? name);
  if (change['digest'] !== undefined) return `${newName}@${String(change['digest'])}`;
  return `${newName}${change['newTag'] === undefined ? tag : `:${String(change['newTag'])}`}`;
}

export function withReplicas(resources: readonly JsonObject[], replicas: readonly JsonObject[]): readonly JsonObject[] {
  return resources.map((resource) => {
    const change = replicas.find((entry) => String(metadataOf(resource)['name']).includes(String(entry['name'])));
    const spec = resource['spec'];
    return change === undefined || !isObject(spec) || !('template' in spec) || change['count'] === undefined
      ? resource
      : { ...resource, spec: { ...spec, replicas: change['count'] } as JsonObject };
  });
}
