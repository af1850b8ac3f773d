import { beforeAll, describe, expect, it } from 'vitest';
import { proxyModes, type ProxyMode } from '../../sandbox/network/index.ts';
import { createLab, pod, service, word, type Lab } from './lab.ts';

/**
 * Who reaches what. The senders: a Pod on the same node as the server, one on the other node, a node, and a machine outside. The same table holds in
 * every mode of kube-proxy but where a row says otherwise.
 */
const senders = ['near', 'far', 'node-1', 'workstation'] as const;
type Sender = (typeof senders)[number];

interface Row {
  readonly what: string;
  readonly because: string;
  host(lab: Lab): string;
  readonly port?: number;
  expected(sender: Sender, mode: ProxyMode): string | RegExp;
}

const app = { app: 'web' };
const echo = /^200 (web-1|web-2)$/;

const rows: readonly Row[] = [
  {
    what: 'a Pod by its address',
    because: 'every Pod has an address of its own that all Pods and nodes reach without NAT',
    host: (lab) => lab.podAddress('web-1'),
    port: 8080,
    expected: () => '200 web-1',
  },
  {
    what: 'a port of a Pod where nobody listens',
    because: 'the Pod is there and its kernel refuses',
    host: (lab) => lab.podAddress('web-1'),
    port: 81,
    expected: () => 'connection refused',
  },
  {
    what: 'a ClusterIP',
    because: 'kube-proxy on every node sends it to one of the ready endpoints',
    host: (lab) => lab.addressOf('web'),
    expected: () => echo,
  },
  {
    what: 'a ClusterIP by name',
    because: 'only Pods ask CoreDNS',
    host: () => 'web',
    expected: (sender) => (sender === 'near' || sender === 'far' ? echo : 'no such host'),
  },
  {
    what: 'another port of a ClusterIP',
    because: 'iptables has no rule for it and the packet is lost; IPVS and nftables modes know the address and refuse or lose it',
    host: (lab) => lab.addressOf('web'),
    port: 81,
    expected: (_sender, mode) => (mode === 'nftables' ? 'connection refused' : 'timed out'),
  },
  {
    what: 'a Service without endpoints',
    because: 'the rules refuse: icmp-port-unreachable',
    host: (lab) => lab.addressOf('empty'),
    expected: () => 'connection refused',
  },
  {
    what: 'a Service whose Pods are not ready',
    because: 'endpoints that are not ready are not in the rules',
    host: (lab) => lab.addressOf('unready'),
    expected: () => 'connection refused',
  },
  {
    what: 'a Service whose targetPort nobody listens on',
    because: 'the rules do not look whether anybody listens',
    host: (lab) => lab.addressOf('wrong-port'),
    expected: () => 'connection refused',
  },
  {
    what: 'a Service with publishNotReadyAddresses',
    because: 'its endpoints count as ready',
    host: (lab) => lab.addressOf('published'),
    expected: () => '200 sick',
  },
  {
    what: 'internalTrafficPolicy Local where there is a Pod on the node',
    because: 'only endpoints of the sender’s node are used, and elsewhere it is dropped',
    host: (lab) => lab.addressOf('inside-local'),
    expected: (sender, mode) =>
      sender === 'near' || sender === 'node-1' ? '200 web-1' : mode === 'ipvs' ? 'connection refused' : 'timed out',
  },
  {
    what: 'a NodePort on the node with the Pod',
    because: 'every node listens for it',
    host: () => '192.168.64.11',
    port: 30080,
    expected: () => echo,
  },
  {
    what: 'a NodePort on a node without Pods',
    because: 'every node passes it on, whether it has Pods or not',
    host: () => '192.168.64.10',
    port: 30080,
    expected: () => echo,
  },
  {
    what: 'externalTrafficPolicy Local on the node with the Pod',
    because: 'the node has a local endpoint',
    host: () => '192.168.64.11',
    port: 30081,
    expected: () => '200 web-1',
  },
  {
    what: 'externalTrafficPolicy Local on a node without its Pod',
    because:
      'it is dropped there, but for Pods of that node itself, whose traffic goes to all endpoints; IPVS has no server to send to and refuses',
    host: () => '192.168.64.12',
    port: 30081,
    expected: (sender, mode) => (mode === 'ipvs' ? 'connection refused' : sender === 'far' ? '200 web-1' : 'timed out'),
  },
  {
    what: 'an external address',
    because: 'externalIPs are caught on every node',
    host: () => '198.18.0.1',
    expected: () => echo,
  },
  {
    what: 'the address of a load balancer',
    because: 'inside the cluster the rules catch it, outside the balancer picks a node',
    host: () => '203.0.113.10',
    expected: () => echo,
  },
  {
    what: 'a load balancer with loadBalancerSourceRanges that leave out all of them',
    because: 'other senders are dropped by the firewall chain',
    host: () => '203.0.113.11',
    expected: () => 'timed out',
  },
  {
    what: 'a headless Service by name',
    because: 'DNS answers with the Pods themselves, so the port is theirs',
    host: () => 'headless',
    port: 8080,
    expected: (sender) => (sender === 'near' || sender === 'far' ? echo : 'no such host'),
  },
  {
    what: 'an ExternalName',
    because: 'DNS answers with an alias; nothing is proxied',
    host: () => 'alias',
    expected: (sender) => (sender === 'near' || sender === 'far' ? echo : 'no such host'),
  },
  {
    what: 'the address of a Pod that never was',
    because: 'nobody answers for it',
    host: () => '10.244.1.250',
    port: 8080,
    expected: () => 'no route to host',
  },
  {
    what: 'its own loopback address',
    because: 'it is what the sender’s own network namespace listens on: the Pods do, the machines do not',
    host: () => '127.0.0.1',
    port: 8080,
    expected: (sender) => (sender === 'near' || sender === 'far' ? `200 ${sender}` : 'connection refused'),
  },
];

describe.each(proxyModes.map((mode) => [mode]))('kube-proxy in %s mode', (mode) => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await createLab({ network: { proxy: { mode, scheduler: 'rr' } } });
    const port = { port: 80, targetPort: 8080 };
    lab.apply(
      pod('web-1', { ...app, one: 'web-1' }, { node: 'node-1' }),
      pod('web-2', app, { node: 'node-2' }),
      pod('sick', { app: 'sick' }, { node: 'node-1', ready: false }),
      pod('near', { app: 'client' }, { node: 'node-1' }),
      pod('far', { app: 'client' }, { node: 'node-2' }),
      service('web', { selector: app, ports: [port] }),
      service('empty', { selector: { app: 'nobody' }, ports: [port] }),
      service('unready', { selector: { app: 'sick' }, ports: [port] }),
      service('published', { selector: { app: 'sick' }, publishNotReadyAddresses: true, ports: [port] }),
      service('wrong-port', { selector: app, ports: [{ port: 80, targetPort: 9 }] }),
      service('inside-local', { selector: { one: 'web-1' }, internalTrafficPolicy: 'Local', ports: [port] }),
      service('node-port', { type: 'NodePort', selector: app, ports: [{ ...port, nodePort: 30080 }] }),
      service('outside-local', {
        type: 'NodePort',
        externalTrafficPolicy: 'Local',
        selector: { one: 'web-1' },
        ports: [{ ...port, nodePort: 30081 }],
      }),
      service('external', { selector: app, externalIPs: ['198.18.0.1'], ports: [port] }),
      service('balanced', { type: 'LoadBalancer', selector: app, ports: [port] }),
      service('headless', { clusterIP: 'None', selector: app, ports: [port] }),
      service('alias', { type: 'ExternalName', externalName: 'web.default.svc.cluster.local' }),
    );
    await lab.settle();
    lab.apply(
      service('guarded', { type: 'LoadBalancer', loadBalancerSourceRanges: ['8.8.8.0/24'], selector: app, ports: [port] }),
    );
    await lab.settle();
  });

  for (const { what, because, host, port = 80, expected } of rows) {
    it.each(senders.map((sender) => [sender]))(`from %s: ${what}: ${because}`, async (sender) => {
      const found = word(await lab.get(sender, host(lab), { port }));
      const wanted = expected(sender, mode);
      if (typeof wanted === 'string') expect(found).toBe(wanted);
      else expect(found).toMatch(wanted);
    });
  }

  it('answers a ping to a ClusterIP in IPVS mode only, where the address is one of the machine’s own', async () => {
    const reply = await lab.run(async () => lab.cluster.network.tools?.ping(lab.at('near'), lab.addressOf('web'), 1_000));
    const expected = {
      iptables: { ok: false, failure: 'timed out' },
      ipvs: { ok: true },
      nftables: { ok: false, failure: 'connection refused' },
    };
    expect(reply).toMatchObject(expected[mode]);
  });
});
