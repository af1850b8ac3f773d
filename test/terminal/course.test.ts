import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
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

function kubetutor(home: string, ...args: readonly string[]): Terminal {
  terminal?.close();
  terminal = new Terminal(process.execPath, [path.join(folder, 'dist/kubetutor.js'), ...args], {
    columns: 120,
    rows: 40,
    environment: { HOME: home, XDG_CONFIG_HOME: path.join(home, '.config') },
    patience: 25_000,
  });
  return terminal;
}

const newHome = (): string => mkdtempSync(path.join(folder, 'home-'));

describe('the course, built and in a real terminal', () => {
  it('plays a first exercise from the welcome on', async () => {
    const screen = kubetutor(newHome());
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
    await screen.until('Esc next pane   h hint');
    screen.press('c');
    await screen.until(/ReplicaSet web-\w+ +2\/2/);
  });

  it('goes on where it was killed', async () => {
    const home = newHome();
    const first = kubetutor(home, 'start/first-deploy');
    await first.until('~ $');
    first.press('kubectl apply -f web.yaml', 'enter');
    await first.until('Tasks 1/6');
    first.signal('SIGKILL');
    await first.exit();
    const second = kubetutor(home, 'start/first-deploy');
    await second.until('Tasks 1/6');
    expect(second.frame()).toContain('deployment.apps/web created');
    second.press('up');
    await second.until((frame) => frame.split('kubectl apply -f web.yaml').length >= 3);
  });

  it('counts what was passed on the home screen, and takes back a command', async () => {
    const screen = kubetutor(newHome(), 'start/first-deploy');
    await screen.until('~ $');
    screen.press('kubectl get pods', 'enter');
    await screen.until('Tasks 1/6');
    screen.press('escape');
    await screen.until('u undo');
    screen.press('u');
    await screen.until('Press the same key again');
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
});
