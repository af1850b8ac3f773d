import { isObject, type JsonObject } from '../../../core/json.ts';
import { HelmError } from '../errors.ts';
import type { HelmRun } from '../helm-run.ts';
import { findResource, getResource } from './changes.ts';
import type { ClusterConnection } from './connection.ts';
import type { Resource } from './resources.ts';

type Fields = { readonly [name: string]: unknown };

const fieldsOf = (value: unknown, name: string): Fields => {
  const found = isObject(value) ? value[name] : undefined;
  return isObject(found) ? found : {};
};
const numberOf = (value: Fields, name: string, otherwise = 0): number =>
  typeof value[name] === 'number' ? value[name] : otherwise;

interface Question {
  readonly cluster: ClusterConnection;
  readonly resource: Resource;
  readonly live: JsonObject;
  readonly spec: Fields;
  readonly status: Fields;
  readonly jobs: boolean;
}

type Ready = (question: Question) => boolean | Promise<boolean>;

const observed = ({ live, status }: Question): boolean =>
  numberOf(status, 'observedGeneration') === numberOf(fieldsOf(live, 'metadata'), 'generation', 1);

const hasCondition = (status: Fields, type: string, value = 'True'): boolean =>
  Array.isArray(status['conditions']) &&
  status['conditions'].some((condition) => isObject(condition) && condition['type'] === type && condition['status'] === value);

/** A number of Pods that is given as one or in percent of a whole. */
function scaled(value: unknown, whole: number, up: boolean): number {
  if (typeof value === 'number') return value;
  const percent = typeof value === 'string' ? /^(\d+)%$/.exec(value) : null;
  if (percent === null) return 0;
  const part = (Number(percent[1]) * whole) / 100;
  return up ? Math.ceil(part) : Math.floor(part);
}

async function podsOf({ cluster, resource }: Question, selector: string): Promise<readonly JsonObject[]> {
  const { namespace = 'default' } = resource;
  const { body } = await cluster.send({
    verb: 'list',
    group: '',
    version: 'v1',
    resource: 'pods',
    namespace,
    options: { labelSelector: selector },
  });
  return Array.isArray(body['items']) ? (body['items'] as readonly JsonObject[]) : [];
}

const selectorText = (labels: Fields): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(',');

const allReady = async (question: Question, labels: Fields): Promise<boolean> =>
  (await podsOf(question, selectorText(labels))).every((pod) => hasCondition(fieldsOf(pod, 'status'), 'Ready'));

/** When objects of a kind count as ready; kinds that are not here always do. Models helm.sh/helm/v3/pkg/kube/ready.go. */
const rules: ReadonlyMap<string, Ready> = new Map<string, Ready>([
  ['Pod', ({ status }) => hasCondition(status, 'Ready')],
  [
    'Job.batch',
    ({ spec, status, jobs, resource }) => {
      if (!jobs) return true;
      if (numberOf(status, 'failed') > numberOf(spec, 'backoffLimit', 6))
        throw new HelmError(`job is failed: ${resource.namespace ?? ''}/${resource.name}`);
      return numberOf(status, 'succeeded') >= numberOf(spec, 'completions', 1);
    },
  ],
  ['Deployment.apps', deploymentReady],
  ['PersistentVolumeClaim', ({ status }) => status['phase'] === 'Bound'],
  [
    'Service',
    ({ spec, status }) => {
      if (spec['type'] === 'ExternalName') return true;
      if (typeof spec['clusterIP'] !== 'string' || spec['clusterIP'] === '') return false;
      if (spec['type'] !== 'LoadBalancer') return true;
      const external = spec['externalIPs'];
      return (Array.isArray(external) && external.length > 0) || fieldsOf(status, 'loadBalancer')['ingress'] !== undefined;
    },
  ],
  [
    'DaemonSet.apps',
    (question) => {
      const { spec, status } = question;
      if (!observed(question)) return false;
      const strategy = fieldsOf(spec, 'updateStrategy');
      if (strategy['type'] !== 'RollingUpdate') return true;
      const desired = numberOf(status, 'desiredNumberScheduled');
      if (numberOf(status, 'updatedNumberScheduled') !== desired) return false;
      const unavailable = scaled(fieldsOf(strategy, 'rollingUpdate')['maxUnavailable'], desired, true);
      return numberOf(status, 'numberReady') >= desired - unavailable;
    },
  ],
  [
    'CustomResourceDefinition.apiextensions.k8s.io',
    ({ status }) => hasCondition(status, 'Established') || hasCondition(status, 'NamesAccepted', 'False'),
  ],
  ['StatefulSet.apps', statefulSetReady],
  ['ReplicationController', async (question) => observed(question) && allReady(question, fieldsOf(question.spec, 'selector'))],
  [
    'ReplicaSet.apps',
    async (question) => observed(question) && allReady(question, fieldsOf(fieldsOf(question.spec, 'selector'), 'matchLabels')),
  ],
]);

async function deploymentReady(question: Question): Promise<boolean> {
  const { cluster, resource, live, spec } = question;
  if (spec['paused'] === true) return true;
  const { namespace = 'default' } = resource;
  const { body } = await cluster.send({ verb: 'list', group: 'apps', version: 'v1', resource: 'replicasets', namespace });
  const uid = fieldsOf(live, 'metadata')['uid'];
  const owned = (Array.isArray(body['items']) ? (body['items'] as readonly JsonObject[]) : []).filter((set) => {
    const owners = fieldsOf(set, 'metadata')['ownerReferences'];
    return (
      Array.isArray(owners) && owners.some((owner) => isObject(owner) && owner['uid'] === uid && owner['controller'] === true)
    );
  });
  // The ReplicaSet of the present template is the one whose revision is the newest.
  const revision = (object: unknown): number =>
    Number(fieldsOf(fieldsOf(object, 'metadata'), 'annotations')['deployment.kubernetes.io/revision'] ?? 0);
  const newest = owned.toSorted((left, right) => revision(right) - revision(left))[0];
  if (newest === undefined || !observed(question)) return false;
  const replicas = numberOf(spec, 'replicas', 1);
  const strategy = fieldsOf(spec, 'strategy');
  const unavailable =
    strategy['type'] === 'RollingUpdate' && replicas > 0
      ? Math.min(replicas, maxUnavailable(fieldsOf(strategy, 'rollingUpdate'), replicas))
      : 0;
  return numberOf(fieldsOf(newest, 'status'), 'readyReplicas') >= replicas - unavailable;
}

/** Of the two bounds of a rolling update one is at least one. */
function maxUnavailable(rolling: Fields, replicas: number): number {
  const surge = scaled(rolling['maxSurge'] ?? '25%', replicas, true);
  const unavailable = scaled(rolling['maxUnavailable'] ?? '25%', replicas, false);
  return surge === 0 && unavailable === 0 ? 1 : unavailable;
}

function statefulSetReady(question: Question): boolean {
  const { spec, status } = question;
  if (!observed(question)) return false;
  const strategy = fieldsOf(spec, 'updateStrategy');
  if (strategy['type'] !== 'RollingUpdate') return true;
  const partition = numberOf(fieldsOf(strategy, 'rollingUpdate'), 'partition');
  const replicas = numberOf(spec, 'replicas', 1);
  if (numberOf(status, 'updatedReplicas') < replicas - partition) return false;
  if (numberOf(status, 'readyReplicas') !== replicas) return false;
  return partition !== 0 || status['currentRevision'] === status['updateRevision'];
}

/** Throws HelmError when not all are ready within the timeout (virtual milliseconds), Cancelled at Ctrl-C. */
export async function waitUntilReady(
  run: HelmRun,
  resources: readonly Resource[],
  options: { readonly timeout: number; readonly jobs: boolean },
): Promise<void> {
  const { cluster } = run;
  const done = await run.waiting.until(options.timeout, 2_000, async () => {
    for (const resource of resources) {
      const { mapping } = resource;
      const rule = rules.get(mapping.group === '' ? mapping.kind : `${mapping.kind}.${mapping.group}`);
      if (rule === undefined || (mapping.kind === 'Job' && !options.jobs)) continue;
      const live = await getResource(cluster, resource);
      const ready = await rule({
        cluster,
        resource,
        live,
        spec: fieldsOf(live, 'spec'),
        status: fieldsOf(live, 'status'),
        jobs: options.jobs,
      });
      if (!ready) return false;
    }
    return true;
  });
  if (!done) throw new HelmError('context deadline exceeded');
}

/** Throws HelmError when something is still there after the timeout. */
export async function waitUntilGone(run: HelmRun, resources: readonly Resource[], timeout: number): Promise<void> {
  const done = await run.waiting.until(timeout, 2_000, async () => {
    for (const resource of resources) if ((await findResource(run.cluster, resource)) !== undefined) return false;
    return true;
  });
  if (!done) throw new HelmError('context deadline exceeded');
}
