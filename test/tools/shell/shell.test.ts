import { describe, expect, it } from 'vitest';
import type { CommandRecord } from '../../../sandbox/cluster-types.ts';
import { defineProgram, type Program } from '../../../sandbox/host/index.ts';
import { createShell } from '../../../sandbox/tools/shell/index.ts';
import { linuxPrograms } from '../../../sandbox/tools/linux/index.ts';
import { machineWith } from './machine.ts';

const greet = defineProgram({
  name: 'greet',
  summary: 'Reads names and greets',
  async run(process) {
    process.stdout.write('name? ');
    const name = await process.stdin.read();
    process.stdout.write(`hello ${name?.trim() ?? 'nobody'}, terminal: ${process.stdout.isTerminal}\n`);
    return name === undefined ? 1 : 0;
  },
});

const ticker = defineProgram({
  name: 'ticker',
  summary: 'Counts seconds',
  async run(process) {
    for (let count = 1; count <= Number(process.args[0] ?? Infinity); count++) {
      process.stdout.write(`${count}\n`);
      await process.clock.sleep(1_000);
    }
    return 0;
  },
});

async function shellWith(...programs: readonly Program[]) {
  const { clock, machine } = machineWith([...linuxPrograms, ...programs]);
  const shell = await createShell({ machine, clock });
  const commands: CommandRecord[] = [];
  shell.onCommand((command) => commands.push(command));
  let output = '';
  const begin = (line: string): Promise<number> => shell.run(line, { onOutput: ({ text }) => (output += text) });
  const take = (): string => {
    const text = output;
    output = '';
    return text;
  };
  const run = async (line: string): Promise<readonly [string, number]> => {
    const done = begin(line);
    await clock.runUntil(done, 3_600_000);
    return [take(), await done];
  };
  return { shell, clock, machine, run, begin, take, commands };
}

describe('the shell', () => {
  it('keeps folder, variables, functions, aliases, options and exports from line to line', async () => {
    const { shell, run } = await shellWith();
    const lines: readonly (readonly [string, string, number])[] = [
      ['mkdir -p work/a && cd work', '', 0],
      ['pwd', '/home/learner/work\n', 0],
      ['x=1; y=two; list=(a b c)', '', 0],
      ['echo $x $y ${list[1]} $?', '1 two b 0\n', 0],
      ['greet() { echo "hi $1"; }', '', 0],
      ['greet bob', 'hi bob\n', 0],
      ['alias ll="ls -1"', '', 0],
      ['ll', 'a\n', 0],
      ['export COLOUR=blue; plain=1', '', 0],
      ['printenv COLOUR plain', 'blue\n', 1],
      ['echo $?', '1\n', 0],
      ['false', '', 1],
      ['echo $? $HOME $USER', '1 /home/learner learner\n', 0],
      ['cd - > /dev/null; pwd', '/home/learner\n', 0],
      ['set -o pipefail; false | true', '', 1],
      ['for i in 1 2; do echo $i; done', '1\n2\n', 0],
    ];
    for (const [line, output, code] of lines) expect([line, ...(await run(line))]).toEqual([line, output, code]);
    expect(shell.cwd).toBe('/home/learner');
    expect(shell.prompt).toBe('~ $ ');
  });

  it.each([
    ['echo )', "bash: syntax error near unexpected token `)'\n", 2],
    ['echo $((1 / 0))', 'bash: division by 0\n', 1],
    ['done', "bash: syntax error near unexpected token `done'\n", 2],
    ['a | | b', "bash: syntax error near unexpected token `|'\n", 2],
    ['nope --x', 'bash: nope: command not found\n', 127],
    ['cat /nope', 'cat: /nope: No such file or directory\n', 1],
    ['echo x > /nope/x', 'bash: /nope/x: No such file or directory\n', 1],
    ['cd /nope', 'bash: cd: /nope: No such file or directory\n', 1],
    ['set -u; echo $nothing', 'bash: nothing: unbound variable\n', 1],
    ['./run.sh', 'bash: ./run.sh: No such file or directory\n', 127],
  ])('%s says so as bash does, and goes on', async (line, output, code) => {
    const { run } = await shellWith();
    await run('kept=1; f() { echo f; }');
    expect(await run(line)).toEqual([output, code]);
    expect(await run('echo $kept; f')).toEqual(['1\nf\n', 0]);
  });

  it.each([
    ['echo "a', true],
    ["echo 'a", true],
    ['cat <<EOF\nx', true],
    ['cat <<EOF\nx\nEOF', false],
    ['echo a \\', true],
    ['echo a \\\\', false],
    ['while true; do', true],
    ['for i in a b', true],
    ['if true; then echo', true],
    ['f() {', true],
    ['echo $(ls', true],
    ['a |', true],
    ['a &&', true],
    ['echo a', false],
    ['done', false],
    ['', false],
    ['[[ a', true],
    ['case x in', true],
  ])('%j is unfinished: %s', async (text, expected) => {
    const { shell } = await shellWith();
    expect(shell.isUnfinished(text)).toBe(expected);
  });

  it.each([
    ['cat -n f', '     1\tb\n     2\ta\n'],
    ['sort -n f', 'a\nb\n'],
    ['grep -n a f', '2:a\n'],
    ['grep -e a f', 'a\n'],
    ['head -n 1 f', 'b\n'],
    ['wc -l f', '2 f\n'],
    ['sed -n 1p f', 'b\n'],
    ["awk -F: '{print $1}' f", 'b\na\n'],
    ['cut -c 1 f', 'b\na\n'],
    ['uniq -c f', '      1 b\n      1 a\n'],
  ])('gives a file to a tool that could also read what is typed: %s', async (line, output) => {
    const { run } = await shellWith();
    await run("printf 'b\\na\\n' > f");
    expect((await run(line))[0].replaceAll(/ +/g, ' ')).toBe(output.replaceAll(/ +/g, ' '));
  });

  it('runs a list of words as a command', async () => {
    const { run } = await shellWith();
    expect(await run('set -- echo hi there; "$@" "$#"')).toEqual(['hi there 3\n', 0]);
    expect(await run('words=(echo a "b  c"); "${words[@]}" d')).toEqual(['a b  c d\n', 0]);
    expect(await run(`sh -c 'exec "$@"' name echo bye`)).toEqual(['bye\n', 0]);
  });

  it('passes output on while a program runs, and ends it with Ctrl-C', async () => {
    const { shell, clock, begin, take, run } = await shellWith(ticker);
    const line = begin('ticker; echo never');
    await clock.advance(2_500);
    expect(take()).toBe('1\n2\n3\n');
    shell.interrupt();
    expect(await line).toBe(130);
    expect(await run('echo $?')).toEqual(['130\n', 0]);
  });

  it('interrupts loops, and keeps what the shell knew', async () => {
    const { shell, clock, begin, take, run } = await shellWith();
    await run('kept=1; f() { echo f; }; cd /tmp');
    const line = begin('while true; do echo x; sleep 1; done; echo never');
    await clock.advance(1_500);
    shell.interrupt();
    expect(await line).toBe(130);
    expect(take()).toBe('x\nx\n');
    expect(await run('echo $kept; f; pwd')).toEqual(['1\nf\n/tmp\n', 0]);
  });

  it('ends an endless loop and keeps what it knew', async () => {
    const { run } = await shellWith();
    await run('kept=1');
    const [output] = await run('while true; do :; done');
    expect(output).toContain('endless loop');
    expect(await run('echo $kept')).toEqual(['1\n', 0]);
  });

  it('collects output for pipes, files and substitutions', async () => {
    const { run, machine } = await shellWith(ticker);
    expect(await run('ticker 3 | tail -1')).toEqual(['3\n', 0]);
    expect(await run('x=$(ticker 2); echo "$x"')).toEqual(['1\n2\n', 0]);
    expect(await run('ticker 2 > out.txt')).toEqual(['', 0]);
    expect(machine.files.readText('/home/learner/out.txt')).toBe('1\n2\n');
  });

  it('lets a program read what is typed', async () => {
    const { shell, clock, begin, take } = await shellWith(greet);
    const line = begin('greet');
    await clock.idle();
    expect(shell.prompt).toBe('name? ');
    shell.type('Ann\n');
    await clock.runUntil(line);
    expect(take()).toBe('name? Ann\nhello Ann, terminal: true\n');
    const second = begin('greet');
    await clock.idle();
    shell.endInput();
    expect(await second).toBe(1);
  });

  it('runs a nested shell with a prompt of its own', async () => {
    const { shell, clock, begin, take, run } = await shellWith();
    const line = begin('sh');
    await clock.idle();
    expect(shell.prompt).toBe('~ $ ');
    shell.type('cd /tmp; x=5\n');
    await clock.settle();
    expect(shell.prompt).toBe('/tmp $ ');
    shell.type('echo $((x+1)); for i in 1 2\n');
    await clock.settle();
    expect(shell.prompt).toBe('> ');
    shell.type('do echo $i; done\n');
    await clock.settle();
    shell.type('exit 3\n');
    await clock.runUntil(line);
    expect(await line).toBe(3);
    expect(take()).toBe('~ $ cd /tmp; x=5\n/tmp $ echo $((x+1)); for i in 1 2\n> do echo $i; done\n6\n1\n2\n/tmp $ exit 3\n');
    expect(await run('pwd')).toEqual(['/home/learner\n', 0]);
  });

  it('records every command, also in pipelines, substitutions and functions', async () => {
    const { run, commands } = await shellWith(ticker);
    await run('f() { ticker "$1"; }; alias t=ticker; t 1 | grep 2; f 2 > /dev/null; x=$(ticker "1"); nope');
    expect(commands.map(({ argv, exitCode }) => [...argv, exitCode])).toEqual([
      ['alias', 't=ticker', 0],
      ['ticker', '1', 0],
      ['grep', '2', 1],
      ['ticker', '2', 0],
      ['ticker', '1', 0],
    ]);
  });

  it('runs programs in the background as jobs', async () => {
    const { clock, run } = await shellWith();
    expect(await run('sleep 100 &')).toEqual([expect.stringMatching(/^\[1\] \d+\n$/), 0]);
    expect(await run('jobs')).toEqual(['[1]+  Running                 sleep 100 &\n', 0]);
    expect(await run("sh -c 'exit 3' & wait $!; echo $?")).toEqual([expect.stringMatching(/\n3\n$/), 0]);
    expect(await run('kill %1')).toEqual(['[1]+  Terminated              sleep 100\n', 0]);
    await run('sleep 5 & sleep 7 &');
    const before = clock.now();
    await run('wait');
    expect(clock.now() - before).toBe(7_000);
    expect(await run('jobs')).toEqual(['', 0]);
  });

  it('times on virtual time, and draws the same random numbers each time', async () => {
    const first = await shellWith();
    expect(await first.run('time sleep 2')).toEqual(['\nreal\t0m2.000s\nuser\t0m0.000s\nsys\t0m0.000s\n', 0]);
    const [numbers] = await first.run('echo $RANDOM $((RANDOM % 6))');
    const second = await shellWith();
    await second.run('time sleep 2');
    expect((await second.run('echo $RANDOM $((RANDOM % 6))'))[0]).toBe(numbers);
  });

  it('starts anew after exit', async () => {
    const { run } = await shellWith();
    expect(await run('cd /tmp; exit 4')).toEqual(['', 4]);
    expect(await run('pwd')).toEqual(['/home/learner\n', 0]);
  });

  it('opens the editor of the one who types', async () => {
    const { shell, clock, machine } = await shellWith();
    const line = shell.run('vi notes.txt; cat notes.txt', {
      onOutput: ({ text }) => expect(text).toBe('edited'),
      edit: async (path) => machine.files.write(path, 'edited'),
    });
    await clock.runUntil(line);
    expect(await line).toBe(0);
  });
});
