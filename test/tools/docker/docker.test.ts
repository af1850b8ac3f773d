import { beforeAll, describe, expect, it } from 'vitest';
import type { Cluster, Shell } from '../../../sandbox/cluster-types.ts';
import { createCluster } from '../../../sandbox/index.ts';

describe('docker on the learner’s machine', () => {
  let cluster: Cluster;
  let shell: Shell;
  let output = '';

  const begin = (line: string): Promise<number> => {
    output = '';
    return shell.run(line, { onOutput: ({ text }) => (output += text), terminal: { columns: 120, rows: 30 } });
  };
  const run = async (line: string): Promise<string> => {
    expect(await cluster.clock.runUntil(begin(line), 120_000)).toBe(true);
    return output;
  };

  beforeAll(async () => {
    cluster = createCluster({ seed: 'docker' });
    shell = await cluster.shell();
    await run('docker pull -q busybox; docker run -d --name web -p 8080:80 nginx; sleep 2');
  });

  it('runs a container as a process with namespaces, a control group and files of its own', async () => {
    const pid = (await run("docker inspect -f '{{.State.Pid}}' web")).trim();
    const process = cluster.workstation.processes.find((one) => String(one.pid) === pid);
    const first = cluster.workstation.namespaces.initial;
    expect(process?.namespacePid).toBe(1);
    for (const kind of ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'uts'] as const)
      expect(process?.namespaces[kind]).not.toBe(first[kind]);
    for (const kind of ['time', 'user'] as const) expect(process?.namespaces[kind]).toBe(first[kind]);
    expect(process?.cgroup).toMatch(/^\/system\.slice\/docker-[0-9a-f]{64}\.scope$/);
    expect(await run('docker exec web cat /proc/self/cgroup')).toBe('0::/\n');
    expect(await run('docker exec web hostname; hostname')).toMatch(/^[0-9a-f]{12}\nworkstation\n$/);
  });

  it('publishes ports, and shows both ends of the wire', async () => {
    expect(await run('curl -s localhost:8080 | grep -c Welcome')).toBe('2\n');
    expect(await run('curl -s 172.17.0.2 | grep -c Welcome')).toBe('2\n');
    expect(await run('docker exec web ip -br addr')).toMatch(/eth0@if\d+ +UP +172\.17\.0\.2\/16/);
    expect(await run('ip -br link show master docker0')).toMatch(/^veth[0-9a-f]{7}@if2 +UP/);
    expect(await run('docker run -d -p 8080:80 nginx')).toContain('Bind for 0.0.0.0:8080 failed: port is already allocated');
  });

  it('keeps changes in the layer of the container', async () => {
    await run("docker run --name changed busybox sh -c 'echo new > /new; echo root > /etc/passwd; rm /etc/group'");
    expect(await run('docker diff changed')).toBe('C /etc\nD /etc/group\nC /etc/passwd\nA /new\n');
    expect(await run('docker run --rm busybox ls /new')).toContain('No such file or directory');
    const upper = (await run("docker inspect -f '{{.GraphDriver.Data.UpperDir}}' changed")).trim();
    expect(await run(`sudo cat ${upper}/new`)).toBe('new\n');
  });

  it('ends a hog of memory and says so', async () => {
    expect(await run('docker run --name hog -m 50m alpine stress --vm 1 --vm-bytes 100M; echo $?')).toMatch(
      /got signal 9[\s\S]*\n1\n$/,
    );
    expect(await run("docker inspect -f '{{.State.OOMKilled}}' hog")).toBe('true\n');
    expect(await run('sudo dmesg | tail -1')).toMatch(/Memory cgroup out of memory: Killed process \d+ \(stress\)/);
  });

  it('resolves names on networks of its own, and not on the bridge', async () => {
    await run('docker network create app; docker run -d --name api --network app nginx; sleep 1');
    expect(await run('docker run --rm --network app busybox wget -qO- http://api | grep -c Welcome')).toBe('2\n');
    expect(await run('docker run --rm busybox wget -qO- http://api')).toContain('bad address');
    expect(await run('docker run --rm --network container:api busybox wget -qO- http://localhost | grep -c Welcome')).toBe('2\n');
  });

  it('opens a shell in a container, and comes back', async () => {
    const line = begin('docker run -it --rm --name inner busybox sh');
    await cluster.clock.settle();
    expect(shell.prompt).toBe('/ # ');
    for (const typed of ['ps\n', 'exit 3\n']) {
      shell.type(typed);
      await cluster.clock.settle();
    }
    expect(await cluster.clock.runUntil(line, 10_000)).toBe(true);
    expect(await line).toBe(3);
    expect(output).toContain('PID   USER     TIME  COMMAND\n    1 root      0:00 sh\n');
    expect(shell.prompt).toBe('~ $ ');
    expect(await run('docker ps -a -q -f name=inner')).toBe('');
  });

  it('builds an image that runs', async () => {
    await run(
      "printf 'FROM busybox\\nWORKDIR /app\\nCOPY note .\\nRUN cat note > copy\\nENV WHO=you\\nCMD cat copy; echo $WHO\\n' > Dockerfile; echo hello > note",
    );
    await run('docker build -t note .');
    expect(await run('docker run --rm note')).toBe('hello\nyou\n');
  });

  it('says of options that have no effect that they have none', async () => {
    expect(await run('docker run --rm --init busybox true')).toBe('docker: --init is accepted, not simulated\n');
    await run('printf "FROM busybox\\nHEALTHCHECK CMD true\\n" > Dockerfile');
    expect(await run('docker build .')).toContain('docker: HEALTHCHECK is accepted, not simulated (line 2)');
    expect(await run('docker build -q .')).toMatch(/^sha256:[0-9a-f]{64}\n$/);
  });

  it('opens a shell on a node', async () => {
    expect(await run('ssh node-1 hostname')).toBe('node-1\n');
  });
});
