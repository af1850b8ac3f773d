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
    expect((await kubetutor('progress')).out).toMatch(/1 of \d+ lessons passed/);
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

  it('begins a pack, proves it with a report for CI, and shows its schema', async () => {
    const pack = path.join(folder, 'my-pack');
    expect(await kubetutor(`pack new ${pack}`)).toMatchObject({ code: 0 });
    expect((await kubetutor(`pack new ${pack}`)).error).toContain('is not empty');
    const report = path.join(folder, 'report.xml');
    const proved = await kubetutor(`pack prove ${pack} --junit ${report}`);
    expect(proved.out).toContain('all true');
    expect(readFileSync(report, 'utf8')).toContain('<testsuite name="basics/repair" tests="4" failures="0">');
    expect(JSON.parse((await kubetutor('pack schema image')).out)).toMatchObject({ title: 'kubetutor image' });
    expect((await kubetutor('pack schema img')).code).toBe(2);
    expect((await kubetutor(`run basics/repair --pack ${pack} --lang fr`)).error).toContain('not in fr');
    const manifest = path.join(pack, 'pack.yaml');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(/kubetutor: .*/, "kubetutor: '>=99'"));
    expect((await kubetutor(`list --pack ${pack}`)).error).toMatch(/is made for kubetutor >=99, and this is/);
  });

  it('checks a folder of the learner', async () => {
    const work = path.join(folder, 'work');
    const args = `check start/first-deploy --workspace ${work} --json`;
    const state = async (): Promise<readonly string[]> => {
      const { tasks } = JSON.parse((await kubetutor(args)).out) as { tasks: { id: string; status: string }[] };
      return tasks.filter(({ status }) => status === 'passed').map(({ id }) => id);
    };
    expect(await state()).toEqual([]);
    expect(readFileSync(path.join(work, 'web.yaml'), 'utf8')).toContain('kind: Deployment');
    writeFileSync(
      path.join(work, 'commands.sh'),
      '# mine\nkubectl apply -f web.yaml\nkubectl get pods\nkubectl expose deployment web --port=80\n',
    );
    expect(await state()).toEqual(['deploy', 'see', 'address']);
    expect((await kubetutor('progress')).out).toContain('start/first-deploy: 3 of 6 tasks');
    writeFileSync(path.join(work, 'answers.yaml'), 'whoo: b\n');
    expect((await kubetutor(args)).error).toMatch(/answers\.yaml: whoo is no task that asks something \(\w+/);
  });

  it('says what a task still waits for, and no right answers', async () => {
    const lines = ['kubectl create deployment web --image=nginx:9.99', ':tasks'];
    expect((await kubetutor('run start/first-deploy', lines)).out).toMatch(/\[ \] Run the Deployment "web".*\n +Waiting: \S/);
    const { out } = await kubetutor('exam --count 1 --seed a --module start --json', []);
    expect(out).toContain('"question"');
    expect(out).not.toContain('"correct"');
  });

  it('exports, imports and resets what was passed', async () => {
    await kubetutor('run start/tour', ['kubectl get nodes']);
    expect((await kubetutor('progress export --format csv')).out).toMatch(/^pack,lesson,[^]*\r\nkubetutor,start\/tour,1,/);
    const statements = JSON.parse((await kubetutor('progress export --format xapi')).out) as { verb: { id: string } }[];
    expect(statements.map(({ verb }) => verb.id.split('/').at(-1))).toEqual(['attempted', 'passed']);
    const file = path.join(folder, 'progress.json');
    writeFileSync(file, (await kubetutor('progress export')).out);
    expect((await kubetutor('progress reset')).code).toBe(2);
    await kubetutor('progress reset start/tour');
    expect((await kubetutor('progress')).out).not.toContain('start/tour');
    await kubetutor(`progress import ${file}`);
    expect((await kubetutor('progress')).out).toContain('start/tour: 1 of 6 tasks');
    expect((await kubetutor('progress export --format xml')).code).toBe(2);
  });

  it('asks the cards of passed lessons, and again when they are due', async () => {
    expect((await kubetutor('review')).out).toContain('No card is due');
    const passed = { attempts: 1, startedAt: 'x', milliseconds: 1, tasks: {}, passedAt: '2026-01-01T00:00:00Z' };
    const file = path.join(folder, 'progress.json');
    writeFileSync(file, JSON.stringify({ version: 1, packs: { kubetutor: { 'start/first-deploy': passed } } }));
    await kubetutor(`progress import ${file}`);
    const { due } = JSON.parse((await kubetutor('review --json')).out) as { due: { key: string }[] };
    expect(due.map(({ key }) => key)).toEqual(['start/first-deploy#layers', 'start/first-deploy#service']);
    expect((await kubetutor('review', ['', '4', '', '1'])).out).toContain('2 cards reviewed');
    expect((await kubetutor('review')).out).toContain('No card is due');
    expect((await kubetutor('review --grade start/first-deploy#layers=good')).error).toContain('is due');
  });

  it('holds an exam without hints and keeps the score', async () => {
    const { code, out } = await kubetutor('exam --module start --count 2 --seed a --json', [
      ':hint',
      'kubectl get nodes',
      ':next',
    ]);
    expect(code).toBe(1);
    const { labs, modules } = JSON.parse(out) as { labs: { lesson: string }[]; modules: { start: { of: number } } };
    expect(labs.map(({ lesson }) => lesson).sort()).toEqual(['start/first-deploy', 'start/tour']);
    expect(modules.start.of).toBe(12);
    const { exams } = JSON.parse((await kubetutor('progress --json')).out) as { exams: object[] };
    expect(exams).toHaveLength(1);
  });

  it('says when an earlier session no longer comes to the same', async () => {
    await kubetutor('run start/tour', ['kubectl get nodes']);
    const file = path.join(folder, 'config/attempts/kubetutor/start_tour.json');
    const attempt = JSON.parse(readFileSync(file, 'utf8')) as { inputs: object[]; pack: object };
    writeFileSync(file, JSON.stringify({ ...attempt, pack: { ...attempt.pack, version: '0.0.1' }, inputs: [] }));
    const { error } = await kubetutor('run start/tour', []);
    expect(error).toMatch(/cannot be played again .*had passed.*version 0\.0\.1.*begin the lesson again/);
  });

  it('replays step by step', async () => {
    await kubetutor('run start/tour', ['kubectl get nodes', 'kubectl get pods']);
    const file = path.join(folder, 'config/attempts/kubetutor/start_tour.json');
    const one = await kubetutor(`replay ${file} --step`, ['']);
    expect(one.out).toMatch(/\[\d\d:\d\d\] .*\$ kubectl get nodes/);
    expect(one.out).not.toContain('$ kubectl get pods');
    expect((await kubetutor(`replay ${file} --speed 1000000`)).out).toContain('$ kubectl get pods');
    expect((await kubetutor(`replay ${file} --speed no`)).code).toBe(2);
  });

  it('finds nothing wrong with the built-in lessons', async () => {
    expect(await kubetutor('pack lint')).toMatchObject({ code: 0, error: '' });
  });
});
