import { describe, expect, it } from 'vitest';
import type { CommandRecord } from '../../../sandbox/cluster-types.ts';
import { defineProgram } from '../../../sandbox/host/index.ts';
import { createShell } from '../../../sandbox/tools/shell/index.ts';
import { linuxPrograms } from '../../../sandbox/tools/linux/index.ts';
import { machineWith } from './machine.ts';

const ticker = defineProgram({
  name: 'ticker',
  summary: 'Counts seconds',
  async run(process) {
    for (let count = 1; count <= Number(process.args[0] ?? Infinity); count++) {
      process.stdout.write(`tick ${count}\n`);
      await process.clock.sleep(1_000);
    }
    return 0;
  },
});

async function learner() {
  const { clock, machine } = machineWith([...linuxPrograms, ticker]);
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
    expect(await clock.runUntil(done, 3_600_000), line).toBe(true);
    return [take(), await done];
  };
  return { shell, clock, machine, run, begin, take, commands };
}

describe('the parts of a pipeline', () => {
  it.each([
    ['yes | head -2', 'y\ny\n', 0],
    ['ticker | head -2', 'tick 1\ntick 2\n', 0],
    ['while true; do echo x; done | head -2', 'x\nx\n', 0],
    ['while true; do ticker 1; done | grep -m2 tick', 'tick 1\ntick 1\n', 0],
    ['ticker | sed 2q', 'tick 1\ntick 2\n', 0],
    ['ticker | grep -q 3; echo $?', '0\n', 0],
    ['ticker | while read word number; do echo "<$number>"; [ $number = 2 ] && break; done', '<1>\n<2>\n', 0],
    ['echo here > file; tail -f file | head -1', 'here\n', 0],
    ['ticker 3 | sort -r | head -1', 'tick 3\n', 0],
    ["ticker 2 | awk '{ sum += $2 } END { print sum }'", '3\n', 0],
    ["ticker 3 | awk '{ sum += $2; print NR, sum }'", '1 1\n2 3\n3 6\n', 0],
    ['ticker 2 | tee copy | wc -l; cat copy', '2\ntick 1\ntick 2\n', 0],
    ['ticker 2 | xargs -n2 echo got', 'got tick 1\ngot tick 2\n', 0],
    ['x=$(ticker 3 | tail -1); echo $x', 'tick 3\n', 0],
    ['sh -c "exit 3" | sh -c "exit 4"; echo $? ${PIPESTATUS[@]}', '4 3 4\n', 0],
    ['set -o pipefail; sh -c "exit 3" | cat', '', 3],
    ['! sh -c "exit 3" | cat', '', 1],
    ['ls nope |& grep -c such; { ticker 1; ls nope; } |& wc -l', '1\n2\n', 0],
    ['(sleep 1; exit 7) | cat; echo ${PIPESTATUS[0]}', '7\n', 0],
    ['sleep 1 | x=5; echo ${x-unset}', 'unset\n', 0],
    ['echo $(( $$ == $(sleep 1 | echo $$) ))', '1\n', 0],
    ['set -- one two; sleep 1 | echo $# $2', '2 two\n', 0],
  ])('%s', async (line, output, code) => {
    const { run } = await learner();
    expect(await run(line)).toEqual([output, code]);
  });

  it('run beside each other', async () => {
    const { clock, run } = await learner();
    const before = clock.now();
    await run('sleep 2 | sleep 3');
    expect(clock.now() - before).toBe(3_000);
  });

  it('hand on lines as they come, also from a subshell, a function and through a loop', async () => {
    const { clock, begin, take } = await learner();
    const done = begin('f() { ticker 3; }; (f; echo end) | grep -v 2 | while read -r line; do echo "[$line]"; done | cat -n');
    await clock.advance(100);
    expect(take()).toBe('     1\t[tick 1]\n');
    await clock.advance(2_000);
    expect(take()).toBe('     2\t[tick 3]\n');
    await clock.runUntil(done);
    expect(take()).toBe('     3\t[end]\n');
  });

  it('know variables, lists, functions and aliases of the shell', async () => {
    const { run } = await learner();
    await run('x=5; list=(a "b c"); declare -A map; map[key]=value; f() { echo "f $1"; }; alias hello="echo hello"');
    const [output] = await run('(sleep 1; echo $x ${#list[@]} "${list[1]}" ${map[key]}; f y; hello) | cat');
    expect(output).toBe('5 2 b c value\nf y\nhello\n');
  });

  it('end with Ctrl-C, all of them, and the shell goes on', async () => {
    const { shell, clock, machine, begin, run, take } = await learner();
    const before = machine.processes.length;
    const done = begin('while true; do ticker 5; done | grep tick | cat; echo not here');
    await clock.advance(1_500);
    shell.interrupt();
    await clock.runUntil(done);
    expect(await done).toBe(130);
    await clock.settle();
    expect(take()).toBe('tick 1\ntick 2\n');
    expect(machine.processes).toHaveLength(before);
    expect(await run('echo on')).toEqual(['on\n', 0]);
  });

  it('are told of as the commands that they are', async () => {
    const { run, commands } = await learner();
    await run('alias t=ticker; t 1 | grep tick | while read -r line; do printf "%s" "$line"; done');
    const told = commands.map(({ argv, exitCode }) => [...argv, exitCode].join(' '));
    expect(told.filter((one) => /^(ticker|grep|printf)/.test(one)).sort()).toEqual([
      'grep tick 0',
      'printf %s tick 1 0',
      'ticker 1 0',
    ]);
  });
});

describe('jobs', () => {
  it('know what the shell knows, and end with kill', async () => {
    const { run } = await learner();
    await run('greeting=hi; f() { sleep 1; echo "$greeting $1"; }');
    await run('f you & ');
    expect(await run('wait')).toEqual(['hi you\n', 0]);
    await run('while true; do sleep 1; done &');
    expect(await run('kill %1; sleep 1; jobs')).toEqual([expect.stringMatching(/^\[1\]\+ {2}Terminated {14}while true/), 0]);
    expect(await run('jobs')).toEqual(['', 0]);
  });
});

describe('read', () => {
  it('takes what is typed, with a prompt', async () => {
    const { shell, clock, begin, run, take } = await learner();
    const line = begin('read -p "Name? " first rest; echo "<$first><$rest>"');
    await clock.settle();
    shell.type('Ada King Lovelace\n');
    await clock.runUntil(line);
    expect(take()).toBe('Name? Ada King Lovelace\n<Ada><King Lovelace>\n');
    expect(await run('read -t 2 x; echo $?')).toEqual(['142\n', 0]);
  });

  it.each([
    ['ticker 1 | { read -r a b; echo "$b $a"; }', '1 tick\n'],
    ['sleep 1 | { read x; echo "$? <$x>"; }', '1 <>\n'],
    ['ticker 1 | { read -n 3 x; echo "<$x>"; cat; }', '<tic>\nk 1\n'],
    ['ticker 1 | { IFS=k read a b; echo "$a,$b"; }', 'tic, 1\n'],
    ['ticker 2 | { read -d 2 x; echo "$x"; }', 'tick 1\ntick\n'],
    ['echo one two > file; read a b < file; echo $b', 'two\n'],
    ['echo "x y" | (read a b; echo $b)', 'y\n'],
    ['ticker 1 | { read -a list; echo ${#list[@]} ${list[1]}; }', '2 1\n'],
    ["printf 'a\\nb\\n' | while read l; do ticker 1 | cat; echo $l; done", 'tick 1\na\ntick 1\nb\n'],
  ])('%s', async (line, output) => {
    const { run } = await learner();
    expect((await run(line))[0]).toBe(output);
  });
});
