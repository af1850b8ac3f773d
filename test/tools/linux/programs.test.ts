import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../sandbox/core/clock.ts';
import type { ConnectionFailure, HttpResponse, Network, OutgoingRequest } from '../../../sandbox/core/traffic.ts';
import { collector, createProgramTable } from '../../../sandbox/host/index.ts';
import { linuxPrograms } from '../../../sandbox/tools/linux/index.ts';
import { machineWith, sh } from '../shell/machine.ts';

const answer = (status: number, body: string, headers: { readonly [name: string]: string } = {}): HttpResponse => ({
  status,
  body,
  headers,
});

/** Hosts that answer, refuse, or never do. */
function networkWith(clock: () => Clock, seen: OutgoingRequest[] = []): Network {
  const wait = (milliseconds: number): Promise<void> => clock().sleep(milliseconds);
  return {
    async resolve(_from, name) {
      return name === 'web' || name === 'web.default' ? ['10.96.0.10'] : [];
    },
    async request(_from, request) {
      seen.push(request);
      const failed = (failure: ConnectionFailure, milliseconds: number) =>
        ({ ok: false, failure, port: request.port, milliseconds, hops: [], address: '10.96.0.11' }) as const;
      if (request.host === 'closed') return failed('connection refused', 0);
      if (request.host === 'slow') {
        const limit = Math.min(request.timeout ?? Infinity, 130_000);
        await wait(limit);
        return failed('timed out', limit);
      }
      if (request.host !== 'web' && request.host !== 'web.default') return failed('no such host', 0);
      const response =
        request.path === '/old'
          ? answer(302, '', { location: '/new' })
          : request.path === '/new'
            ? answer(200, 'moved here\n')
            : request.path === '/missing'
              ? answer(404, 'no\n', { 'content-type': 'text/plain' })
              : answer(200, `${request.method} ${request.path}${request.body === '' ? '' : ` ${request.body}`}\n`, {
                  server: 'nginx',
                });
      return { ok: true, response, address: '10.96.0.10', port: request.port, hops: [] };
    },
    async connect(_from, host, port, timeout) {
      if (host === 'web' || host.startsWith('10.')) return port === 80 || port === 7 ? { ok: true } : refused(port);
      if (host !== 'slow') return { ok: false, failure: 'no such host', port, milliseconds: 0, hops: [] };
      await wait(timeout ?? 130_000);
      return { ok: false, failure: 'timed out', port, milliseconds: timeout ?? 130_000, hops: [] };
    },
  };
}

const refused = (port: number) => ({ ok: false, failure: 'connection refused', port, milliseconds: 0, hops: [] }) as const;

async function run(...argv: readonly string[]) {
  const seen: OutgoingRequest[] = [];
  const holder: { clock?: Clock } = {};
  const network = networkWith(() => holder.clock as Clock, seen);
  const { clock, machine } = machineWith(linuxPrograms, network);
  holder.clock = clock;
  const begun = clock.now();
  const stdout = collector();
  const stderr = collector();
  const process = machine.start({ argv, stdout, stderr, cwd: '/tmp', env: { A: '1' } });
  await clock.runUntil(new Promise<void>((resolve) => void process.onExit(() => resolve())), 1_000_000);
  return {
    stdout: stdout.text,
    stderr: stderr.text,
    code: process.exitCode,
    seconds: (clock.now() - begun) / 1000,
    files: machine.files,
    seen,
  };
}

describe('curl', () => {
  it.each<[string, string, string, number]>([
    ['web', 'GET /\n', '', 0],
    ['-s http://web:80/a?b=1', 'GET /a?b=1\n', '', 0],
    ['-i web', 'HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\nGET /\n', '', 0],
    ['-I web', 'HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\n', '', 0],
    ['-s -o /dev/null -w %{http_code}\\n web', '200\n', '', 0],
    ['-so /dev/null -w "%{http_code} web/missing', '"404', '', 0],
    ['-d a=1 -d b=2 web/form', 'POST /form a=1&b=2\n', '', 0],
    ['-X PUT -d x web', 'PUT / x\n', '', 0],
    ['-G -d a=1 web/q', 'GET /q?a=1\n', '', 0],
    ['web/old', '', '', 0],
    ['-L web/old', 'moved here\n', '', 0],
    ['-f web/missing', '', 'curl: (22) The requested URL returned error: 404\n', 22],
    ['web web.default/x', 'GET /\nGET /x\n', '', 0],
    ['nowhere', '', 'curl: (6) Could not resolve host: nowhere\n', 6],
    ['-s nowhere', '', '', 6],
    ['-sS nowhere', '', 'curl: (6) Could not resolve host: nowhere\n', 6],
    ['closed:8080', '', 'curl: (7) Failed to connect to closed port 8080 after 0 ms: Could not connect to server\n', 7],
    ['-m 2 slow', '', 'curl: (28) Connection timed out after 2000 milliseconds\n', 28],
    ['--connect-timeout 3 slow', '', 'curl: (28) Connection timed out after 3000 milliseconds\n', 28],
    [
      '--nonsense web',
      '',
      "curl: option --nonsense: is unknown\ncurl: try 'curl --help' or 'curl --manual' for more information\n",
      2,
    ],
    ['-m', '', "curl: option -m: requires parameter\ncurl: try 'curl --help' or 'curl --manual' for more information\n", 2],
    ['', '', "curl: try 'curl --help' or 'curl --manual' for more information\n", 2],
    ['ftp://web', '', 'curl: (1) Protocol "ftp" not supported\n', 1],
    ['http://', '', 'curl: (3) URL using bad/illegal format or missing URL\n', 3],
  ])('curl %s', async (args, stdout, stderr, code) => {
    expect(await run('curl', ...args.split(' ').filter((arg) => arg !== ''))).toMatchObject({
      stdout: stdout,
      stderr,
      code,
    });
  });

  it('gives up after the time it was given', async () => {
    expect(await run('curl', '-m', '5', 'slow')).toMatchObject({ code: 28, seconds: 5 });
  });

  it('sends headers, and shows the exchange with -v', async () => {
    const { seen, stderr } = await run('curl', '-v', '-H', 'Host: shop.example', '-H', 'X-A: 1', 'web');
    expect(seen[0]?.headers).toMatchObject({ host: 'shop.example', 'x-a': '1', 'user-agent': 'curl/8.11.1' });
    expect(stderr).toContain('> GET / HTTP/1.1\n');
    expect(stderr).toContain('< HTTP/1.1 200 OK\n');
  });

  it('saves with -o and -O', async () => {
    const { files } = await run('curl', '-s', '-o', 'saved', 'web/a');
    expect(files.readText('/tmp/saved')).toBe('GET /a\n');
    const second = await run('curl', '-O', 'web/b.txt');
    expect(second.files.readText('/tmp/b.txt')).toBe('GET /b.txt\n');
  });
});

describe('the other tools', () => {
  it.each<[string, string, string, number]>([
    ['wget -qO- web', 'GET /\n', '', 0],
    ['wget -q -O - http://web/old', 'moved here\n', '', 0],
    ['wget -qO- web/missing', '', 'wget: server returned error: HTTP/1.1 404 Not Found\n', 1],
    ['wget -qO- nowhere', '', "wget: bad address 'nowhere'\n", 1],
    ['wget -qO- closed:81', '', "wget: can't connect to remote host (10.96.0.11): Connection refused\n", 1],
    ['wget -T 2 -qO- slow', '', 'wget: download timed out\n', 1],
    ['nc -zv web 80', '', 'Connection to web 80 port [tcp/*] succeeded!\n', 0],
    ['nc -z web 80', '', '', 0],
    ['nc -zv web 81', '', 'nc: connect to web port 81 (tcp) failed: Connection refused\n', 1],
    ['nc -zv -w 2 slow 80', '', 'nc: connect to slow port 80 (tcp) failed: Connection timed out\n', 1],
    ['hostname', 'workstation\n', '', 0],
    ['hostname -i', '10.0.0.9\n', '', 0],
    ['uname', 'Linux\n', '', 0],
    ['uname -m', 'x86_64\n', '', 0],
    ['uname -z', '', "uname: invalid option -- 'z'\nTry 'uname --help' for more information.\n", 1],
    ['whoami', 'root\n', '', 0],
    ['id', 'uid=0(root) gid=0(root) groups=0(root)\n', '', 0],
    ['id -u', '0\n', '', 0],
    ['env B=2 printenv A B', '1\n2\n', '', 0],
    ['env -i X=y', 'X=y\n', '', 0],
    ['env nope', '', "env: 'nope': No such file or directory\n", 127],
    ['sleep x', '', "sleep: invalid time interval 'x'\nTry 'sleep --help' for more information.\n", 1],
    ['kill 4711', '', 'kill: (4711) - No such process\n', 1],
    ['kill -NONSENSE 1', '', 'kill: NONSENSE: invalid signal specification\n', 1],
    ['timeout 5 sleep 100', '', '', 124],
    ['timeout 5 sleep 1', '', '', 0],
    ['vi', '', 'vi: which file? Say: vi FILE\n', 1],
    ['uptime', ' 09:30:00 up 0 min,  1 user,  load average: 0.00, 0.00, 0.00\n', '', 0],
  ])('%s', async (line, stdout, stderr, code) => {
    expect(await run(...line.split(' '))).toMatchObject({ stdout, stderr, code });
  });

  it('sleep waits for what its words add up to', async () => {
    expect(await run('sleep', '1.5', '2m')).toMatchObject({ code: 0, seconds: 121.5 });
  });

  it('ping asks once a second', async () => {
    const { stdout, code, seconds } = await run('ping', '-c', '3', 'web');
    expect(stdout).toContain('PING web (10.96.0.10) 56(84) bytes of data.\n64 bytes from 10.96.0.10: icmp_seq=1 ttl=64 time=0.0');
    expect(stdout).toContain('3 packets transmitted, 3 received, 0% packet loss, time 2000ms\n');
    expect([code, seconds]).toEqual([0, 2]);
    expect(await run('ping', '-c', '1', 'nowhere')).toMatchObject({
      code: 2,
      stderr: 'ping: nowhere: Name or service not known\n',
    });
  });

  it('ps shows the processes of the PID namespace', async () => {
    const { stdout } = await sh('sleep 100 & ps -ef; ps -o pid,comm', linuxPrograms);
    expect(stdout).toBe(
      // Widths as procps has them.
      'UID        PID  PPID  C STIME TTY          TIME CMD\n' +
        'root         2     1  0 09:30 ?        00:00:00 sh -c sleep 100 & ps -ef; ps -o pid,comm\n' +
        'root         3     2  0 09:30 ?        00:00:00 sleep 100\n' +
        'root         4     2  0 09:30 ?        00:00:00 ps -ef\n' +
        '  PID COMMAND\n' +
        '    2 sh\n' +
        '    3 sleep\n' +
        '    5 ps\n',
    );
  });

  it('are all there under the names that people type', () => {
    const { names } = createProgramTable(linuxPrograms);
    expect(names).toHaveLength(linuxPrograms.length);
    expect(names).toEqual(
      expect.arrayContaining(['curl', 'wget', 'nslookup', 'ping', 'nc', 'ps', 'kill', 'hostname', 'vim', 'nano']),
    );
  });
});
