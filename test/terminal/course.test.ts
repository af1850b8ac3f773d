import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { textWidth } from '../../src/tui/text/width.ts';
import { Terminal } from '../harness/terminal.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder = '';
let terminal: Terminal | undefined;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kubetutor-course-'));
  execFileSync(process.execPath, [path.join(root, 'scripts/build.mjs'), '--outdir', path.join(folder, 'dist')]);
  for (const name of ['lessons', 'package.json']) symlinkSync(path.join(root, name), path.join(folder, name));
});

afterEach(() => {
  terminal?.close();
  terminal = undefined;
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function kubetutor(
  home: string,
  size: { readonly columns: number; readonly rows: number },
  ...args: readonly string[]
): Terminal {
  terminal?.close();
  terminal = new Terminal(process.execPath, [path.join(folder, 'dist/kubetutor.js'), ...args], {
    ...size,
    environment: { HOME: home, XDG_CONFIG_HOME: path.join(home, '.config') },
    patience: 25_000,
  });
  return terminal;
}

const wide = { columns: 120, rows: 40 };

const newHome = (): string => mkdtempSync(path.join(folder, 'home-'));

describe('the course, built and in a real terminal', () => {
  it('plays a first exercise from the welcome on', async () => {
    const screen = kubetutor(newHome(), wide);
    await screen.until('Press Enter to begin.');
    screen.press('enter');
    await screen.until('A look round');
    screen.press('down', 'enter');
    await screen.until('~ $');
    screen.press('kubectl apply -f web.yaml', 'enter');
    await screen.until('deployment.apps/web created');
    await screen.until('Tasks 1/6');
    screen.press('kubectl get po', 'tab');
    await screen.until('kubectl get pod');
    screen.press('escape');
    await screen.until('Esc lesson   h hint');
    screen.press('c');
    await screen.until(/ReplicaSet web-\w+ +2\/2/);
  });

  it('goes on where it was killed', async () => {
    const home = newHome();
    const first = kubetutor(home, wide, 'start/first-deploy');
    await first.until('~ $');
    first.press('kubectl apply -f web.yaml', 'enter');
    await first.until('Tasks 1/6');
    first.signal('SIGKILL');
    await first.exit();
    const second = kubetutor(home, wide, 'start/first-deploy');
    await second.until('Tasks 1/6');
    expect(second.frame()).toContain('deployment.apps/web created');
    second.press('up');
    await second.until((frame) => frame.split('kubectl apply -f web.yaml').length >= 3);
  });

  it('counts what was passed on the home screen, and takes back a command', async () => {
    const screen = kubetutor(newHome(), wide, 'start/first-deploy');
    await screen.until('~ $');
    screen.press('kubectl get pods', 'enter');
    await screen.until('Tasks 1/6');
    screen.press('escape');
    await screen.until('u undo');
    screen.press('u');
    await screen.until('Take back kubectl get pods?');
    screen.press('u');
    await screen.until('Tasks 0/6');
    screen.press('tab', 'tab');
    await screen.until('Enter run');
    screen.press('kubectl get pods', 'enter');
    await screen.until('Tasks 1/6');
    screen.press('escape');
    await screen.until('q lessons');
    screen.press('q');
    await screen.until('1/6');
    screen.press('q');
    expect(await screen.exit()).toBe(0);
    expect(screen.buffer).toBe('normal');
  });

  it.each([
    [60, 18],
    [80, 24],
    [120, 40],
    [200, 60],
  ])('shows every screen within %i × %i', { timeout: 120_000 }, async (columns, rows) => {
    const screen = kubetutor(newHome(), { columns, rows });
    await screen.until('Press Enter to begin.');
    const begun = screen.written.length;
    const visit = async (keys: readonly string[], title: RegExp, shows: RegExp): Promise<void> => {
      screen.press(...keys);
      // The key line comes last: with it the frame is whole.
      const frame = await screen.until((shown) => {
        const lines = shown.split('\n');
        return title.test(lines[0] ?? '') && shows.test(shown) && (lines.at(-1)?.trim() ?? '') !== '';
      });
      for (const line of frame.split('\n')) expect(textWidth(line)).toBeLessThanOrEqual(columns);
      expect(screen.emulator.buffer.active.baseY).toBe(0);
    };
    const home = /from a process to a platf(orm +|…)/;
    const inShell = /Your first deployment/;
    await visit(['enter'], home, /A look round/);
    await visit(['x'], /Exam/, /5 labs +45 minutes/);
    await visit(['escape'], home, /A look round/);
    await visit(['v'], /Review/, /card/);
    await visit(['escape'], home, /A look round/);
    await visit(['w'], /Terms/, /Another name|How long a Job/);
    await visit(['escape'], home, /A look round/);
    await visit(['p'], /Packs/, /built in/);
    await visit(['escape'], home, /A look round/);
    await visit(['s'], /Settings/, /High contrast/);
    await visit(['escape'], home, /A look round/);
    await visit(['?'], /Keys/, /Everywhere|Lessons/);
    await visit(['escape'], home, /A look round/);
    await visit(['/', 'liveness'], home, /^(?![\s\S]*A look round)[\s\S]*Are you alive\?/);
    await visit(['escape'], home, /A look round/);
    await visit(['home', 'down', 'enter'], inShell, /Tasks 0\/6/);
    // Links are followed in the prose.
    if (columns >= 110) screen.press('shift+tab');
    await visit(['l', 'enter'], /Terms/, /smallest thing|that runs|Pod/);
    await visit(['escape'], inShell, /Enter what it means/);
    if (columns >= 110) screen.press('tab');
    // In a narrow window the prose comes first.
    if (columns < 110) await visit(['tab'], inShell, /~ \$/);
    await visit(['kubectl apply -f web.yaml', 'enter'], inShell, /Tasks 1\/6/);
    screen.press('escape');
    await screen.until('h hint');
    await visit(['c'], /Cluster/, /node-1/);
    await visit(['t'], /Trace/, /apiserver|scheduler bind/);
    await visit(['f'], /requests?/i, /./);
    await visit(['escape'], /Trace|Cluster/, /scheduler|node-1/);
    await visit(['escape'], /Cluster|first deployment/, /node-1|Tasks/);
    if (!/first deployment +×/.test(screen.frame())) await visit(['escape'], inShell, /Tasks 1\/6/);
    await visit(['e'], /Files/, /web\.yaml/);
    await visit(['web', 'enter'], /web\.yaml/, /kind: Deployment/);
    await visit(['ctrl+l'], /What applying it would change/, /would stay as it is/);
    await visit(['escape'], /web\.yaml/, /kind: Deployment/);
    await visit(['ctrl+g'], /Keys/, /Ctrl-S|Completing/);
    await visit(['escape'], /web\.yaml/, /kind: Deployment/);
    await visit(['escape'], inShell, /Tasks 1\/6/);
    // eslint-disable-next-line no-control-regex
    expect(screen.written.slice(begun)).not.toMatch(/\u001b\[[23]J|\u001bc/);
  });
});
