import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../sandbox/core/json.ts';
import { saveText } from '../../sandbox/core/netfilter-text.ts';
import { nftText } from '../../sandbox/core/nftables.ts';
import { endpointChain, nftName, serviceChain } from '../../sandbox/network/proxy/names.ts';
import { createLab, pod, service, word, type Lab } from './lab.ts';

describe('names of chains', () => {
  it('are those of a real cluster', () => {
    // Every cluster in the world has this chain for its API server.
    expect(serviceChain('SVC', 'default/kubernetes:https', 'tcp')).toBe('KUBE-SVC-NPX46M4PTMTKRN6Y');
    expect(serviceChain('SVC', 'kube-system/kube-dns:dns', 'udp')).toBe('KUBE-SVC-TCOU7JCQXEZGVUNU');
    expect(serviceChain('SVC', 'kube-system/kube-dns:dns-tcp', 'tcp')).toBe('KUBE-SVC-ERIFXISQEP7F7OF4');
    expect(nftName('default/kubernetes', 'tcp', 'https')).toBe('2QRHZV4L-default/kubernetes/tcp/https');
    expect(endpointChain('ns1/svc1:p80', 'tcp', '10.180.0.1:80')).toBe('KUBE-SEP-SXIVWICOYRO3J4NJ');
  });
});

describe('rules of a node', () => {
  it('follow the endpoints, one Service at a time', async () => {
    const lab = await createLab();
    lab.apply(
      pod('web-1', { app: 'web' }),
      pod('web-2', { app: 'web' }),
      service('web', { clusterIP: '10.96.7.7', selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] }),
    );
    await lab.settle();
    const node = lab.at('node-1');
    node.refreshRules?.();
    const before = node.netfilter.find('nat', serviceChain('SVC', 'default/kubernetes:https', 'tcp'))?.rules;
    const chain = serviceChain('SVC', 'default/web', 'tcp');
    expect(saveText(node.netfilter, 'nat')).toContain(
      `-A KUBE-SERVICES -d 10.96.7.7/32 -p tcp -m comment --comment "default/web cluster IP" -m tcp --dport 80 -j ${chain}\n`,
    );
    expect(saveText(node.netfilter, 'nat')).toMatch(new RegExp(`-A ${chain} .*--probability 0.50000000000 -j KUBE-SEP-`));
    const to = `${lab.podAddress('web-1')}:8080`;
    expect(saveText(node.netfilter, 'nat')).toContain(
      `-A ${endpointChain('default/web', 'tcp', to)} -p tcp -m comment --comment "default/web" -m tcp -j DNAT --to-destination ${to}\n`,
    );
    lab.remove('v1', 'Pod', 'web-1');
    await lab.settle();
    node.refreshRules?.();
    expect(saveText(node.netfilter, 'nat')).not.toContain('--probability');
    expect(node.netfilter.find('nat', serviceChain('SVC', 'default/kubernetes:https', 'tcp'))?.rules).toBe(before);
    lab.remove('v1', 'Pod', 'web-2');
    await lab.settle();
    node.refreshRules?.();
    expect(saveText(node.netfilter, 'nat')).not.toContain(chain);
    expect(saveText(node.netfilter, 'filter')).toContain(
      '-A KUBE-SERVICES -d 10.96.7.7/32 -p tcp -m comment --comment "default/web has no endpoints" -m tcp --dport 80 -j REJECT --reject-with icmp-port-unreachable\n',
    );
  });

  it.each(['iptables', 'ipvs', 'nftables'] as const)(
    'give an external address and port that two Services ask for to the first, and to the other when that is gone (%s)',
    async (mode) => {
      const lab = await createLab({ network: { proxy: { mode, scheduler: 'rr' } } });
      const asking = (name: string): JsonObject =>
        service(name, { externalIPs: ['192.168.64.99'], selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }] });
      lab.apply(pod('client', { app: 'client' }), pod('one', { app: 'one' }), pod('two', { app: 'two' }), asking('one'));
      await lab.settle();
      lab.apply(asking('two'));
      await lab.settle();
      const ask = async (): Promise<string> => word(await lab.get('client', '192.168.64.99'));
      expect(await ask()).toBe('200 one');
      lab.remove('v1', 'Service', 'one');
      await lab.settle();
      expect(await ask()).toBe('200 two');
      lab.remove('v1', 'Service', 'two');
      // kube-proxy writes at most once a second.
      await lab.cluster.clock.advance(1_000);
      expect(await ask()).not.toMatch(/^200/);
    },
  );

  it('stay as they are while kube-proxy is stopped', async () => {
    const lab = await createLab();
    lab.apply(
      pod('client', { app: 'client' }, { node: 'node-1' }),
      pod('web-1', { app: 'web' }, { node: 'node-2' }),
      service('web', { clusterIP: '10.96.7.7', selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] }),
    );
    await lab.settle();
    expect(word(await lab.get('client', '10.96.7.7'))).toBe('200 web-1');
    lab.cluster.components.stop('kube-proxy/node-1');
    lab.remove('v1', 'Pod', 'web-1');
    lab.apply(pod('web-2', { app: 'web' }, { node: 'node-2' }));
    await lab.settle();
    expect(word(await lab.get('client', '10.96.7.7'))).toBe('no route to host');
    lab.cluster.components.start('kube-proxy/node-1');
    expect(word(await lab.get('client', '10.96.7.7'))).toBe('200 web-2');
  });
});

describe('names', () => {
  it('are unknown while CoreDNS is stopped, and addresses work', async () => {
    const lab = await createLab();
    lab.apply(
      pod('client', { app: 'client' }),
      service('web', { clusterIP: '10.96.7.7', ports: [{ port: 80 }], selector: { app: 'client' } }),
    );
    await lab.settle();
    const resolve = () => lab.run(() => lab.cluster.network.resolve(lab.at('client'), 'web'));
    expect(await resolve()).toEqual(['10.96.7.7']);
    lab.cluster.components.stop('coredns');
    expect(await resolve()).toEqual([]);
  });

  it('follow the ConfigMap of CoreDNS: hosts, rewrite, no forward', async () => {
    const lab = await createLab();
    const Corefile = `.:53 {
    errors
    rewrite name shop.example.org web.default.svc.cluster.local
    hosts {
        10.1.2.3 legacy.example.org
        fallthrough
    }
    kubernetes cluster.local in-addr.arpa ip6.arpa {
        pods insecure
    }
}`;
    lab.apply(
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'coredns', namespace: 'kube-system' }, data: { Corefile } },
      pod('client', { app: 'client' }),
      service('web', { clusterIP: '10.96.7.7', ports: [{ port: 80 }] }),
    );
    await lab.settle();
    const resolve = (name: string) => lab.run(() => lab.cluster.network.resolve(lab.at('client'), name));
    expect(await resolve('legacy.example.org')).toEqual(['10.1.2.3']);
    expect(await resolve('shop.example.org')).toEqual(['10.96.7.7']);
    expect(await resolve('example.com')).toEqual([]);
    expect(await resolve('web')).toEqual(['10.96.7.7']);
  });
});

describe('nftables, as of v1.36', () => {
  const web = (more: JsonObject = {}): JsonObject =>
    service('web', {
      selector: { app: 'web' },
      type: 'NodePort',
      ports: [{ port: 80, targetPort: 8080, nodePort: 30_080 }],
      ...more,
    });
  const tableOf = async (...objects: readonly JsonObject[]): Promise<{ readonly lab: Lab; readonly text: string }> => {
    const lab = await createLab({ network: { proxy: { mode: 'nftables', scheduler: 'rr' } } });
    lab.apply(pod('web-1', { app: 'web' }, { node: 'node-1' }), ...objects);
    await lab.settle();
    const namespace = lab.at('node-1');
    namespace.refreshRules?.();
    const table = namespace.nftables.get('ip kube-proxy');
    return { lab, text: table === undefined ? '' : nftText(table) };
  };

  it('sends straight to the Pods: a chain for each of them is made for session affinity only', async () => {
    const { lab, text } = await tableOf(web());
    expect(text).toContain(`dnat ip addr . port to numgen random mod 1 map { 0 : ${lab.podAddress('web-1')} . 8080 }`);
    expect(text).not.toMatch(/chain endpoint-\w+-default\/web/);
    const sticky = await tableOf(web({ sessionAffinity: 'ClientIP' }));
    expect(sticky.text).toMatch(/chain endpoint-\w+-default\/web\/tcp\//);
    expect(sticky.text).toMatch(
      /set affinity-\w+-default\/web\/tcp\/\S* \{\n\t\ttype ipv4_addr\n\t\tflags dynamic,timeout\n\t\ttimeout 10800s/,
    );
  });

  it('lists the addresses on which node ports answer: the main one of the node', async () => {
    const { lab, text } = await tableOf(web());
    const [address] = lab.at('node-1').addresses;
    expect(text).toContain(`comment "IPs that accept NodePort traffic"\n\t\telements = { ${address} }`);
    expect(text).toContain('ip daddr @nodeport-ips meta l4proto . th dport vmap @service-nodeports');
    expect(word(await lab.get('node-1', '127.0.0.1', { port: 30_080 }))).toBe('connection refused');
    expect(word(await lab.get('workstation', address ?? '', { port: 30_080 }))).toBe('200 web-1');
  });

  it('shows a Pod that is sent to itself the address of its node', async () => {
    const { lab, text } = await tableOf(web());
    const address = lab.podAddress('web-1');
    expect(text).toContain(`elements = { ${address} . ${address} . tcp . 8080 }`);
    expect(word(await lab.get('web-1', lab.addressOf('web')))).toBe('200 web-1');
  });
});
