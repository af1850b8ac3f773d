import { beforeEach, describe, expect, it } from 'vitest';
import type { Cluster } from '../../../sandbox/cluster-types.ts';
import { learner } from '../learner.ts';

let cluster: Cluster;
let run: (line: string) => Promise<string>;
const onNode = (line: string): Promise<string> => run(`ssh node-1 '${line}'`);
const ready = (): Promise<string> => run("kubectl get node node-1 --no-headers | awk '{print $2}'");

beforeEach(async () => {
  ({ cluster, run } = await learner({ seed: 'services' }));
  await run(
    'kubectl run web --image=nginx --overrides=\'{"spec":{"nodeName":"node-1"}}\'; kubectl wait pod/web --for=condition=Ready',
  );
});

describe('systemctl on a node', () => {
  it('stops the kubelet: containers go on, the node is not ready after its grace, and comes back', async () => {
    await onNode('systemctl stop kubelet');
    expect(cluster.components.running).not.toContain('kubelet/node-1');
    expect(await onNode('systemctl is-active kubelet; ps -ef')).toMatch(/^inactive\n[^]*nginx/);
    expect(await onNode('ps -ef')).not.toContain('/usr/bin/kubelet');
    await run('sleep 30');
    expect(await ready()).toBe('Ready\n');
    await run('sleep 30');
    expect(await ready()).toBe('NotReady\n');
    await onNode('systemctl start kubelet; sleep 2');
    expect(await ready()).toBe('Ready\n');
    expect(await onNode('crictl ps -q')).toHaveLength(65);
  });

  it('starts a kubelet again that was killed', async () => {
    await onNode('pkill -9 kubelet');
    expect(cluster.components.running).not.toContain('kubelet/node-1');
    expect(await onNode('systemctl status kubelet')).toMatch(/Active: activating \(auto-restart\) \(Result: signal\)/);
    await onNode('sleep 11');
    expect(await onNode('systemctl show -p NRestarts --value kubelet; systemctl is-active kubelet')).toBe('1\nactive\n');
  });

  it('is the same as the fault of a lesson', async () => {
    cluster.components.stop('kubelet/node-1');
    expect(await onNode('systemctl is-active kubelet')).toBe('inactive\n');
    cluster.components.start('kubelet/node-1');
    expect(await onNode('systemctl is-active kubelet')).toBe('active\n');
    cluster.components.stop('kubelet/node-1');
    cluster.components.start('kubelet/node-1');
    expect(cluster.components.running).toContain('kubelet/node-1');
  });

  it('starts nothing on a machine without power, and what is enabled with it', async () => {
    await onNode('systemctl disable kubelet');
    for (const process of cluster.nodes.get('node-1')?.processes ?? []) process.kill('SIGKILL');
    cluster.setNodeDown('node-1', true);
    await run('sleep 20');
    const names = (): readonly string[] => (cluster.nodes.get('node-1')?.processes ?? []).map(({ argv }) => argv[0] ?? '');
    expect(names()).toEqual(['/sbin/init']);
    cluster.setNodeDown('node-1', false);
    expect(names()).toEqual(['/sbin/init', '/usr/bin/containerd']);
  });

  it('stops containerd: the kubelet can do nothing, and says so after half a minute', async () => {
    await onNode('systemctl stop containerd');
    expect(await onNode('crictl ps')).toContain('dial unix /run/containerd/containerd.sock: connect: no such file or directory');
    expect(await run('kubectl exec web -- hostname')).toContain('code = Unavailable');
    await run('kubectl delete pod web --wait=false; sleep 41');
    expect(await ready()).toBe('NotReady\n');
    expect(await run('kubectl get node node-1 -o jsonpath=\'{.status.conditions[?(@.type=="Ready")].message}\'')).toBe(
      'container runtime is down',
    );
    expect(await onNode('ps -ef')).toContain('nginx');
    await onNode('systemctl start containerd; sleep 15');
    expect(await ready()).toBe('Ready\n');
    expect(await run('kubectl get pods -o name')).toBe('');
  });

  it.each([
    ['systemctl status nosuch', 'Unit nosuch.service could not be found.'],
    ['systemctl stop nosuch', 'Failed to stop nosuch.service: Unit nosuch.service not loaded.'],
    ['systemctl frob', "Unknown command verb 'frob'."],
    ['systemctl start', 'Too few arguments.'],
    ['systemctl kill -s NOSUCH kubelet', 'Failed to parse signal string NOSUCH.'],
    ['journalctl -x -n 1', 'journalctl: --catalog is not simulated'],
    ['systemctl is-enabled nosuch', 'Failed to get unit file state for nosuch.service: No such file or directory'],
  ])('%s is refused', async (line, message) => {
    expect(await onNode(line)).toContain(message);
  });

  it('says that a changed unit file has no effect', async () => {
    expect(await onNode('systemctl daemon-reload')).toBe('');
    await onNode('echo "# more" >> /usr/lib/systemd/system/kubelet.service');
    expect(await onNode('systemctl daemon-reload')).toContain('not simulated');
  });
});

describe('journalctl', () => {
  it('shows what a unit said, in several forms', async () => {
    await run('kubectl run crash --image=nosuch/image --overrides=\'{"spec":{"nodeName":"node-1"}}\'; sleep 5');
    expect(await onNode('journalctl -u kubelet --no-pager | head -1')).toBe(
      'Jan 01 09:00:00 node-1 systemd[1]: Started kubelet.service - kubelet: The Kubernetes Node Agent.\n',
    );
    expect(await onNode('journalctl -u kubelet -n 1 -o cat')).toMatch(/^E0101 .* pod="default\/crash"\n$/);
    expect(await onNode('journalctl -u kubelet --since "1 min ago" -g pull -n 1 -o short-iso')).toMatch(
      /^2026-01-01T09:00:\d\d\+0000 node-1 kubelet\[\d+\]: E/,
    );
    expect(await onNode('journalctl -u nosuch')).toBe('-- No entries --\n');
    expect(await onNode('journalctl --since tomorrow -u kubelet')).toBe('-- No entries --\n');
    expect(await onNode('journalctl --since sometime')).toBe('Failed to parse timestamp: sometime\n');
  });

  it('shows what the kernel said, and follows', async () => {
    await run('docker run -m 64m polinux/stress stress --vm 1 --vm-bytes 128M');
    expect(await run('journalctl -k -n 1')).toMatch(
      /workstation kernel: Memory cgroup out of memory: Killed process \d+ \(stress\)/,
    );
    expect(await run('timeout 5 journalctl -fu docker & sleep 1; sudo systemctl restart docker; wait')).toMatch(
      /Stopping docker\.service[^]*API listen/,
    );
  });
});

describe('docker as a service', () => {
  it('ends its containers in order, is started by its socket, and starts what is to run always', async () => {
    await run('docker run -d --name kept --restart always nginx; docker run -d --name left nginx');
    expect(await run('systemctl stop docker')).toContain('Access denied');
    expect(await run('sudo systemctl stop docker')).toContain(
      "Stopping 'docker.service', but its triggering units are still active:",
    );
    expect(cluster.containers().map((container) => (container['State'] as { Status: string }).Status)).toEqual([
      'exited',
      'exited',
    ]);
    await run('sudo systemctl stop docker docker.socket');
    expect(await run('docker ps')).toContain('Cannot connect to the Docker daemon');
    await run('sudo systemctl start docker');
    expect(await run("docker ps --format '{{.Names}}'")).toBe('kept\n');
  });
});
