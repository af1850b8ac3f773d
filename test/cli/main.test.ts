import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { commands } from '../../src/cli/commands/index.ts';
import { processConsole, type Console } from '../../src/platform/console.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kubetutor-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function kubetutor(
  args: string,
  input: readonly string[] = [],
): Promise<{ readonly code: number; readonly out: string; readonly error: string }> {
  let out = '';
  let error = '';
  const console: Console = {
    ...processConsole(),
    isTerminal: false,
    out: (text) => void (out += text),
    error: (text) => void (error += text),
    async *lines() {
      yield* input;
    },
    readInput: async () => input.join('\n'),
    now: () => new Date('2026-01-01T09:00:00Z'),
    newSeed: () => 'seed',
  };
  const code = await main(
    args.split(' ').filter((word) => word !== ''),
    { console, configFolder: path.join(folder, 'config') },
  );
  return { code, out, error };
}

describe('kubetutor', () => {
  it.each([
    ['', 2, /The course needs a terminal/],
    ['lst', 2, /there is no command `lst`; did you mean `list`\?/],
    ['list --jsn', 2, /there is no option --jsn; did you mean --json\?/],
    ['pack prov', 2, /there is no command `pack prov`; did you mean `pack prove`\?/],
    ['show', 2, /expected `kubetutor show LESSON`, found nothing after it/],
    ['show start/tuor', 1, /there is no lesson start\/tuor; did you mean start\/tour\?/],
    ['list --pack /nowhere', 1, /there is no folder/],
    ['replay /nowhere.json', 1, /there is no file/],
    ['completion tcsh', 2, /expected bash, zsh or fish/],
  ])('%j ends with %i and says why', async (args, code, message) => {
    const run = await kubetutor(args);
    expect(run.error).toMatch(message);
    expect(run.code).toBe(code);
  });

  it.each(commands.map(({ name }) => [name]))('%s --help shows usage and examples', async (name) => {
    const { code, out } = await kubetutor(`${name} --help`);
    expect(code).toBe(0);
    expect(out).toContain(`kubetutor ${name}`);
    expect(out).toContain('Examples:');
  });

  it('prints its version', async () => {
    expect((await kubetutor('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('lists the lessons, for people and for programs', async () => {
    expect((await kubetutor('list')).out).toContain('start/tour');
    const { modules } = JSON.parse((await kubetutor('list --json')).out) as { modules: { lessons: { id: string }[] }[] };
    expect(modules[0]?.lessons[0]).toMatchObject({ id: 'start/tour', status: 'new', tasksPassed: 0 });
  });

  it('plays a lesson from a pipe, keeps what was passed, and goes on where it was left', async () => {
    const first = await kubetutor('run start/tour', ['kubectl get nodes', "sed -i 's/change-me/hello/' hello.yaml"]);
    expect(first.out).toContain('control-plane');
    expect(first.out).toContain('[✓] List the nodes of the cluster');
    expect(first.code).toBe(1);
    expect((await kubetutor('progress')).out).toContain('start/tour: 2 of 6 tasks');
    const second = await kubetutor('run start/tour', [
      'kubectl apply -f hello.yaml',
      'kubectl delete pod hello',
      'kubectl apply -f hello.yaml',
      ':answer c',
    ]);
    expect(second.out).toContain('All tasks have passed.');
    expect(second.code).toBe(0);
    expect((await kubetutor('progress')).out).toContain('1 of 3 lessons passed');
  });

  it('replays an attempt to the identical cluster', async () => {
    await kubetutor('run start/tour', ['kubectl get nodes', 'kubectl run web --image=nginx']);
    const file = path.join(folder, 'config/attempts/kubetutor/start_tour.json');
    const replayed = JSON.parse((await kubetutor(`replay ${file} --json`)).out) as { fingerprint: string; same: boolean };
    const attempt = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...attempt, fingerprint: replayed.fingerprint }));
    expect((await kubetutor(`replay ${file}`)).code).toBe(0);
    writeFileSync(file, JSON.stringify({ ...attempt, fingerprint: 'other' }));
    const other = await kubetutor(`replay ${file}`);
    expect(other.code).toBe(1);
    expect(other.error).toContain('does not end as it did then');
  });

  it('runs a script in the sandbox and ends with its code', async () => {
    const { code, out } = await kubetutor('sandbox run -', ['kubectl get nodes -o name', 'sleep 3600', 'exit 3']);
    expect(out).toBe('node/control-plane\nnode/node-1\nnode/node-2\n');
    expect(code).toBe(3);
  });

  it('finds nothing wrong with the built-in lessons', async () => {
    expect(await kubetutor('pack lint')).toMatchObject({ code: 0, error: '' });
  });
});
