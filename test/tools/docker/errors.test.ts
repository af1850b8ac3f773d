import { beforeAll, describe, expect, it } from 'vitest';
import { learner } from '../learner.ts';

/** What was typed, the exit code, and how the last line of the message goes. Texts are those of docker/cli and moby 28.2. */
const cases: readonly (readonly [string, number, string | RegExp])[] = [
  ['docker run --rm busybox sh -c "exit 3"', 3, ''],
  ['docker run busybox nosuch', 127, /exec: "nosuch": executable file not found in \$PATH: unknown\n/],
  ['docker run busybox /etc', 126, /exec: "\/etc": is a directory: unknown\n/],
  ['docker run busybox /etc/passwd', 126, /exec: "\/etc\/passwd": permission denied: unknown\n/],
  ['docker run nosuch', 125, /docker: Error response from daemon: pull access denied for nosuch, repository does not exist/],
  ['docker run nginx:nosuch', 125, /manifest for nginx:nosuch not found: manifest unknown: manifest unknown\n/],
  ['docker run --name web busybox', 125, /Conflict\. The container name "\/web" is already in use by container "[0-9a-f]{64}"\./],
  ['docker run -p 8080:80 busybox', 125, /Bind for 0\.0\.0\.0:8080 failed: port is already allocated\n/],
  ['docker run --cpus 5 busybox', 125, /daemon: range of CPUs is from 0\.01 to 4\.00, as there are only 4 CPUs available\n/],
  ['docker run --cpus x busybox', 125, /^docker: invalid argument "x" for "--cpus" flag/],
  ['docker run -p 1:x busybox', 125, /^docker: invalid containerPort: x\n/],
  ['docker run -m 1m busybox', 125, /Minimum memory limit allowed is 6MB\n/],
  ['docker run --network nosuch busybox', 125, /daemon: network nosuch not found\n/],
  ['docker run --nosuch busybox', 125, /^unknown flag: --nosuch\n\nUsage: {2}docker run \[OPTIONS\] IMAGE/],
  [
    'docker run',
    1,
    /^docker: 'docker run' requires at least 1 argument\n[\s\S]*\nSee 'docker run --help' for more information\n$/,
  ],
  ['docker network create', 1, /requires 1 argument\n[\s\S]*\nRun 'docker network create --help' for more information\n$/],
  ['echo | docker run -it busybox', 1, 'the input device is not a TTY\n'],
  [
    'docker exec web nosuch',
    127,
    /^OCI runtime exec failed: exec failed: [^\n]+ exec: "nosuch": executable file not found in \$PATH/,
  ],
  ['docker exec web /etc', 126, /is a directory/],
  ['docker exec web sh -c "exit 7"', 7, ''],
  ['docker exec ended ls', 1, /^Error response from daemon: container [0-9a-f]{64} is not running\n$/],
  ['docker kill ended', 1, /^Error response from daemon: cannot kill container: ended: container [0-9a-f]{64} is not running\n$/],
  [
    'docker rm web',
    1,
    /^Error response from daemon: cannot remove container "web": container is running: stop the container before/,
  ],
  ['docker stop nosuch ended', 1, 'Error response from daemon: No such container: nosuch\nended\n'],
  [
    'docker start nosuch',
    1,
    'Error response from daemon: No such container: nosuch\nError: failed to start containers: nosuch\n',
  ],
  ['docker logs nosuch', 1, 'Error response from daemon: No such container: nosuch\n'],
  ['docker inspect nosuch', 1, '[]\nError: No such object: nosuch\n'],
  ['docker network inspect nosuch', 1, '[]\nError response from daemon: network nosuch not found\n'],
  ['docker image inspect nosuch', 1, '[]\nError response from daemon: No such image: nosuch:latest\n'],
  ['docker network create bridge', 1, 'Error response from daemon: operation is not permitted on predefined bridge network\n'],
  ['docker network rm bridge', 1, 'Error response from daemon: bridge is a pre-defined network and cannot be removed\n'],
  ['docker rmi nosuch', 1, 'Error response from daemon: No such image: nosuch:latest\n'],
  ['docker cp web:/nosuch .', 1, 'Error response from daemon: Could not find the file /nosuch in container web\n'],
  ['docker nosuch', 1, "docker: unknown command: docker nosuch\n\nRun 'docker --help' for more information\n"],
];

describe('what docker says when something is wrong', () => {
  let run: (line: string) => Promise<string>;
  beforeAll(async () => {
    ({ run } = await learner({ seed: 'docker errors' }));
    await run('docker pull -q busybox; docker run -d --name web -p 8080:80 nginx; docker run --name ended busybox true');
  });

  it.each(cases)('%s', async (line, code, text) => {
    const printed = await run(`${line}; echo "exit code $?"`);
    const [, message = '', exitCode = ''] = /^([\s\S]*)exit code (\d+)\n$/.exec(printed) ?? [];
    if (typeof text === 'string') expect(message).toBe(text);
    else expect(message).toMatch(text);
    expect(Number(exitCode)).toBe(code);
  });

  it('exits as the container did when the kernel or somebody ended it', async () => {
    expect(await run('(sleep 2; docker kill victim) & docker run --name victim busybox sleep 1d; echo "exit code $?"')).toMatch(
      /exit code 137\n/,
    );
    expect(await run('docker run --rm -m 32m polinux/stress stress --vm 1 --vm-bytes 64M; echo $?')).toMatch(
      /got signal 9[\s\S]*\n1\n$/,
    );
  });
});
