import { beforeAll, describe, expect, it } from 'vitest';
import { learner } from '../learner.ts';

describe('processes as a learner sees them', () => {
  let run: (line: string) => Promise<string>;
  beforeAll(async () => {
    ({ run } = await learner({ seed: 'processes' }));
    await run('docker run -d --name box busybox sleep 1d; sleep 1');
  });

  it('lists them as busybox does in its containers, and as procps does on the machine', async () => {
    expect(await run('docker exec box ps')).toMatch(/^PID {3}USER {5}TIME {2}COMMAND\n {4}1 root {6}0:00 sleep 1d\n/);
    expect(await run('docker exec box ps aux')).toMatch(/^PID {3}USER {5}TIME {2}COMMAND\n {4}1 root {6}0:00 sleep 1d\n/);
    expect(await run('docker run --rm --pid host busybox ps')).toMatch(
      /^PID {3}USER {5}TIME {2}COMMAND\n {4}1 root {6}0:00 \/sbin\/init\n/,
    );
    expect(await run('ps -e --forest')).toMatch(/\n +1 \? +00:00:00 init\n +2 \? +00:00:00 containerd\n/);
    expect(await run('ps -e --forest')).toMatch(/ bash\n +\d+ pts\/0 +00:00:00 {2}\\_ ps\n/);
    expect(await run('ps aux')).toMatch(/\nlearner +4 .* Ss +\d\d:\d\d +0:00 -bash\n/);
    expect(await run('cat /proc/4/comm; grep PPid /proc/4/status')).toBe('bash\nPPid:\t1\n');
  });

  it('does not let a learner end what is root’s', async () => {
    const pid = (await run("docker inspect -f '{{.State.Pid}}' box")).trim();
    expect(await run(`kill -9 ${pid}; echo $?`)).toBe(`kill: (${pid}) - Operation not permitted\n1\n`);
    expect(await run('pkill -9 sleep; echo $?')).toBe(`pkill: killing pid ${pid} failed: Operation not permitted\n1\n`);
    expect(await run('killall sleep; echo $?')).toBe(`sleep(${pid}): Operation not permitted\n1\n`);
    expect(await run('docker ps -q')).not.toBe('');
  });

  it('draws namespaces below those of the process that made them', async () => {
    await run('sudo unshare -fpu --mount-proc sleep 1h & sleep 1');
    expect(await run('sudo lsns -o TYPE,COMMAND')).toMatch(/\nmnt +unshare [^\n]*\nuts +unshare [^\n]*\npid +└─sleep 1h\n$/);
    expect(await run('sudo lsns -l -o TYPE,COMMAND')).toMatch(/\npid +sleep 1h\n$/);
  });

  it('says why a file of the kernel does not change in the kernel’s words', async () => {
    expect(await run('mkdir /sys/fs/cgroup/x')).toBe("mkdir: cannot create directory '/sys/fs/cgroup/x': Permission denied\n");
    expect(await run('rm /proc/version')).toBe("rm: cannot remove '/proc/version': Operation not permitted\n");
  });
});
