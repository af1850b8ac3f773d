import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../sandbox/core/json.ts';
import { createLab, pod, policy, service, word, type Lab } from './lab.ts';

let lab: Lab;
const db = { app: 'db' };
const web = { app: 'web' };

beforeEach(async () => {
  lab = await createLab();
  lab.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { team: 'shop' } } });
  await lab.settle();
  lab.apply(
    pod('db', db, { node: 'node-1' }),
    pod('web', web, { node: 'node-2' }),
    pod('other', { app: 'other' }, { node: 'node-2' }),
    pod('host', { app: 'web' }, { node: 'node-2', hostNetwork: true }),
    pod('web', web, { namespace: 'shop', node: 'node-2' }),
    service('db', { selector: db, ports: [{ port: 80, targetPort: 8080 }] }),
  );
  await lab.settle();
});

const ask = async (from: string, host = 'db.default', port = 80): Promise<string> => word(await lab.get(from, host, { port }));
const byAddress = async (from: string): Promise<string> => ask(from, lab.podAddress('db'), 8080);
const OPEN = '200 db';
const SHUT = 'timed out';

/** What each sender gets, by the Service, under a policy for the database. */
async function table(spec: JsonObject): Promise<{ readonly [from: string]: string }> {
  lab.apply(policy('db', { podSelector: { matchLabels: db }, ...spec }));
  const found: { [from: string]: string } = {};
  for (const from of ['web', 'other', 'shop/web', 'node-1', 'node-2', 'workstation']) found[from] = await byAddress(from);
  return found;
}

describe('ingress policies', () => {
  it('are absent by default: all Pods accept all traffic', async () => {
    for (const from of ['web', 'other', 'shop/web']) expect(await ask(from)).toBe(OPEN);
  });

  it.each<[string, JsonObject, readonly string[]]>([
    [
      'policyTypes Ingress without rules isolates the Pod; its own node still reaches it',
      { policyTypes: ['Ingress'] },
      ['node-1'],
    ],
    ['an empty rule allows everybody', { ingress: [{}] }, ['web', 'other', 'shop/web', 'node-1', 'node-2', 'workstation']],
    [
      'podSelector alone means Pods of the policy’s own namespace',
      { ingress: [{ from: [{ podSelector: { matchLabels: web } }] }] },
      ['web', 'node-1'],
    ],
    [
      'an empty podSelector means all Pods of the namespace',
      { ingress: [{ from: [{ podSelector: {} }] }] },
      ['web', 'other', 'node-1'],
    ],
    [
      'namespaceSelector alone means all Pods of those namespaces',
      { ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: 'shop' } } }] }] },
      ['shop/web', 'node-1'],
    ],
    [
      'an empty namespaceSelector means Pods of all namespaces, but not what is no Pod',
      { ingress: [{ from: [{ namespaceSelector: {} }] }] },
      ['web', 'other', 'shop/web', 'node-1'],
    ],
    [
      'both selectors in one item must hold at once',
      {
        ingress: [
          { from: [{ namespaceSelector: { matchLabels: { team: 'shop' } }, podSelector: { matchLabels: { app: 'other' } } }] },
        ],
      },
      ['node-1'],
    ],
    [
      'two items are alternatives',
      {
        ingress: [
          {
            from: [{ namespaceSelector: { matchLabels: { team: 'shop' } } }, { podSelector: { matchLabels: { app: 'other' } } }],
          },
        ],
      },
      ['other', 'shop/web', 'node-1'],
    ],
    [
      'ipBlock lets an address in from outside',
      { ingress: [{ from: [{ ipBlock: { cidr: '192.168.64.1/32' } }] }] },
      ['node-1', 'workstation'],
    ],
    [
      'except takes addresses out of an ipBlock',
      { ingress: [{ from: [{ ipBlock: { cidr: '192.168.64.0/24', except: ['192.168.64.1/32'] } }] }] },
      ['node-1', 'node-2'],
    ],
    ['a port that is not listed stays shut', { ingress: [{ ports: [{ port: 9090 }] }] }, ['node-1']],
    [
      'ports count by the Pod’s port, not the Service’s',
      { ingress: [{ ports: [{ port: 8080 }] }] },
      ['web', 'other', 'shop/web', 'node-1', 'node-2', 'workstation'],
    ],
    [
      'a named port is the port that the Pod calls so',
      { ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 'http' }] }] },
      ['web', 'other', 'node-1'],
    ],
    [
      'endPort makes a range',
      { ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 8000, endPort: 8100 }] }] },
      ['web', 'other', 'node-1'],
    ],
    ['a range that ends before the port does not hold it', { ingress: [{ ports: [{ port: 8000, endPort: 8079 }] }] }, ['node-1']],
    ['a UDP port is not a TCP port', { ingress: [{ ports: [{ port: 8080, protocol: 'UDP' }] }] }, ['node-1']],
    [
      'peers and ports of a rule must both hold',
      { ingress: [{ from: [{ podSelector: { matchLabels: web } }], ports: [{ port: 9 }] }] },
      ['node-1'],
    ],
  ])('%s', async (_why, spec, open) => {
    const found = await table(spec);
    for (const [from, answer] of Object.entries(found)) expect([from, answer]).toEqual([from, open.includes(from) ? OPEN : SHUT]);
  });

  it('add up: what one policy allows no other forbids', async () => {
    lab.apply(policy('none', { podSelector: {}, policyTypes: ['Ingress'] }));
    lab.apply(policy('some', { podSelector: { matchLabels: db }, ingress: [{ from: [{ podSelector: { matchLabels: web } }] }] }));
    expect(await byAddress('web')).toBe(OPEN);
    expect(await byAddress('other')).toBe(SHUT);
  });

  it('follow labels: a Pod that gets the label gets in', async () => {
    lab.apply(
      policy('db', {
        podSelector: { matchLabels: db },
        ingress: [{ from: [{ podSelector: { matchLabels: { role: 'friend' } } }] }],
      }),
    );
    expect(await byAddress('other')).toBe(SHUT);
    lab.label('other', { role: 'friend' });
    expect(await byAddress('other')).toBe(OPEN);
  });

  it('do not see Pods on a node’s own network as Pods', async () => {
    lab.apply(policy('db', { podSelector: { matchLabels: db }, ingress: [{ from: [{ podSelector: { matchLabels: web } }] }] }));
    expect(await byAddress('node-2')).toBe(SHUT);
  });
});

describe('egress policies', () => {
  it('shut everything, names too, when there are no rules', async () => {
    lab.apply(policy('web', { podSelector: { matchLabels: web }, policyTypes: ['Egress'] }));
    expect(await ask('web')).toBe('timed out');
    expect(await byAddress('web')).toBe(SHUT);
    expect(await byAddress('other')).toBe(OPEN);
  });

  it('leave names unknown when port 53 is not allowed: the address works and the name does not', async () => {
    lab.apply(
      policy('web', {
        podSelector: { matchLabels: web },
        egress: [{ to: [{ podSelector: { matchLabels: db } }] }],
        policyTypes: ['Egress'],
      }),
    );
    expect(await byAddress('web')).toBe(OPEN);
    expect(word(await lab.get('web', 'db', { timeout: 60_000 }))).toBe('no such host');
    const dns = {
      to: [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
          podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
        },
      ],
      ports: [{ port: 53, protocol: 'UDP' }],
    };
    lab.apply(policy('dns', { podSelector: { matchLabels: web }, egress: [dns], policyTypes: ['Egress'] }));
    expect(await ask('web')).toBe(OPEN);
  });

  it('need the other end’s consent as well', async () => {
    lab.apply(policy('web', { podSelector: { matchLabels: web }, egress: [{}], policyTypes: ['Egress'] }));
    expect(await byAddress('web')).toBe(OPEN);
    lab.apply(policy('db', { podSelector: { matchLabels: db }, policyTypes: ['Ingress'] }));
    expect(await byAddress('web')).toBe(SHUT);
  });

  it('hold for the Pod behind a Service, not for the Service’s address', async () => {
    const dns = { ports: [{ port: 53, protocol: 'UDP' }] };
    lab.apply(
      policy('web', {
        podSelector: { matchLabels: web },
        egress: [{ to: [{ ipBlock: { cidr: '10.96.0.0/12' } }] }, dns],
        policyTypes: ['Egress'],
      }),
    );
    expect(await ask('web')).toBe(SHUT);
    lab.apply(
      policy('web', {
        podSelector: { matchLabels: web },
        egress: [{ to: [{ ipBlock: { cidr: '10.244.0.0/16' } }] }, dns],
        policyTypes: ['Egress'],
      }),
    );
    expect(await ask('web')).toBe(OPEN);
  });

  it('keep a Pod from the world outside', async () => {
    lab.apply(
      policy('web', {
        podSelector: { matchLabels: web },
        egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['198.51.100.0/24'] } }] }],
        policyTypes: ['Egress'],
      }),
    );
    expect(await ask('web', '198.51.100.10')).toBe(SHUT);
    expect(await ask('other', '198.51.100.10')).toContain('200');
  });
});

it('nobody enforces policies where the plug-in is flannel', async () => {
  lab = await createLab({ network: { plugin: 'flannel' } });
  lab.apply(
    pod('db', db, { node: 'node-1' }),
    pod('web', web, { node: 'node-2' }),
    policy('db', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
  );
  await lab.settle();
  expect(await byAddress('web')).toBe(OPEN);
});
