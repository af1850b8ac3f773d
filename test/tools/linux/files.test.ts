import { beforeAll, describe, expect, it } from 'vitest';
import { learner } from '../learner.ts';

describe('files as a learner handles them', () => {
  let run: (line: string) => Promise<string>;
  beforeAll(async () => {
    ({ run } = await learner({ seed: 'ls' }));
    await run('mkdir -p d/inner; echo hello > d/f; ln -s d l; sudo touch root');
  });

  it('writes the long form of coreutils: links with their targets, owners, sizes, blocks', async () => {
    expect(await run('ls -l')).toMatch(
      /^total 4\ndrwxr-xr-x 3 learner learner 4096 Jan {2}1 09:00 d\nlrwxrwxrwx 1 root {4}root {7}1 Jan {2}1 09:00 l -> d\n-rw-r--r-- 1 root {4}root {7}0 Jan {2}1 09:00 root\n$/,
    );
    expect(await run('ls -ld /tmp d/inner')).toMatch(/^drwxrwxrwt \d+ root +root +4096 .* \/tmp$/m);
    expect(await run('ls -ln d/f')).toMatch(/^-rw-r--r-- 1 1000 1000 6 /);
  });

  it('shows the namespaces of a process as the links that they are', async () => {
    expect(await run('ls -l /proc/self/ns/net')).toMatch(/^lrwxrwxrwx 1 .* \/proc\/self\/ns\/net -> net:\[4026531840\]\n$/);
    expect(await run('ls -l /proc/1/root')).toContain("ls: cannot read symbolic link '/proc/1/root': Permission denied\n");
    expect(await run('sudo ls -l /proc/1/root')).toMatch(/\/proc\/1\/root -> \/\n$/);
  });

  it('lists files first, then folders with their names, hidden ones when asked', async () => {
    expect(await run('ls root d')).toBe('root\n\nd:\nf\ninner\n');
    expect(await run('ls -a d')).toBe('.\n..\nf\ninner\n');
    expect(await run('ls -R d')).toBe('d:\nf\ninner\n\nd/inner:\n');
    expect(await run('ls -F')).toBe('d/\nl@\nroot\n');
    expect(await run('ls nosuch; echo $?')).toBe("ls: cannot access 'nosuch': No such file or directory\n2\n");
    expect(await run('ls -Z 2>&1 | head -1')).toBe("ls: invalid option -- 'Z'\n");
  });

  it('copies over a file that is there, and not over itself', async () => {
    expect(await run('echo new > d/g; cp d/g d/f; cat d/f; cp d/f l/g && cat d/g')).toBe('new\nnew\n');
    expect(await run('cp d/f l/f; echo $?')).toMatch(/are the same file\n1\n$/);
    expect(await run('sudo cp /etc/hostname d/f; cp /dev/null d/g; cat d/f d/g')).toBe('workstation\n');
  });
});
