import { describe, expect, it } from 'vitest';
import { learner } from '../learner.ts';

const { run } = await learner({ seed: 'options' });

describe('an option that changes nothing here', () => {
  it.each([
    ['ping -6 -c 1 node-1', 'ping: -6 is not simulated: '],
    ['nc -k -z node-1 22', 'nc: -k is not simulated: '],
    ['traceroute -w 1 node-1', 'traceroute: -w is not simulated: '],
    ['findmnt --real', 'findmnt: --real is not simulated: '],
    ['lsns -r', 'lsns: --raw is not simulated: '],
    ['df -a', 'df: -a is not simulated: '],
    ['top -b -n 3', 'top: -n is not simulated: '],
    ['umount -f /mnt', 'umount: --force is not simulated: '],
    ['dig +trace kubernetes', 'dig: +trace is not simulated'],
    ['host -t MX example.com', 'host: type MX is not simulated'],
    ['nslookup -type=MX example.com', 'nslookup: type MX is not simulated'],
    ['nslookup -debug example.com', 'nslookup: -debug is not simulated'],
    ['dd if=/dev/zero of=x bs=1 count=1 conv=sync', 'dd: conv=sync is not simulated'],
    ['fallocate -l 900M x', 'fallocate: files of more than 400 MiB are not simulated'],
  ])('says so: %s', async (line, words) => {
    expect(await run(line)).toContain(words);
  });
});

describe('options of the network tools', () => {
  it('ends ping at its deadline, and keeps it quiet', async () => {
    const text = await run('ping -q -w 3 node-1');
    expect(text).toContain('3 packets transmitted, 3 received');
    expect(text).not.toContain('bytes from');
  });

  it('lets traceroute go so far and ask so often, within bounds', async () => {
    expect(await run('traceroute -m 5 -q 1 node-1')).toMatch(/5 hops max.*\n 1 {2}node-1 \(\S+\) {2}\S+ ms\n$/);
    expect(await run('traceroute -q 1000000 node-1')).toContain('expected -m from 1 to 255 and -q from 1 to 10');
  });
});

describe('files and processes', () => {
  it('grows a file and keeps what is in it', async () => {
    expect(await run('echo hello > b; fallocate -l 8 b; wc -c < b; head -c 5 b')).toMatch(/^\s*8\nhello$/);
  });

  it('looks for processes by a pattern', async () => {
    expect(await run("pgrep -l 'i.it|nosuch'")).toBe('1 init\n');
    expect(await run("pgrep '('")).toContain('regex error');
    expect(await run('pgrep -x ini')).toBe('');
  });
});
