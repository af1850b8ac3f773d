import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collector, createPipe } from '../../../sandbox/host/index.ts';
import { linuxPrograms } from '../../../sandbox/tools/linux/index.ts';
import { createShell, loadShellLanguage } from '../../../sandbox/tools/shell/index.ts';
import { textToolNames } from '../../../sandbox/tools/shell/text-tools.ts';
import { machineWith, sh } from './machine.ts';

describe('a container that runs a script', () => {
  it('ignores SIGTERM as PID 1 without a trap, and obeys one with a trap after the command in front', async () => {
    const { clock, machine } = machineWith(linuxPrograms);
    const stdout = collector();
    const script = 'while true; do sleep 1; done';
    const deaf = machine.start({ argv: ['sh', '-c', script], pidNamespace: 'a' });
    const polite = machine.start({ argv: ['sh', '-c', `trap 'echo bye; exit 3' TERM; ${script}`], pidNamespace: 'b', stdout });
    await clock.advance(2_300);
    deaf.kill('SIGTERM');
    polite.kill('SIGTERM');
    await clock.advance(600);
    expect(polite.running).toBe(true);
    await clock.advance(200);
    expect(deaf.running).toBe(true);
    expect(polite.exitCode).toBe(3);
    expect(stdout.text).toBe('bye\n');
    deaf.kill('SIGKILL');
    expect(deaf.exitCode).toBe(137);
    expect(machine.processes).toEqual([]);
  });

  it('gives its place to the program that exec names, and not from within a substitution', async () => {
    const { clock, machine } = machineWith(linuxPrograms);
    const stdout = collector();
    const script = `trap 'echo caught' TERM; echo $(exec hostname); (exec hostname); exec sleep 30`;
    const shell = machine.start({ argv: ['sh', '-c', script], pidNamespace: 'a', stdout });
    await clock.advance(1_000);
    expect(stdout.text).toBe(`${machine.hostname}\n${machine.hostname}\n`);
    expect(machine.processes.map(({ argv }) => argv.join(' '))).toEqual(['sleep 30']);
    // As the first process of its PID namespace, sleep heeds no signal that it does not handle, and the shell's trap is gone.
    shell.kill('SIGTERM');
    await clock.advance(1_000);
    expect(shell.running).toBe(true);
    await clock.advance(30_000);
    expect(shell.exitCode).toBe(0);
  });

  it('waits for what runs in the background, until a trap ends the wait', async () => {
    const { clock, machine } = machineWith(linuxPrograms);
    const stdout = collector();
    const process = machine.start({
      argv: ['sh', '-c', "trap 'echo stopping; kill $!; exit 0' TERM; sleep infinity & wait"],
      pidNamespace: 'a',
      stdout,
    });
    await clock.advance(5_000);
    process.kill('SIGTERM');
    await clock.idle();
    expect(process.exitCode).toBe(0);
    expect(stdout.text).toBe('stopping\n');
    expect(machine.processes).toEqual([]);
  });

  it('follows a file, or nothing at all', async () => {
    const { clock, machine } = machineWith(linuxPrograms);
    const stdout = collector();
    const idle = machine.start({ argv: ['tail', '-f', '/dev/null'], pidNamespace: 'a' });
    machine.files.write('/tmp/log', 'one\n');
    machine.start({ argv: ['tail', '-n', '1', '-f', '/tmp/log'], pidNamespace: 'b', stdout });
    await clock.advance(10_000);
    machine.files.append('/tmp/log', 'two\n');
    await clock.advance(3_000);
    expect(stdout.text).toBe('one\ntwo\n');
    expect(idle.running).toBe(true);
    expect(await clock.settle()).toBe(true);
  });

  it('runs a script file with its parameters, and tools by their own names', async () => {
    const { clock, machine } = machineWith(linuxPrograms);
    machine.files.write('/tmp/run.sh', '#!/bin/sh\nset -e\necho "$0 $1 $#"\nls /tmp\nfalse\necho never\n', { mode: 0o755 });
    const stdout = collector();
    const script = machine.start({ argv: ['/tmp/run.sh', 'a b', 'c'], stdout });
    await clock.idle();
    expect(stdout.text).toBe('/tmp/run.sh a b 2\nrun.sh\n');
    expect(script.exitCode).toBe(1);
    const cat = collector();
    const process = machine.start({ argv: ['cat', '/nope'], stderr: cat });
    await clock.idle();
    expect([process.exitCode, cat.text]).toEqual([1, 'cat: /nope: No such file or directory\n']);
  });

  it('reads its standard input', async () => {
    const { clock, machine } = machineWith(linuxPrograms);
    const pipe = createPipe(clock);
    const stdout = collector();
    machine.start({ argv: ['sh'], stdin: pipe.input, stdout });
    pipe.output.write('x=2\necho $((x + 1))\n');
    pipe.close();
    const grep = collector();
    const second = createPipe(clock);
    machine.start({ argv: ['sh', '-c', 'grep b'], stdin: second.input, stdout: grep });
    second.output.write('abc\nxyz\n');
    second.close();
    await clock.idle();
    expect(stdout.text).toBe('3\n');
    expect(grep.text).toBe('abc\n');
  });

  it.each([
    ['set -e; false; echo never', '', 1],
    ['cat <(echo sub); diff <(echo a) <(echo a) && echo same', 'sub\nsame\n', 0],
    ["awk 'BEGIN { print 1 + 1 }'", '2\n', 0],
    ['set -e; if false; then echo a; fi; false || echo b; echo c', 'b\nc\n', 0],
    ['trap "echo end" EXIT; echo begin; exit 4', 'begin\nend\n', 4],
    ['trap "echo end" EXIT; echo begin', 'begin\nend\n', 0],
    ["f() { echo $1; }; x=kept; trap 'f $x; echo $PWD' EXIT; cd /; exit 2", 'kept\n/\n', 2],
    ['until [ -f /tmp/x ]; do sleep 2; touch /tmp/x; done; echo ready', 'ready\n', 0],
    ['f() { { echo in; } > /tmp/o; echo out; }; y=$(f); echo "[$y] $(cat /tmp/o)"', '[out] in\n', 0],
    ['while read -r a b; do echo "$b $a"; done <<EOF\n1 2\n3 4\nEOF', '2 1\n4 3\n', 0],
    ['seq 3 | xargs -n 1 echo n', 'n 1\nn 2\nn 3\n', 0],
    ['env | sort | grep -v "^PATH"', 'HOME=/root\nHOSTNAME=workstation\nOLDPWD=/tmp\nPWD=/tmp\n', 0],
    ['exec 2>/dev/null; echo a; ls /nope; echo b', 'a\nb\n', 0],
    ['exec > /tmp/log; echo hidden; exec > /dev/null; cat /tmp/log', '', 0],
    ['timeout 3 sh -c "while true; do echo x; sleep 2; done"; echo $?', 'x\nx\n124\n', 0],
    ['cat /etc/nope 2>&1 | head -1', 'cat: /etc/nope: No such file or directory\n', 0],
    ['! false && echo ok', 'ok\n', 0],
    ['x=$(nope 2>&1); echo "$? $x"', '127 bash: nope: command not found\n', 0],
    ['a=(1 2 3); echo ${#a[@]} "${a[@]:1}"', '3 2 3\n', 0],
    ['printf "%s-" a b; echo', 'a-b-\n', 0],
    ['echo café | wc -c; echo "日本" > /tmp/u; cat /tmp/u', '6\n日本\n', 0],
    ['date -d "@0" +%F; date -d "1 hour ago" +%H:%M; date -u -Iseconds', '1970-01-01\n08:30\n2026-01-15T09:30:00+00:00\n', 0],
  ])('%s', async (text, stdout, exitCode) => {
    expect(await sh(text, linuxPrograms)).toMatchObject({ stdout, exitCode });
  });

  it('says when a file system is read-only or full', async () => {
    const { clock, machine } = machineWith(linuxPrograms);
    const { createFileSystem } = await import('../../../sandbox/host/index.ts');
    const files = createFileSystem({ clock, files: { '/tmp/': '' }, readOnly: true });
    const stderr = collector();
    machine.start({ argv: ['sh', '-c', 'echo x > /tmp/x; touch /tmp/y'], files, stderr });
    await clock.idle();
    expect(stderr.text).toBe("sh: /tmp/x: Read-only file system\ntouch: cannot touch '/tmp/y': Read-only file system\n");
    const small = createFileSystem({ clock, capacity: 4 });
    const full = collector();
    machine.start({ argv: ['sh', '-c', 'echo 123456 > /x'], files: small, stderr: full });
    await clock.idle();
    expect(full.text).toBe('sh: write error: No space left on device\n');
  });

  it('shows times of files by the virtual clock', async () => {
    const { clock, machine } = machineWith(linuxPrograms);
    machine.files.makeDirectory('/d');
    machine.files.write('/d/new', 'abc');
    machine.files.write('/d/old', 'abc');
    machine.files.changeTime('/d/old', Date.UTC(2024, 1, 3, 4, 5));
    const stdout = collector();
    machine.start({ argv: ['ls', '-l', '/d'], stdout });
    await clock.idle();
    expect(stdout.text.replace(/ +/g, ' ')).toBe(
      'total 8\n-rw-r--r-- 1 root root 3 Jan 15 09:30 new\n-rw-r--r-- 1 root root 3 Feb 3 2024 old\n',
    );
  });

  it('has every text tool of the library that it names', async () => {
    const { getCommandNames } = await loadShellLanguage();
    expect(textToolNames.filter((name) => !(getCommandNames() as readonly string[]).includes(name))).toEqual([]);
  });
});

describe('the state of a shell', () => {
  it('is the same whether lines come one at a time or as one script', async () => {
    const name = fc.constantFrom('a', 'b', 'c');
    const value = fc.constantFrom('1', '22', 'x y', '$a', '$b', '$((1+1))', '$(echo s)');
    const line = fc.oneof(
      fc.tuple(name, value).map(([left, right]) => `${left}="${right}"`),
      fc.tuple(name, value).map(([left, right]) => `export ${left}="${right}"`),
      name.map((left) => `unset ${left}`),
      fc.tuple(name, value).map(([left, right]) => `f_${left}() { echo "f ${right} $1"; ${left}=set; }`),
      name.map((left) => `f_${left} p 2>/dev/null | tr a-z A-Z`),
      name.map((left) => `f_${left} q 2>/dev/null`),
      fc.constantFrom('cd /tmp', 'cd /', 'cd /home', 'cd - >/dev/null 2>&1'),
      name.map((left) => `( ${left}=inner; cd /; echo $${left} )`),
      name.map((left) => `for ${left} in 1 2; do echo $${left}; done`),
      name.map((left) => `echo "$${left}" > /tmp/${left}; cat /tmp/${left} | wc -c`),
      name.map((left) => `[ -n "$${left}" ] && echo "has $${left}"`),
      fc.constantFrom('false', 'true', 'nope 2>/dev/null'),
    );
    const probe = 'echo "$? $PWD a=$a b=$b c=$c"; env | grep "^[abc]=" | sort';
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 12 }), async (lines) => {
        const all = [...lines, probe];
        const outputOf = async (inputs: readonly string[]): Promise<string> => {
          const { clock, machine } = machineWith(linuxPrograms);
          const shell = await createShell({ machine, clock });
          let output = '';
          for (const input of inputs)
            await clock.runUntil(
              shell.run(input, { onOutput: ({ channel, text }) => (output += channel === 'stdout' ? text : '') }),
            );
          return output;
        };
        expect(await outputOf(all)).toBe(await outputOf([all.join('\n')]));
      }),
      { numRuns: 40 },
    );
  });
});
