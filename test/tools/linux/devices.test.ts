import { beforeAll, describe, expect, it } from 'vitest';
import { learner } from '../learner.ts';

describe('devices made by hand', () => {
  let run: (line: string) => Promise<string>;
  beforeAll(async () => {
    ({ run } = await learner({ seed: 'devices' }));
    await run('sudo ip netns add blue; sudo ip link add v1 type veth peer name v2; sudo ip addr add 10.5.0.1/24 dev v1');
  });

  it('shows a pair as iproute2 does while nobody is at the other end', async () => {
    expect(await run('ip -br link show type veth')).toMatch(/^v2@v1 +DOWN .*<BROADCAST,MULTICAST,M-DOWN> \nv1@v2 +DOWN /);
    await run('sudo ip link set v1 up');
    expect(await run('ip link show v1')).toContain(
      '<NO-CARRIER,BROADCAST,MULTICAST,UP,M-DOWN> mtu 1500 qdisc noqueue state LOWER',
    );
    expect(await run('ip route')).toMatch(
      /^default [^\n]+\n10\.5\.0\.0\/24 [^\n]+ linkdown \n172\.17\.0\.0\/16 [^\n]+ linkdown \n192/,
    );
  });

  it('carries packets between namespaces, by a pair and by a bridge', async () => {
    await run('sudo ip link set v2 netns blue; sudo ip netns exec blue ip addr add 10.5.0.2/24 dev v2');
    expect(await run('ping -c 1 10.5.0.2')).toContain('From 10.5.0.1 icmp_seq=1 Destination Host Unreachable');
    await run('sudo ip netns exec blue ip link set v2 up');
    expect(await run('ping -c 2 10.5.0.2')).toContain('2 packets transmitted, 2 received, 0% packet loss, time 1000ms');
    expect(await run('sudo ip netns exec blue ping -c 1 10.5.0.1')).toContain('1 received');
    expect(await run('sudo ip netns exec blue ping -c 1 192.168.64.1')).not.toContain('1 received');
    await run('sudo brctl addbr br9; sudo ip addr flush dev v1; sudo brctl addif br9 v1; sudo ip addr add 10.5.0.1/24 dev br9');
    expect(await run('ping -c 1 10.5.0.2')).not.toContain('1 received');
    expect(await run('sudo ip link set br9 up; ping -c 1 10.5.0.2')).toContain('1 received');
  });

  it('says what is wrong with a bridge as bridge-utils does', async () => {
    expect(await run('brctl addbr br8')).toContain('Operation not permitted');
    expect(await run('sudo brctl addbr br9')).toBe("device br9 already exists; can't create bridge with the same name\n");
    expect(await run('sudo brctl addif br9 v1')).toBe(
      "device v1 is already a member of a bridge; can't enslave it to bridge br9.\n",
    );
    expect(await run('sudo brctl addif br9 nosuch')).toBe('interface nosuch does not exist!\n');
    expect(await run('sudo brctl delbr br9')).toBe("bridge br9 is still up; can't delete it\n");
    expect(await run('sudo brctl delif br9 v1; brctl show br9')).toMatch(/\nbr9\t\t8000\.[0-9a-f]{12}\tno\t\t\n$/);
    expect(await run('brctl show nosuch')).toContain("can't get info No such device");
    expect(await run('sudo ip link set br9 down; sudo brctl delbr br9; brctl show')).not.toContain('br9');
  });

  it('shows devices in the older form where busybox does', async () => {
    await run('docker pull -q busybox');
    expect(await run('docker run --rm busybox ifconfig')).toMatch(
      /^eth0 {6}Link encap:Ethernet {2}HWaddr [0-9A-F:]{17} {2}\n {10}inet addr:172\.17\.0\.2 {2}Bcast:172\.17\.255\.255 {2}Mask:255\.255\.0\.0\n {10}UP BROADCAST RUNNING MULTICAST {2}MTU:1500 {2}Metric:1\n[\s\S]*\n\nlo {8}Link encap:Local Loopback {2}\n/,
    );
    expect(await run('ifconfig docker0')).toMatch(/^docker0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST> {2}mtu 1500\n/);
  });

  it('reaches one container from another', async () => {
    await run('docker run -d --name web nginx');
    expect(await run('docker run --rm busybox ping -c 1 172.17.0.2')).toContain('1 packets transmitted, 1 packets received');
    expect(await run('ping -c 1 172.17.0.2')).toContain('1 received');
    expect(await run('docker exec web ping -c 1 192.168.64.11')).toContain('1 packets received');
  });
});
