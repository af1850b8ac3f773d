import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../sandbox/core/json.ts';
import { proxyModes } from '../../sandbox/network/index.ts';
import { learnerAt } from '../harness/learner.ts';

const pod = (name: string, nodeName: string, ports: readonly JsonObject[]): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default' },
  spec: { nodeName, containers: [{ name: 'web', image: 'nginx', ports }] },
});

describe.each(proxyModes)('a hostPort, with kube-proxy in mode %s', (mode) => {
  it("leads from the node's port to the Pod, from everywhere, for as long as the Pod is there", async () => {
    const { type, wait } = await learnerAt({
      network: { proxy: { mode, scheduler: 'rr' } },
      objects: [pod('web', 'node-1', [{ containerPort: 80, hostPort: 8080 }]), pod('client', 'node-2', [])],
    });
    await wait(15_000);
    const status = async (before: string, host: string): Promise<string> =>
      (await type(`${before}curl -s -o /dev/null -m 2 -w '%{http_code}' http://${host}:8080`)).output.trim();
    const node = (await type("kubectl get pod web -o jsonpath='{.status.hostIP}'")).output;
    expect(await status('', 'node-1')).toBe('200');
    expect(await status('kubectl exec client -- ', node)).toBe('200');
    // The node itself, and the Pod through its node.
    expect(await status('ssh node-1 ', node)).toBe('200');
    expect(await status('kubectl exec web -- ', node)).toBe('200');
    expect(await status('', 'node-2')).toContain('000');
    expect((await type('ssh node-1 sudo iptables -t nat -S CNI-HOSTPORT-DNAT')).output).toMatch(
      /--dport 8080 .*-j CNI-DN-\w{21}/,
    );
    await type('kubectl delete pod web');
    await wait(5_000);
    expect(await status('', 'node-1')).toContain('000');
    expect((await type('ssh node-1 sudo iptables -t nat -S')).output).not.toContain('CNI-DN-');
  });
});
