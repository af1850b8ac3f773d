import { beforeEach, describe, expect, test } from 'vitest';
import type { ComponentClient } from '../../sandbox/api/client.ts';
import { createApiServer, kubernetesAdmin } from '../../sandbox/api/index.ts';
import { VirtualClock } from '../../sandbox/core/clock.ts';
import { Random } from '../../sandbox/core/random.ts';
import { kinds } from '../../sandbox/kinds/index.ts';
import { daemonSets, deployments, namespaces, pods, secrets, services, statefulSets } from '../../sandbox/schema/resources.ts';

let client: ComponentClient;

beforeEach(() => {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1));
  client = createApiServer({ clock, random: new Random('kinds'), kinds, admission: [] }).componentClient(kubernetesAdmin);
  client.create(namespaces, { metadata: { name: 'default' } });
});

const metadata = { name: 'web', namespace: 'default' };
const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] } };
const selector = { matchLabels: { app: 'web' } };

describe('a Service', () => {
  test('gets an address from the range, and a node port when its type asks for one', () => {
    const { spec } = client.create(services, {
      metadata,
      spec: { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 80 }] },
    });
    expect(spec?.clusterIP).toMatch(/^10\.(9[6-9]|10\d|11[01])\.\d+\.\d+$/);
    expect(spec?.ports?.[0]?.nodePort).toBeGreaterThanOrEqual(30_000);
    expect(spec?.ports?.[0]).toMatchObject({ protocol: 'TCP', targetPort: 80 });
  });

  test('keeps both when it is applied again without them', () => {
    const created = client.create(services, { metadata, spec: { type: 'NodePort', ports: [{ port: 80 }] } });
    const { clusterIP: _ip, clusterIPs: _ips, ...spec } = created.spec;
    const updated = client.update(services, { ...created, spec: { ...spec, ports: [{ port: 80 }] } });
    expect(updated.spec).toEqual(created.spec);
  });

  test('becomes ExternalName and gives its address back', () => {
    const created = client.create(services, { metadata, spec: { ports: [{ port: 80 }] } });
    const updated = client.update(services, {
      ...created,
      spec: { ...created.spec, type: 'ExternalName', externalName: 'db.example.com' },
    });
    expect(updated.spec?.clusterIP).toBeUndefined();
  });

  test.each([
    [
      { clusterIP: 'none' },
      'spec.clusterIPs[0]: Invalid value: "none": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    ],
    [
      { clusterIP: '192.168.1.1' },
      'the provided IP (192.168.1.1) is not in the valid range. The range of valid IPs is 10.96.0.0/12',
    ],
    [
      { type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] },
      'spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
    ],
    [{ ports: [] }, 'spec.ports: Required value'],
  ])('with %j is refused', (wrong, message) => {
    const spec = { ports: [{ port: 80 }], ...wrong };
    expect(() => client.create(services, { metadata, spec })).toThrow(message);
  });
});

describe('workloads', () => {
  test('a DaemonSet needs a selector that fits its template', () => {
    const text = 'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`';
    expect(() => client.create(daemonSets, { metadata, spec: { template } as never })).toThrow(text);
  });

  test('a StatefulSet changes only where it may', () => {
    const created = client.create(statefulSets, { metadata, spec: { serviceName: 'web', selector, template } });
    expect(created.spec?.updateStrategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { partition: 0 } });
    expect(() => client.update(statefulSets, { ...created, spec: { ...created.spec, serviceName: 'other' } })).toThrow(
      "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template'",
    );
  });

  test('a Deployment keeps its selector', () => {
    const created = client.create(deployments, { metadata, spec: { selector, template } });
    const labels = { matchLabels: { app: 'web', tier: 'front' } };
    const other = { ...template, metadata: { labels: labels.matchLabels } };
    expect(() =>
      client.update(deployments, { ...created, spec: { ...created.spec, selector: labels, template: other } }),
    ).toThrow('spec.selector: Invalid value: {"matchLabels":{"app":"web","tier":"front"}}: field is immutable');
  });
});

describe('a Pod', () => {
  test.each([
    ['nginx', 'Always'],
    ['nginx:latest', 'Always'],
    ['registry.example.com:5000/team/app', 'Always'],
    ['nginx:1.27', 'IfNotPresent'],
    [`nginx@sha256:${'a'.repeat(64)}`, 'IfNotPresent'],
  ])('with image %s pulls %s', (image, policy) => {
    const created = client.create(pods, { metadata, spec: { containers: [{ name: 'web', image }] } });
    expect(created.spec?.containers[0]?.imagePullPolicy).toBe(policy);
  });

  test('requests what it limits, and so is guaranteed', () => {
    const containers = [{ name: 'web', image: 'nginx', resources: { limits: { cpu: '0.5', memory: '64Mi' } } }];
    const created = client.create(pods, { metadata, spec: { containers } });
    expect(created.spec?.containers[0]?.resources?.requests).toEqual({ cpu: '500m', memory: '64Mi' });
    expect(created.status?.qosClass).toBe('Guaranteed');
  });

  test('changes its image, but not its name', () => {
    const created = client.create(pods, { metadata, spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] } });
    const [container] = created.spec.containers;
    const change = (fields: object): unknown =>
      client.update(pods, { ...created, spec: { ...created.spec, containers: [{ ...container, ...fields }] } } as typeof created);
    expect(() => change({ name: 'other' })).toThrow('pod updates may not change fields other than `spec.containers[*].image`');
    expect(() => change({ image: 'nginx:1.28' })).not.toThrow();
  });
});

test('a Secret stores text as base64 and hides nothing twice', () => {
  const created = client.create(secrets, { metadata, stringData: { password: 'grün' } });
  expect(created.data).toEqual({ password: 'Z3LDvG4=' });
  expect(created.stringData).toBeUndefined();
});
