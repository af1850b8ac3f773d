import { describe, expect, it } from 'vitest';
import { createLab, pod, word, type Lab } from './lab.ts';

const app = { app: 'web' };

async function lab(plugin: 'calico' | 'flannel' | 'none'): Promise<Lab> {
  const made = await createLab({ network: { plugin } });
  made.apply(
    pod('client', { app: 'client' }, { node: 'node-1' }),
    pod('near', app, { node: 'node-1' }),
    pod('far', app, { node: 'node-2' }),
  );
  await made.settle();
  return made;
}

async function on(made: Lab, node: string, line: string): Promise<string> {
  const shell = await made.cluster.shell();
  let text = '';
  const done = shell.run(`ssh ${node} '${line}'`, { onOutput: (piece) => void (text += piece.text) });
  await made.cluster.clock.runUntil(done);
  return text;
}

const range = (address: string): string => address.replace(/\.\d+$/, '.0/24');

describe('flannel (VXLAN)', () => {
  it('shows a bridge, a tunnel and a route by it for each other node', async () => {
    const made = await lab('flannel');
    const [near, far] = [range(made.podAddress('near')), range(made.podAddress('far'))];
    const routes = await on(made, 'node-1', 'ip route');
    expect(routes).toContain(`${far} via ${far.replace('/24', '')} dev flannel.1 onlink`);
    expect(routes).toContain(`${near} dev cni0 proto kernel scope link src ${near.replace('0/24', '1')}`);
    const links = await on(made, 'node-1', 'ip -d link');
    expect(links).toMatch(
      /flannel\.1: .* mtu 1450 .*\n.*\n {4}vxlan id 1 local 192\.168\.64\.\d+ dev eth0 srcport 0 0 dstport 8472/,
    );
    expect(links.match(/veth[0-9a-f]{8}@if2: .* master cni0/g)?.length).toBeGreaterThanOrEqual(2);
    const outcome = await made.get('client', made.podAddress('far'), { port: 8080 });
    expect(outcome.hops.map(({ what }) => what).join('\n')).toContain('dev flannel.1: VXLAN wraps it in UDP port 8472');
  });

  it('gives a Pod an end of a pair, its bridge as gateway, and 50 bytes less', async () => {
    const made = await lab('flannel');
    const devices = made.at('near').devices;
    expect(devices?.link('eth0')).toMatchObject({ kind: 'veth', mtu: 1450 });
    const gateway = made.podAddress('near').replace(/\.\d+$/, '.1');
    expect(devices?.routes).toContainEqual(expect.objectContaining({ destination: 'default', via: gateway }));
    expect(word(await made.get('client', gateway, { port: 10_251 }))).toBe('connection refused');
  });
});

describe('Calico (BGP)', () => {
  it('shows a route a Pod, and those of other nodes from its routing daemon', async () => {
    const made = await lab('calico');
    const routes = await on(made, 'node-1', 'ip route');
    expect(routes).toMatch(new RegExp(`${made.podAddress('near')} dev cali[0-9a-f]{11} scope link`));
    expect(routes).toMatch(new RegExp(`${range(made.podAddress('far'))} via 192\\.168\\.64\\.\\d+ dev eth0 proto bird`));
    expect(routes).toContain(`blackhole ${range(made.podAddress('near'))} proto bird`);
    expect(made.at('near').devices?.routes).toContainEqual(
      expect.objectContaining({ destination: 'default', via: '169.254.1.1' }),
    );
    const outcome = await made.get('client', made.podAddress('far'), { port: 8080 });
    expect(outcome.hops.map(({ what }) => what).join('\n')).toContain('not wrapped');
  });

  it('takes the cable of a Pod away with the Pod', async () => {
    const made = await lab('calico');
    const address = made.podAddress('near');
    made.remove('v1', 'Pod', 'near');
    await made.settle();
    expect(await on(made, 'node-1', 'ip route')).not.toContain(address);
  });
});

describe.each(['calico', 'flannel'] as const)('a broken route, with %s', (plugin) => {
  it('loses what is for the other node, says so in the trace, and leaves the rest alone', async () => {
    const made = await lab(plugin);
    const far = made.podAddress('far');
    expect(word(await made.get('client', far, { port: 8080 }))).toBe('200 far');
    await on(made, 'node-1', `sudo ip route del ${range(far)}`);
    const outcome = await made.get('client', far, { port: 8080 });
    expect(word(outcome)).toBe('timed out');
    expect(outcome.hops.at(-1)?.what).toContain('the default gateway gets the packet and drops it');
    expect(word(await made.get('client', made.podAddress('near'), { port: 8080 }))).toBe('200 near');
  });
});

describe('without a plug-in', () => {
  it('leaves nodes NotReady with the words of the runtime, and Pods without a sandbox', async () => {
    const made = await lab('none');
    const shell = await made.cluster.shell();
    const run = async (line: string): Promise<string> => {
      let text = '';
      await made.cluster.clock.runUntil(shell.run(line, { onOutput: (piece) => void (text += piece.text) }));
      return text;
    };
    expect(await run('kubectl get nodes')).toMatch(/node-1\s+NotReady/);
    expect(await run('kubectl describe node node-1')).toContain(
      'NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized',
    );
    expect(await run('kubectl get pods')).toMatch(/client\s+0\/1\s+(ContainerCreating|Pending)/);
    expect(await run('kubectl get events')).toContain('network is not ready: container runtime network not ready');
    // Whoever installs one has a working node.
    for (const node of ['control-plane', 'node-1', 'node-2'])
      await on(
        made,
        node,
        `echo \\{\\"plugins\\":[\\{\\"type\\":\\"flannel\\"\\}]\\} | sudo tee /etc/cni/net.d/10-flannel.conflist`,
      );
    await made.cluster.clock.advance(60_000);
    expect(await run('kubectl get nodes')).toMatch(/node-1\s+Ready/);
    expect(word(await made.get('client', made.podAddress('far'), { port: 8080 }))).toBe('200 far');
    expect(await on(made, 'node-1', 'ip route')).toContain('dev flannel.1');
  });
});
