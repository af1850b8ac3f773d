import { describe, expect, it } from 'vitest';
import { collector, defineProgram } from '../../../sandbox/host/index.ts';
import { machineWith, sh, START } from './machine.ts';

const sleep = defineProgram({
  name: 'sleep',
  summary: 'wait',
  async run(process) {
    await process.clock.sleep(Number(process.args[0]) * 1000);
    return 0;
  },
});

describe('sh -c', () => {
  it.each([
    ['echo hi', 'hi\n'],
    ['x=5; echo $((x*2))', '10\n'],
    ['echo a b | wc -w', '2\n'],
    ['x=$(echo hi | tr a-z A-Z); echo "$x"', 'HI\n'],
    ['f() { echo "in $1"; }; f a | tr a-z A-Z; f b', 'IN A\nin b\n'],
    ['{ echo a; echo b; } > /tmp/f; cat /tmp/f', 'a\nb\n'],
    ['for i in 1 2 3; do echo $i; done | tail -1; echo end', '3\nend\n'],
    ['if [ -f /nope ]; then echo yes; else echo no; fi', 'no\n'],
    ['printf "%s\\n" a b | while read x; do echo "<$x>"; done', '<a>\n<b>\n'],
    ['(cd /; pwd); pwd', '/\n/tmp\n'],
    ['eval "echo x | tr x y"; echo z', 'y\nz\n'],
    ['cat <<EOF\nhello $((1+1))\nEOF\n', 'hello 2\n'],
    ['echo "$0 $1"', 'sh \n'],
    ['false || echo or; true && echo and', 'or\nand\n'],
    ['exec echo last; echo never', 'last\n'],
    ['case abc in a*) echo starts;; esac', 'starts\n'],
    ['date', 'Thu Jan 15 09:30:00 UTC 2026\n'],
    ['date +%s', `${START / 1000}\n`],
    ['echo one >&2; echo two 2>/dev/null', 'two\n'],
    ['y=$( { echo out; echo err >&2; } 2>&1 ); echo "[$y]"', '[out\nerr]\n'],
    ['test -x /bin/ls && echo there; command -v cat', 'there\n/usr/bin/cat\n'],
  ])('%s', async (text, expected) => {
    expect(await sh(text)).toMatchObject({ stdout: expected, exitCode: expect.any(Number) });
  });

  it('ends with the last exit code', async () => {
    expect(await sh('exit 7')).toMatchObject({ exitCode: 7 });
    expect(await sh('false')).toMatchObject({ exitCode: 1 });
    expect(await sh('nope')).toMatchObject({ exitCode: 127, stderr: 'sh: nope: not found\n' });
    expect(await sh('echo "a')).toMatchObject({ exitCode: 2 });
  });

  it('runs the probe example on virtual time', async () => {
    const { clock, machine } = machineWith([sleep]);
    const process = machine.start({ argv: ['/bin/sh', '-c', 'touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600'] });
    await clock.advance(29_000);
    expect(machine.files.stat('/tmp/healthy')).toMatchObject({ modified: START });
    await clock.advance(2_000);
    expect(machine.files.stat('/tmp/healthy')).toBeUndefined();
    await clock.advance(600_000);
    expect(process.exitCode).toBe(0);
    expect(clock.now()).toBe(START + 631_000);
  });

  it('streams the output of a loop as time passes, for days', async () => {
    const { clock, machine } = machineWith([sleep]);
    const stdout = collector();
    const process = machine.start({ argv: ['sh', '-c', 'while true; do date; sleep 5; done'], stdout });
    await clock.advance(12_000);
    expect(stdout.text).toBe('Thu Jan 15 09:30:00 UTC 2026\nThu Jan 15 09:30:05 UTC 2026\nThu Jan 15 09:30:10 UTC 2026\n');
    await clock.advance(6 * 3_600_000);
    expect(process.running).toBe(true);
    expect(stdout.text.split('\n').length - 1).toBe(6 * 720 + 3);
    process.kill('SIGKILL');
    await clock.idle();
    expect(process.exitCode).toBe(137);
  });

  it('ends an endless loop without sleep', async () => {
    const result = await sh('while true; do :; done');
    expect(result.exitCode).toBe(137);
    expect(result.stderr).toContain('endless loop');
  });
});
