import { beforeEach, describe, expect, it } from 'vitest';
import { createApiServer, kubernetesAdmin, type ApiServer } from '../../sandbox/api/index.ts';
import type { ApiResponse } from '../../sandbox/api/request.ts';
import { VirtualClock } from '../../sandbox/core/clock.ts';
import type { JsonObject } from '../../sandbox/core/json.ts';
import { Random } from '../../sandbox/core/random.ts';
import { kinds } from '../../sandbox/kinds/index.ts';

let server: ApiServer;
beforeEach(() => {
  server = createApiServer({ clock: new VirtualClock(0), random: new Random('cluster'), kinds, admission: [], freeze: true });
});

const at = (resource: string) => ({ group: '', version: 'v1', resource, user: kubernetesAdmin }) as const;
const create = (resource: string, body: JsonObject, namespace?: string): ApiResponse =>
  server.handle({ verb: 'create', ...at(resource), body, ...(namespace === undefined ? {} : { namespace }) });
const patch = (resource: string, body: JsonObject, more: { namespace?: string; subresource?: string } = {}): ApiResponse =>
  server.handle({ verb: 'patch', ...at(resource), name: 'x', contentType: 'application/merge-patch+json', body, ...more });
const said = ({ code, body }: ApiResponse): string => (code < 400 ? 'ok' : String(body['message']));

describe('a PersistentVolume', () => {
  const volume = (spec: JsonObject): JsonObject => ({
    metadata: { name: 'x' },
    spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], ...spec },
  });
  const csi = { driver: 'csi.example.com', volumeHandle: 'h' };

  it('may get the secret for growing later, and once', () => {
    create('persistentvolumes', volume({ csi }));
    const secret = (name: string): JsonObject => ({ spec: { csi: { controllerExpandSecretRef: { name, namespace: 'd' } } } });
    expect(said(patch('persistentvolumes', secret('a')))).toBe('ok');
    expect(said(patch('persistentvolumes', secret('b')))).toContain('spec.persistentvolumesource is immutable after creation');
  });

  it('may change labels of nodes for their stable names and nothing else', () => {
    const affinity = (key: string): JsonObject => ({
      required: { nodeSelectorTerms: [{ matchExpressions: [{ key, operator: 'In', values: ['a'] }] }] },
    });
    create('persistentvolumes', volume({ csi, nodeAffinity: affinity('failure-domain.beta.kubernetes.io/zone') }));
    const change = (key: string): string => said(patch('persistentvolumes', { spec: { nodeAffinity: affinity(key) } }));
    expect(change('topology.kubernetes.io/zone')).toBe('ok');
    expect(change('topology.kubernetes.io/region')).toContain('field is immutable, except for updating from beta label to GA');
  });

  it.each<readonly [what: string, spec: JsonObject, answer: string]>([
    [
      'iSCSI with too long a portal',
      { iscsi: { targetPortal: 'p'.repeat(64), iqn: 'eui.0123456789abcdef', lun: 1, initiatorName: 'naa.x' } },
      'spec.iscsi.targetportal: Invalid value: "pppppppp',
    ],
    [
      'Azure without a namespace',
      { azureFile: { secretName: 'a', shareName: 'b', secretNamespace: '' } },
      'spec.azureFile.secretNamespace: Required value',
    ],
    ['Cinder', { cinder: { volumeID: 'a', secretRef: { name: 'b' } } }, 'spec.cinder.secretRef.namespace: Required value'],
    [
      'Gluster in no namespace',
      { glusterfs: { endpoints: 'a', path: 'b', endpointsNamespace: '' } },
      'if the endpointnamespace is set, it must be a valid namespace name',
    ],
    ['two sources', { csi, nfs: { server: 'a', path: '/b' } }, 'spec.csi: Forbidden: may not specify more than 1 volume type'],
  ])('on %s', (_what, spec, answer) => {
    expect(said(create('persistentvolumes', volume(spec)))).toContain(answer);
  });
});

describe('the status of a claim', () => {
  it.each<readonly [status: JsonObject, answer: string]>([
    [{ capacity: { storage: '1Gi' }, allocatedResources: { storage: '2Gi' } }, 'ok'],
    [{ capacity: { storage: '-1' } }, 'status.capacity[storage]: Invalid value: -1: must be a valid resource quantity'],
    [{ allocatedResources: { cpu: '1' } }, 'status.allocatedResources: Unsupported value: "cpu": supported values: "storage"'],
    [
      { allocatedResourceStatuses: { storage: 'Growing' } },
      'status.allocatedResourceStatuses: Unsupported value: "storage": supported values: "ControllerResizeInProgress"',
    ],
  ])('%j', (status, answer) => {
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
    create('persistentvolumeclaims', { metadata: { name: 'x' }, spec }, 'default');
    const more = { namespace: 'default', subresource: 'status' };
    expect(said(patch('persistentvolumeclaims', { status }, more))).toContain(answer);
  });
});

describe('a Service', () => {
  it('says the same in both annotations on topology', () => {
    const annotations = { 'service.kubernetes.io/topology-mode': 'Auto', 'service.kubernetes.io/topology-aware-hints': 'auto' };
    const body = { metadata: { name: 'x', annotations }, spec: { ports: [{ port: 80 }] } };
    expect(said(create('services', body, 'default'))).toContain(
      'metadata.annotations[service.kubernetes.io/topology-mode]: Invalid value: "Auto": must match annotations[service.kubernetes.io/topology-aware-hints] when both are specified',
    );
  });
});

describe('a Node', () => {
  it.each<readonly [body: JsonObject, answer: string]>([
    [{ status: { declaredFeatures: ['A', 'B/c'] } }, 'ok'],
    [
      { status: { declaredFeatures: ['B', 'A'] } },
      'status.declaredFeatures[1]: Invalid value: "A": list must be sorted alphabetically',
    ],
    [{ status: { declaredFeatures: ['a'] } }, 'invalid feature name "a": must start with an UpperCamelCase segment'],
    [
      { metadata: { annotations: { 'scheduler.alpha.kubernetes.io/taints': '[{"key":"a"}]' } } },
      'metadata.annotations.scheduler.alpha.kubernetes.io/taints[0].effect: Required value',
    ],
    [
      { metadata: { annotations: { 'scheduler.alpha.kubernetes.io/preferAvoidPods': '[]' } } },
      'metadata.annotations.AvoidPods: Invalid value: "scheduler.alpha.kubernetes.io/preferAvoidPods": json: cannot unmarshal array into Go value of type v1.AvoidPods',
    ],
  ])('%j', (body, answer) => {
    const metadata = { name: 'x', ...(body['metadata'] as JsonObject | undefined) };
    expect(said(create('nodes', { ...body, metadata }))).toContain(answer);
  });
});

describe('a review of access', () => {
  const review = (attributes: JsonObject): ApiResponse =>
    server.handle({
      verb: 'create',
      group: 'authorization.k8s.io',
      version: 'v1',
      resource: 'subjectaccessreviews',
      user: kubernetesAdmin,
      body: { spec: { user: 'a', resourceAttributes: { verb: 'list', resource: 'pods', ...attributes } } },
    });
  const path = 'spec.resourceAttributes';

  it.each<readonly [attributes: JsonObject, answer: string]>([
    [
      { fieldSelector: {} },
      `${path}.fieldSelector.requirements: Required value: when ${path}.fieldSelector is specified, requirements or rawSelector is required`,
    ],
    [
      { labelSelector: { rawSelector: 'a=b', requirements: [{ key: 'a', operator: 'In' }] } },
      `[${path}.labelSelector.rawSelector: Invalid value: "a=b": may not specified at the same time as requirements, ${path}.labelSelector.requirements[0].values: Required value: must be specified when \`operator\` is 'In' or 'NotIn']`,
    ],
    [
      { fieldSelector: { requirements: [{ key: '', operator: 'Exists', values: ['a'] }] } },
      `[${path}.fieldSelector.requirements[0].key: Required value: must be specified, ${path}.fieldSelector.requirements[0].values: Forbidden: may not be specified when \`operator\` is 'Exists' or 'DoesNotExist']`,
    ],
  ])('%j', (attributes, answer) => {
    expect(said(review(attributes))).toContain(answer);
  });

  it.each<readonly [attributes: JsonObject, problem: string | undefined]>([
    [{ labelSelector: { rawSelector: 'a in (b)' }, fieldSelector: { rawSelector: 'spec.nodeName=x' } }, undefined],
    [{ labelSelector: { rawSelector: 'a in' } }, `${path}.labelSelector ignored due to parse error`],
    [
      {
        fieldSelector: {
          requirements: [
            { key: 'a', operator: 'In', values: ['b'] },
            { key: 'a', operator: 'Newer' },
          ],
        },
      },
      `${path}.fieldSelector partially ignored due to parse error`,
    ],
  ])('%j says what of it was of no use', (attributes, problem) => {
    expect(review(attributes).body['status']).toEqual({
      allowed: true,
      ...(problem === undefined ? {} : { evaluationError: problem }),
    });
  });
});
