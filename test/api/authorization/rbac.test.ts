import { beforeEach, describe, expect, it } from 'vitest';
import { admissionPlugins } from '../../../sandbox/admission/index.ts';
import type { ComponentClient } from '../../../sandbox/api/client.ts';
import { createApiServer, createClusterAuthorizer, kubernetesAdmin, type ApiServer } from '../../../sandbox/api/index.ts';
import type { UserInfo } from '../../../sandbox/api/request.ts';
import { createBootstrapRoles } from '../../../sandbox/bootstrap-roles.ts';
import { apiServerControllers, controllers } from '../../../sandbox/controllers/index.ts';
import { controllerUser } from '../../../sandbox/component-users.ts';
import { VirtualClock } from '../../../sandbox/core/clock.ts';
import { Random } from '../../../sandbox/core/random.ts';
import { kinds } from '../../../sandbox/kinds/index.ts';
import {
  clusterRoleBindings,
  clusterRoles,
  configMaps,
  leases,
  namespaces,
  nodes,
  persistentVolumeClaims,
  persistentVolumes,
  pods,
  roleBindings,
  roles,
  secrets,
  serviceAccounts,
  subjectAccessReviews,
} from '../../../sandbox/schema/resources.ts';

const group = 'rbac.authorization.k8s.io';
const jane: UserInfo = { username: 'jane', groups: ['system:authenticated'] };
let server: ApiServer;
let admin: ComponentClient;

beforeEach(() => {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1));
  const random = new Random('test');
  server = createApiServer({
    clock,
    random,
    kinds,
    admission: admissionPlugins,
    authorizer: createClusterAuthorizer,
    freeze: true,
  });
  admin = server.componentClient(kubernetesAdmin);
  for (const name of ['shop', 'other', 'kube-system', 'kube-public', 'kube-node-lease']) {
    admin.create(namespaces, { spec: {}, metadata: { name } });
    admin.create(serviceAccounts, { metadata: { name: 'default', namespace: name } });
  }
  createBootstrapRoles(admin);
});

const bind = (role: string, kind: 'Role' | 'ClusterRole', user = 'jane'): void => {
  admin.create(roleBindings, {
    metadata: { name: `${user}-${role}`.replaceAll(':', '-'), namespace: 'shop' },
    roleRef: { apiGroup: group, kind, name: role },
    subjects: [{ apiGroup: group, kind: 'User', name: user }],
  });
};

describe('roles', () => {
  it('let somebody in from the moment they are bound, and no longer than that', () => {
    const client = server.componentClient(jane);
    const refusal =
      'configmaps is forbidden: User "jane" cannot list resource "configmaps" in API group "" in the namespace "shop"';
    expect(() => client.list(configMaps, 'shop')).toThrow(refusal);
    bind('view', 'ClusterRole');
    expect(client.list(configMaps, 'shop')).toEqual([]);
    expect(() => client.list(configMaps, 'other')).toThrow('in the namespace "other"');
    expect(() => client.list(secrets, 'shop')).toThrow('secrets is forbidden');
    admin.delete(roleBindings, { name: 'jane-view', namespace: 'shop' });
    expect(() => client.list(configMaps, 'shop')).toThrow(refusal);
  });

  it('that are bound but missing are told of', () => {
    bind('ghost', 'Role');
    expect(() => server.componentClient(jane).list(pods, 'shop')).toThrow(
      'in the namespace "shop": RBAC: role.rbac.authorization.k8s.io "ghost" not found',
    );
  });

  it('are not given away by who does not have the rights', () => {
    bind('edit', 'ClusterRole');
    bind('admin', 'ClusterRole');
    const client = server.componentClient(jane);
    const role = (resource: string) => ({
      metadata: { name: resource, namespace: 'shop' },
      rules: [{ apiGroups: [''], resources: [resource], verbs: ['get'] }],
    });
    expect(() => client.create(roles, role('nodes'))).toThrow(
      'user "jane" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n' +
        '{APIGroups:[""], Resources:["nodes"], Verbs:["get"]}',
    );
    expect(client.create(roles, role('pods')).metadata.name).toBe('pods');
  });

  it('are never asked for of superusers', () => {
    expect(server.client(kubernetesAdmin).user).toBe(kubernetesAdmin);
    expect(admin.list(clusterRoleBindings).length).toBeGreaterThan(40);
    expect(admin.get(clusterRoles, { name: 'admin' }).rules?.length).toBeGreaterThan(20);
  });
});

describe('acting as somebody else', () => {
  const bob: UserInfo = { username: 'bob', groups: ['devs', 'system:authenticated'] };

  it('needs to be allowed for the user and for each group', async () => {
    const ask = async (): Promise<string> => {
      const { body } = await server
        .client(bob, jane)
        .request({ verb: 'list', group: '', version: 'v1', resource: 'pods', namespace: 'shop' });
      return String(body['message'] ?? '');
    };
    expect(await ask()).toBe(
      'users "bob" is forbidden: User "jane" cannot impersonate resource "users" in API group "" at the cluster scope',
    );
    admin.create(clusterRoles, {
      metadata: { name: 'imp' },
      rules: [{ apiGroups: [''], resources: ['users'], verbs: ['impersonate'] }],
    });
    admin.create(clusterRoleBindings, {
      metadata: { name: 'imp' },
      roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'imp' },
      subjects: [{ apiGroup: group, kind: 'User', name: 'jane' }],
    });
    expect(await ask()).toContain('groups "devs" is forbidden: User "jane" cannot impersonate resource "groups"');
  });
});

describe('a kubelet', () => {
  const kubelet: UserInfo = { username: 'system:node:n1', groups: ['system:nodes', 'system:authenticated'] };

  it('reads only the Secrets that its Pods name, and keeps to its own Node and lease', () => {
    const client = server.componentClient(kubelet);
    for (const name of ['used', 'unused']) admin.create(secrets, { metadata: { name, namespace: 'shop' } });
    admin.create(pods, {
      metadata: { name: 'p', namespace: 'shop' },
      spec: { nodeName: 'n1', containers: [{ name: 'a', image: 'b', envFrom: [{ secretRef: { name: 'used' } }] }] },
    });
    expect(client.get(secrets, { name: 'used', namespace: 'shop' }).metadata.name).toBe('used');
    expect(() => client.get(secrets, { name: 'unused', namespace: 'shop' })).toThrow(
      "no relationship found between node 'n1' and this object",
    );
    expect(() => client.create(nodes, { metadata: { name: 'n2' } })).toThrow('node "n1" is not allowed to modify node "n2"');
    expect(() => client.get(leases, { name: 'n2', namespace: 'kube-node-lease' })).toThrow(
      'can only access node lease with the same name as the requesting node',
    );
  });

  it('lists the Pods of its own node alone, in a request as in a question', () => {
    const client = server.componentClient(kubelet);
    const spec = { containers: [{ name: 'a', image: 'b' }] };
    admin.create(pods, { metadata: { name: 'mine', namespace: 'shop' }, spec: { ...spec, nodeName: 'n1' } });
    admin.create(pods, { metadata: { name: 'other', namespace: 'shop' }, spec: { ...spec, nodeName: 'n2' } });
    const listed = (fieldSelector: string): string => {
      try {
        return client
          .list(pods, undefined, { fieldSelector })
          .map(({ metadata }) => metadata.name)
          .join();
      } catch (error) {
        return (error as Error).message.replace(/^.*cluster scope: /, '');
      }
    };
    const refused = 'can only list/watch pods with spec.nodeName field selector';
    expect(listed('spec.nodeName=n1')).toBe('mine');
    for (const selector of ['', 'spec.nodeName=n2', 'spec.nodeName!=n1', 'status.phase=Running'])
      expect([selector, listed(selector)]).toEqual([selector, refused]);
    expect(() => client.get(pods, { name: 'other', namespace: 'shop' })).toThrow("no relationship found between node 'n1'");
    expect(() => client.list(nodes)).toThrow("node 'n1' cannot read all nodes, only its own Node object");

    const ask = (fieldSelector: object | undefined): boolean | undefined =>
      admin.create(subjectAccessReviews, {
        metadata: {},
        spec: {
          user: kubelet.username,
          groups: kubelet.groups,
          resourceAttributes: { verb: 'list', resource: 'pods', ...(fieldSelector && { fieldSelector }) },
        },
      }).status?.allowed;
    const node = (operator: string, value: string) => ({ requirements: [{ key: 'spec.nodeName', operator, values: [value] }] });
    expect(
      [node('In', 'n1'), { rawSelector: 'spec.nodeName=n1' }, node('In', 'n2'), node('NotIn', 'n1'), undefined].map(ask),
    ).toEqual([true, true, false, false, false]);
  });

  it('reads the volumes that claims of its Pods are bound to', () => {
    const client = server.componentClient(kubelet);
    for (const name of ['used', 'unused'])
      admin.create(persistentVolumes, {
        metadata: { name },
        spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/data' } },
      });
    admin.create(persistentVolumeClaims, {
      metadata: { name: 'data', namespace: 'shop' },
      spec: { volumeName: 'used', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    });
    admin.create(pods, {
      metadata: { name: 'p', namespace: 'shop' },
      spec: {
        nodeName: 'n1',
        containers: [{ name: 'a', image: 'b' }],
        volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }],
      },
    });
    expect(client.get(persistentVolumes, { name: 'used' }).metadata.name).toBe('used');
    expect(() => client.get(persistentVolumes, { name: 'unused' })).toThrow('no relationship found');
    expect(() => client.list(persistentVolumes)).toThrow('can only get individual resources of this type');
  });
});

describe('the controllers of the cluster', () => {
  it('have a role or are administrators', () => {
    expect(apiServerControllers.length).toBeGreaterThan(0);
    for (const { name } of controllers) {
      const user = controllerUser(name);
      const allowed = server.store
        .list(`${group}/clusterrolebindings`)
        .some(({ metadata }) => metadata.name.endsWith(`:${user.username.split(':').at(-1) ?? ''}`));
      expect([name, allowed || user.groups.includes('system:masters')]).toEqual([name, true]);
    }
  });
});
