import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../sandbox/core/json.ts';
import { createLab, pod, service, type Lab } from './lab.ts';

/** A Pod of an image that sleeps, to run programs in. */
const shellOf = (name: string, image: string): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { nodeName: 'node-1', containers: [{ name: 'main', image, command: ['sleep', '1d'] }] },
});

async function labWithShells(): Promise<Lab & { say(line: string): Promise<string> }> {
  const lab = await createLab();
  lab.apply(
    shellOf('small', 'busybox'),
    shellOf('large', 'ubuntu'),
    pod('web', { app: 'web' }, { node: 'node-2' }),
    service('web', { clusterIP: '10.96.7.7', selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] }),
  );
  await lab.settle();
  const shell = await lab.cluster.shell();
  const say = async (line: string): Promise<string> => {
    let text = '';
    const done = shell.run(line, { onOutput: (piece) => void (text += piece.text) });
    await lab.cluster.clock.runUntil(done);
    return `${text}[${await done}]`;
  };
  return { ...lab, say };
}

describe('programs that fail say it in the words of the one that is installed', async () => {
  const lab = await labWithShells();
  const web = lab.podAddress('web');
  it.each<[string, string, string]>([
    ['busybox', 'ping -c 1 nope', "ping: bad address 'nope'\ncommand terminated with exit code 1\n[1]"],
    ['busybox', `nc -zv ${web} 81`, `nc: ${web} (${web}:81): Connection refused\ncommand terminated with exit code 1\n[1]`],
    ['busybox', `nc -zv ${web} 8080`, `${web} (${web}:8080) open\n[0]`],
    ['busybox', 'nc -zv nope 80', "nc: bad address 'nope'\ncommand terminated with exit code 1\n[1]"],
    ['busybox', 'traceroute nope', "traceroute: bad address 'nope'\ncommand terminated with exit code 1\n[1]"],
  ])('%s: %s', async (_flavour, line, expected) => {
    expect(await lab.say(`kubectl exec small -- ${line}`)).toBe(expected);
  });

  it.each<[string, string]>([
    ['ping -c 1 nope', 'ping: nope: Name or service not known\n[2]'],
    [`nc -zv ${web} 81`, `nc: connect to ${web} port 81 (tcp) failed: Connection refused\n[1]`],
    ['traceroute nope', 'nope: Name or service not known\nCannot handle "host" cmdline arg `nope\' on position 1 (argc 1)\n[2]'],
    ['nslookup nope', "Server:\t\t127.0.0.53\nAddress:\t127.0.0.53#53\n\n** server can't find nope: NXDOMAIN\n\n[1]"],
  ])('a machine: %s', async (line, expected) => {
    expect(await lab.say(line)).toBe(expected);
  });

  it('an image of Ubuntu has the large ones, too', async () => {
    expect(await lab.say('kubectl exec large -- ping -c 1 nope')).toContain('ping: nope: Name or service not known\n');
  });

  it('pings that nobody answers: packets leave once a second all the same', async () => {
    expect(await lab.say('ping -c 3 -W 5 10.96.7.7')).toBe(
      'PING 10.96.7.7 (10.96.7.7) 56(84) bytes of data.\n\n--- 10.96.7.7 ping statistics ---\n3 packets transmitted, 0 received, 100% packet loss, time 2000ms\n\n[1]',
    );
    expect(await lab.say('kubectl exec small -- ping -c 2 -W 1 10.96.7.7')).toBe(
      'PING 10.96.7.7 (10.96.7.7): 56 data bytes\n\n--- 10.96.7.7 ping statistics ---\n2 packets transmitted, 0 packets received, 100% packet loss\ncommand terminated with exit code 1\n[1]',
    );
  });

  it('openssl names the system call that failed', async () => {
    expect(await lab.say(`openssl s_client -connect ${web}:81`)).toMatch(
      /error:8000006F:system library:BIO_connect:Connection refused:.*\n.*connect error:.*\nconnect:errno=111\n\[1]$/,
    );
  });
});
