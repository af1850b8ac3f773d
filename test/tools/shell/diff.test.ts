import { describe, expect, it } from 'vitest';
import { defineProgram } from '../../../sandbox/host/index.ts';
import { sh } from './machine.ts';

const reader = defineProgram({
  name: 'reader',
  summary: 'Prints the file of its last word',
  async run(process) {
    process.stdout.write(process.files.readText(process.args.at(-1)?.replace(/^.*=/, '') ?? ''));
    return 0;
  },
});

const files = "printf 'a\\nb\\nc\\n' > x; printf 'a\\nB\\nc\\nd' > y; ";

describe('diff', () => {
  it.each([
    ['diff x y', '2c2\n< b\n---\n> B\n3a4\n> d\n\\ No newline at end of file\n', 1],
    ['diff y x', '2c2\n< B\n---\n> b\n4d3\n< d\n\\ No newline at end of file\n', 1],
    ['diff x x', '', 0],
    ['diff -s x x', 'Files x and x are identical\n', 0],
    ['diff -q x y', 'Files x and y differ\n', 1],
    ['diff -i x y', '3a4\n> d\n\\ No newline at end of file\n', 1],
    ["printf 'a\\n' | diff - x", '1a2,3\n> b\n> c\n', 1],
    ['mkdir p q; cp x p/f; cp y q/f; touch p/only; diff -r p q | head -n 1', 'diff -r p/f q/f\n', 0],
    ['mkdir p q; touch p/only; diff p q', 'Only in p: only\n', 1],
  ])('%s', async (line, stdout, exitCode) => {
    expect(await sh(`cd /tmp; ${files}${line}`)).toMatchObject({ stdout, exitCode });
  });

  it('writes hunks with -u', async () => {
    const { stdout } = await sh(`cd /tmp; ${files}diff -u x y | tail -n +3`);
    expect(stdout).toBe('@@ -1,3 +1,4 @@\n a\n-b\n+B\n c\n+d\n\\ No newline at end of file\n');
  });

  it('says what is not there, with the exit code of trouble', async () => {
    expect(await sh(`cd /tmp; ${files}diff nope x`)).toMatchObject({
      stderr: 'diff: nope: No such file or directory\n',
      exitCode: 2,
    });
    expect((await sh('diff -y a b')).stderr).toContain('not simulated');
  });
});

describe('<(command)', () => {
  it('is a file for programs of the machine too, while they run', async () => {
    expect((await sh('reader <(echo one)', [reader])).stdout).toBe('one\n');
    expect((await sh('reader --file=<(echo one)', [reader])).stdout).toBe('one\n');
    expect((await sh('diff <(echo 1) <(echo 2)')).stdout).toBe('1c1\n< 1\n---\n> 2\n');
    expect((await sh('reader <(echo one); ls /dev/fd', [reader])).stdout).toBe('one\n');
  });
});
