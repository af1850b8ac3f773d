import { beforeEach, describe, expect, it } from 'vitest';
import { createApiServer, kubernetesAdmin, type ApiServer } from '../../sandbox/api/index.ts';
import type { ApiResponse } from '../../sandbox/api/request.ts';
import { VirtualClock } from '../../sandbox/core/clock.ts';
import type { JsonObject } from '../../sandbox/core/json.ts';
import { Random } from '../../sandbox/core/random.ts';
import { kinds } from '../../sandbox/kinds/index.ts';

let server: ApiServer;
beforeEach(() => {
  server = createApiServer({ clock: new VirtualClock(0), random: new Random('pods'), kinds, admission: [], freeze: true });
});

const target = { group: '', version: 'v1', resource: 'pods', namespace: 'default', user: kubernetesAdmin } as const;
const container = {
  name: 'web',
  image: 'nginx',
  resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '2', memory: '2Gi' } },
};

function make(spec: JsonObject, metadata: JsonObject = {}): ApiResponse {
  return server.handle({
    verb: 'create',
    ...target,
    body: { metadata: { name: 'p', ...metadata }, spec: { containers: [container], ...spec } },
  });
}
function patch(body: JsonObject, subresource?: string): ApiResponse {
  const contentType = 'application/strategic-merge-patch+json';
  return server.handle({
    verb: 'patch',
    ...target,
    name: 'p',
    contentType,
    body,
    ...(subresource === undefined ? {} : { subresource }),
  });
}
const said = ({ code, body }: ApiResponse): string => (code < 400 ? 'ok' : String(body['message']));
const limit = (resources: JsonObject): JsonObject => ({ spec: { containers: [{ name: 'web', resources }] } });

describe('a resize', () => {
  it.each<readonly [what: string, body: JsonObject, answer: string]>([
    ['more CPU', limit({ requests: { cpu: '1500m' } }), 'ok'],
    [
      'another class of service',
      limit({ requests: { cpu: '2', memory: '2Gi' } }),
      'Pod QOS Class may not change as a result of resizing',
    ],
    [
      'a limit gone',
      limit({ limits: { cpu: null } }),
      'spec.containers[0].resources.limits: Forbidden: resource limits cannot be removed',
    ],
    [
      'another resource',
      limit({ requests: { 'ephemeral-storage': '1Gi' } }),
      'spec: Forbidden: only cpu and memory resources are mutable',
    ],
    [
      'one container more',
      { spec: { containers: [{ name: 'b', image: 'b' }] } },
      'spec.containers: Forbidden: containers may not be added or removed on resize',
    ],
    [
      'another name',
      { spec: { containers: [{ $patch: 'replace' }, { ...container, name: 'b' }] } },
      'spec.containers[0].name: Forbidden: containers may not be renamed or reordered on resize',
    ],
  ])('with %s', (_, body, answer) => {
    make({});
    expect(said(patch(body, 'resize'))).toContain(answer);
  });

  it('is also for containers that run before the others, unless these would have to start again', () => {
    const init = { name: 'init', image: 'busybox', resources: { requests: { cpu: '1' }, limits: { cpu: '2' } } };
    const more = { spec: { initContainers: [{ name: 'init', resources: { requests: { cpu: '1500m' } } }] } };
    make({ initContainers: [init] });
    expect(said(patch(more, 'resize'))).toBe('ok');
  });

  it('needs a node that tells what running containers have', () => {
    make({});
    const running = { name: 'web', image: 'nginx', imageID: '', ready: true, restartCount: 0, state: { running: {} } };
    expect(said(patch({ status: { containerStatuses: [running] } }, 'status'))).toBe('ok');
    expect(said(patch(limit({ requests: { cpu: '1500m' } }), 'resize'))).toContain(
      'spec: Forbidden: Pod running on node without support for resize',
    );
  });

  it('is not for static Pods', () => {
    make({ nodeName: 'n' }, { annotations: { 'kubernetes.io/config.mirror': 'x' } });
    expect(said(patch(limit({ requests: { cpu: '1500m' } }), 'resize'))).toContain(
      '[]: Forbidden: static pods cannot be resized',
    );
  });
});

describe('a Pod that waits at a gate', () => {
  const term = (...values: string[]): JsonObject => ({
    matchExpressions: values.map((value) => ({ key: 'zone', operator: 'In', values: [value] })),
  });
  const affinity = (...terms: JsonObject[]): JsonObject => ({
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } },
  });
  const gates = { schedulingGates: [{ name: 'a' }] };

  it('can be narrowed down and not moved', () => {
    make({ ...gates, nodeSelector: { disk: 'ssd' }, affinity: affinity(term('a')) });
    expect(said(patch({ spec: { nodeSelector: { arch: 'arm' }, affinity: affinity(term('a', 'b')) } }))).toBe('ok');
    expect(said(patch({ spec: { nodeSelector: { disk: 'hdd' } } }))).toContain(
      'only additions to spec.nodeSelector are allowed (no mutations or deletions)',
    );
    expect(said(patch({ spec: { affinity: affinity(term('b')) } }))).toContain(
      'only additions are allowed (no mutations or deletions)',
    );
    expect(said(patch({ spec: { affinity: affinity(term('a', 'b'), term('c')) } }))).toContain(
      'no additions/deletions to non-empty NodeSelectorTerms list are allowed',
    );
  });
});

describe('annotations', () => {
  const key = 'container.apparmor.security.beta.kubernetes.io/web';

  it('of AppArmor become fields, with a warning, and stay as they are', () => {
    const { body, warnings } = make({}, { annotations: { [key]: 'localhost/strict' } });
    expect(JSON.stringify(body['spec'])).toContain('"appArmorProfile":{"type":"Localhost","localhostProfile":"strict"}');
    expect(warnings).toEqual([`metadata.annotations[${key}]: deprecated since v1.30; use the "appArmorProfile" field instead`]);
    expect(said(patch({ metadata: { annotations: { [key]: 'unconfined' } } }))).toContain(
      'may not remove or update AppArmor annotations',
    );
  });

  it.each([
    [{ [key]: 'strange' }, 'invalid AppArmor profile name: "strange"'],
    [{ 'container.apparmor.security.beta.kubernetes.io/other': 'unconfined' }, 'container not found'],
    [{ 'seccomp.security.alpha.kubernetes.io/pod': 'strange' }, 'must be a valid seccomp profile'],
    [{ 'controller.kubernetes.io/pod-deletion-cost': '1.5' }, 'must be a 32bit integer'],
  ])('%j is refused', (annotations, answer) => {
    expect(said(make({}, { annotations }))).toContain(answer);
  });

  it('must say what the fields say', () => {
    const securityContext = { appArmorProfile: { type: 'RuntimeDefault' } };
    expect(said(make({ securityContext }, { annotations: { [key]: 'unconfined' } }))).toBe('ok');
    const own = { containers: [{ ...container, securityContext }] };
    const message =
      'spec.containers[0].securityContext.appArmorProfile.type: Forbidden: apparmor type in annotation and field must match';
    expect(said(make(own, { name: 'q', annotations: { [key]: 'unconfined' } }))).toContain(message);
  });
});

describe('a status', () => {
  const ended = {
    name: 'web',
    image: 'nginx',
    imageID: '',
    ready: false,
    restartCount: 0,
    state: { terminated: { exitCode: 0 } },
  };

  it.each<readonly [status: JsonObject, answer: string]>([
    [{ phase: 'Running', podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }] }, 'ok'],
    [{ podIPs: [{ ip: 'x' }], podIP: 'x' }, 'status.podIPs[0]: Invalid value: "x": must be a valid IP address'],
    [
      { podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }] },
      'may specify no more than one IP for each IP family',
    ],
    [{ hostIP: '10.0.0.1', hostIPs: [{ ip: '10.0.0.2' }] }, 'must be equal to `hostIP`'],
    [{ conditions: [{ type: 'not ok', status: 'True' }] }, 'status.conditions[0].Type: Invalid value: "not ok"'],
    [
      { containerStatuses: [{ ...ended, user: { linux: { uid: -1, gid: 0 } } }] },
      'status.containerStatuses[0].user.linux.uid: Invalid value: -1: must be between 0 and 2147483647, inclusive',
    ],
    [
      { containerStatuses: [{ ...ended, allocatedResourcesStatus: [{ name: 'gpu', resources: [{ resourceID: 'a' }] }] }] },
      'status.containerStatuses[0].allocatedResourcesStatus[0].name: Invalid value: "gpu": must match one of the container\'s resource requests',
    ],
    [
      { extendedResourceClaimStatus: { resourceClaimName: '', requestMappings: [] } },
      'status.extendedResourceClaimStatus.requestMappings: Required value: at least one request mapping is required',
    ],
    [
      { containerStatuses: [{ ...ended, state: { running: {} } }] },
      'status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state',
    ],
  ])('%j', (status, answer) => {
    make({ restartPolicy: 'OnFailure' });
    expect(said(patch({ status: { containerStatuses: [ended] } }, 'status'))).toBe('ok');
    expect(said(patch({ status }, 'status'))).toContain(answer);
  });
});

describe('a container of a Pod that runs', () => {
  const debug = { name: 'debug', image: 'busybox', terminationMessagePolicy: 'File', imagePullPolicy: 'Always' };

  it('is added for looking, without what would hold a place on the node, and stays as it is', () => {
    make({});
    const add = (body: object): string =>
      said(patch({ spec: { ephemeralContainers: [body] } } as JsonObject, 'ephemeralcontainers'));
    const refused = add({
      ...debug,
      restartPolicy: 'Always',
      ports: [{ containerPort: 80 }],
      resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }],
    });
    const field = (name: string): string =>
      `spec.ephemeralContainers[0].${name}: Forbidden: cannot be set for an Ephemeral Container`;
    expect(refused).toContain(`[${['ports', 'resizePolicy', 'restartPolicy'].map(field).join(', ')}]`);
    expect(add(debug)).toBe('ok');
    const changed = add({ ...debug, image: 'alpine' });
    expect(changed).toContain('existing ephemeral containers "debug" may not be changed\n');
    expect(changed).toContain('- "Image": "busybox",');
  });

  it('needs an image, which is said twice', () => {
    make({});
    const { body } = patch({ spec: { containers: [{ name: 'web', image: '' }] } });
    const { causes } = body['details'] as unknown as { readonly causes: readonly object[] };
    expect(causes).toHaveLength(2);
  });
});
