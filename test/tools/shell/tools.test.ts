import { describe, expect, it } from 'vitest';
import { defineProgram } from '../../../sandbox/host/index.ts';
import { linuxPrograms } from '../../../sandbox/tools/linux/index.ts';
import { machineWith, sh } from './machine.ts';
import { collector } from '../../../sandbox/host/index.ts';

const ticker = defineProgram({
  name: 'ticker',
  summary: 'Counts seconds',
  async run(process) {
    for (let count = 1; count <= Number(process.args[0] ?? Infinity); count++) {
      process.stdout.write(`${count} ${count % 2 === 0 ? 'even' : 'odd'}\n`);
      await process.clock.sleep(1_000);
    }
    return 0;
  },
});

describe('pipelines', () => {
  it('hand on lines as they come', async () => {
    const { clock, machine } = machineWith([ticker]);
    const stdout = collector();
    machine.start({ argv: ['sh', '-c', "ticker | grep even | sed 's/even/EVEN/'"], stdout, stderr: stdout, cwd: '/tmp' });
    await clock.advance(2_500);
    expect(stdout.text).toBe('2 EVEN\n');
    await clock.advance(2_000);
    expect(stdout.text).toBe('2 EVEN\n4 EVEN\n');
  });

  it('end when nobody reads on', async () => {
    const { stdout, seconds, exitCode } = await sh('ticker | head -n 3', [ticker]);
    expect([stdout, exitCode]).toEqual(['1 odd\n2 even\n3 odd\n', 0]);
    expect(seconds).toBeLessThan(5);
  });

  it.each([
    ['ticker 3 | grep odd', '1 odd\n3 odd\n', 0],
    ['ticker 3 | grep none', '', 1],
    ["ticker 3 | awk '{print $2}' | cut -c1", 'o\ne\no\n', 0],
    ['ticker 3 | wc -l', '3\n', 0],
    ['x=$(ticker 2 | grep even); echo "[$x]"', '[2 even]\n', 0],
    ['ticker 2 | grep -n even', '2:2 even\n', 0],
  ])('%s', async (line, output, code) => {
    const { stdout, exitCode } = await sh(line, [ticker]);
    expect([stdout.replace(/^ +/, ''), exitCode]).toEqual([output, code]);
  });
});

describe('tools', () => {
  it.each([
    ['f() { echo "f: $*"; }; g() { "$@"; }; g f 1 "2 3"', 'f: 1 2 3\n', 0],
    ["printf 'a b c' | xargs -n1 echo x", 'x a\nx b\nx c\n', 0],
    ["printf 'a: 1\\nb: {c: two}\\n' > f.yaml; yq .b.c f.yaml; yq -o json .b f.yaml", 'two\n{\n  "c": "two"\n}\n', 0],
    ["printf 'a: 1\\n---\\na: 2\\n' | yq .a", '1\n---\n2\n', 0],
    ["printf 'a: 1\\n' > f.yaml; yq -i '.a = 5 | .b = [1]' f.yaml; cat f.yaml", 'a: 5\nb:\n  - 1\n', 0],
    ['yq .a nofile.yaml', '', 1],
    ["printf 'a: [\\n' | yq .a", '', 1],
    ['echo hi > f; less f; more < f; echo x | less', 'hi\nhi\nx\n', 0],
    ['less nofile', '', 1],
    ['echo a > f; echo b > g; cmp f g; cmp f f', 'f g differ: byte 1, line 1\n', 0],
    ['man nosuch', '', 16],
    ['man sleep | head -4', 'SLEEP(1)\n\nNAME\n    sleep - wait for some time\n', 0],
  ])('%s', async (line, output, code) => {
    const { stdout, exitCode } = await sh(line, linuxPrograms);
    expect([stdout, exitCode]).toEqual([output, code]);
  });

  it('help lists the programs of the machine', async () => {
    const { stdout } = await sh('help', linuxPrograms, 'bash');
    expect(stdout).toMatch(/^ {2}curl +\S/m);
    expect(stdout).toContain(' grep ');
    expect(stdout).toMatch(/jobs, fg, kill %1/);
  });
});
