import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { textWidth } from '../../src/tui/text/width.ts';
import { Terminal, type TerminalOptions } from '../harness/terminal.ts';
import { bundleDemo } from '../harness/terminal-bundle.mjs';

let program = '';
let terminal: Terminal | undefined;

beforeAll(async () => {
  program = await bundleDemo();
});

afterEach(() => {
  terminal?.close();
  terminal = undefined;
});

function start(options: TerminalOptions = {}): Terminal {
  terminal = new Terminal(process.execPath, [program], options);
  return terminal;
}

async function inLesson(options: TerminalOptions = {}): Promise<Terminal> {
  const opened = start({ ...options, environment: { DEMO_LESSON: 'start/first-deploy', ...options.environment } });
  await opened.until('Tasks 0/3');
  return opened;
}

/** The same, with the shell in front. */
async function inShell(options: TerminalOptions = {}): Promise<Terminal> {
  const opened = await inLesson({ columns: 120, rows: 40, ...options });
  await opened.until('~ $');
  return opened;
}

/** From the shell to the tasks. A terminal cannot tell Escape and a letter right after it from Alt and the letter. */
async function leaveShell(screen: Terminal): Promise<void> {
  screen.press('escape');
  await screen.until('Esc lesson   h hint');
}

describe('starting and leaving', () => {
  it('welcomes the learner, who needs one key', async () => {
    const screen = start({ environment: { DEMO_FIRST: '1' } });
    await screen.until('Learn Kubernetes by doing it.');
    screen.press('enter');
    await screen.until('Go on with Your first deployment');
  });

  it('gives the terminal back as it was', async () => {
    const screen = start();
    await screen.until('First steps');
    expect(screen.buffer).toBe('alternate');
    screen.press('q');
    expect(await screen.exit()).toBe(0);
    expect(screen.buffer).toBe('normal');
    expect(screen.cursorShown).toBe(true);
    expect(screen.frame().trim()).toBe('left with 0');
    expect(screen.written).toContain('\u001b[?2004l');
  });

  it('leaves on Ctrl-C from the first screen', async () => {
    const screen = start();
    await screen.until('First steps');
    screen.press('ctrl+c');
    expect(await screen.exit()).toBe(0);
    expect(screen.buffer).toBe('normal');
  });

  it.each(['home', 'lesson'])('gives the terminal back when it is told to end, in the %s', async (where) => {
    const screen = where === 'home' ? start() : await inLesson();
    await screen.until('Your first deployment');
    screen.signal('SIGTERM');
    expect(await screen.exit()).toBe(143);
    expect(screen.buffer).toBe('normal');
    expect(screen.cursorShown).toBe(true);
  });

  it('shows a crash with the report and a way on', async () => {
    const screen = start({ environment: { DEMO_CRASH: '1' } });
    await screen.until('First steps');
    screen.press('enter');
    await screen.until('~/.cache/kubetutor/report-1.txt');
    expect(screen.frame()).toContain('the prose went up in smoke');
    screen.press('enter');
    await screen.until('First steps');
    screen.press('q');
    expect(await screen.exit()).toBe(0);
    expect(screen.buffer).toBe('normal');
  });

  it('says why a lesson cannot be opened, and stays', async () => {
    const screen = start({ environment: { DEMO_REFUSE: '1' } });
    await screen.until('First steps');
    screen.press('end', 'enter');
    await screen.until('cannot be read: lesson.yaml line 3');
    expect(screen.frame()).toContain('First steps');
  });
});

describe('the shell', () => {
  it('runs commands and ticks tasks', async () => {
    const screen = await inShell();
    screen.press('kubectl apply -f web.yaml', 'enter');
    await screen.until('deployment.apps/web created');
    await screen.until('status.readyReplicas is 1, expected 2');
    screen.press('kubectl get pods', 'enter');
    await screen.until('Tasks 1/3');
    expect(screen.colourOf('✓')).toBe('#3fb950');
  });

  it('has the cursor behind the prompt, where typing goes', async () => {
    const screen = await inShell();
    screen.press('ab存');
    await screen.until('ab存');
    expect(screen.cursorShown).toBe(true);
    const row = screen
      .frame()
      .split('\n')
      .findIndex((line) => line.includes('ab存'));
    const before = screen.frame().split('\n')[row]?.split('ab存')[0] ?? '';
    expect(screen.cursor()).toEqual({ x: textWidth(before) + 4, y: row });
  });

  it('completes, recalls and searches', async () => {
    const screen = await inShell();
    screen.press('kubectl desc', 'tab');
    await screen.until('kubectl describe');
    screen.press('ctrl+u', 'get pod', 'tab');
    await screen.until('podtemplates');
    screen.press('ctrl+c', 'cat web.yaml', 'enter');
    await screen.until('containerPort');
    screen.press('up');
    await screen.until((frame) => frame.split('cat web.yaml').length >= 4);
    screen.press('ctrl+c', 'ctrl+r', 'web');
    await screen.until('search: web');
    screen.press('enter', 'ctrl+l');
    await screen.until((frame) => frame.includes('~ $ cat web.yaml') && !frame.includes('containerPort'));
  });

  it('stops what runs with Ctrl-C', async () => {
    const screen = await inShell();
    screen.press('kubectl get pods -w', 'enter');
    await screen.until('running');
    screen.press('ctrl+c');
    await screen.until('^C');
    await screen.until((frame) => !frame.includes('running'));
    expect(screen.exited).toBeUndefined();
  });

  it('takes a paste as text', async () => {
    const screen = await inShell();
    screen.paste("echo 'one\ntwo\u001b[31m'");
    await screen.until("> two'");
  });

  it('lets no escape sequence of a program through', async () => {
    const screen = await inShell();
    screen.press('echo colours', 'enter');
    await screen.until('red  and clear');
    expect(screen.written).not.toContain('\u001b]0;title');
  });

  it('scrolls back through twelve thousand lines', async () => {
    const screen = await inShell();
    screen.press('seq 12000', 'enter');
    await screen.until('row 12000');
    screen.press('pageup');
    await screen.until('scrolled back');
    for (let page = 0; page < 40; page += 1) screen.press('pageup');
    await screen.until((frame) => /row 10\d\d\d/.test(frame) && !frame.includes('row 12000'));
    screen.press('x');
    await screen.until((frame) => frame.includes('row 12000') && frame.includes('~ $ x'));
  });

  it('keeps borders straight beside wide characters', async () => {
    const screen = await inShell();
    screen.press('echo wide', 'enter');
    const frame = await screen.until('🚀 done');
    // The emulator leaves out the second half of a wide character, so columns are counted by width.
    const bars = frame
      .split('\n')
      .slice(2, 20)
      .map((row) => textWidth(row.slice(0, row.lastIndexOf('│'))));
    expect(new Set(bars).size).toBe(1);
  });
});

describe('the screens', () => {
  it('shows one pane at a time in a narrow window', async () => {
    const screen = await inLesson();
    expect(screen.frame()).toContain('Ask for it');
    screen.press('enter');
    await screen.until('~ $ cat web.yaml');
    expect(screen.frame()).not.toContain('Ask for it');
    screen.press('enter');
    await screen.until('containerPort: 80');
    screen.press('shift+tab');
    await screen.until('Ask for it');
  });

  it('gives hints, one at a time', async () => {
    const screen = await inShell();
    await leaveShell(screen);
    screen.press('h');
    await screen.until('Hint: The file web.yaml');
    screen.press('h');
    await screen.until('Hint: It starts with kubectl apply.');
  });

  it('edits and saves a file', async () => {
    const screen = await inShell();
    await leaveShell(screen);
    screen.press('e');
    await screen.until('notes.txt');
    screen.press('web', 'enter');
    await screen.until('kind: Deployment');
    screen.press('down', 'end', 'x');
    await screen.until('changed');
    screen.press('ctrl+s');
    await screen.until('Saved web.yaml');
    screen.press('escape');
    await screen.until('Tasks 0/3');
  });

  it('lends the terminal to the learner’s own editor', async () => {
    const editor = path.join(mkdtempSync(path.join(tmpdir(), 'kubetutor-editor-')), 'editor.sh');
    writeFileSync(editor, '#!/bin/sh\necho "the editor has the terminal"\nread answer\necho "# $answer" >> "$1"\n', {
      mode: 0o755,
    });
    const screen = await inShell({ environment: { EDITOR: editor } });
    await leaveShell(screen);
    screen.press('e');
    await screen.until('notes.txt');
    screen.press('notes', 'enter');
    await screen.until('nothing');
    screen.press('ctrl+e');
    await screen.until('the editor has the terminal');
    expect(screen.buffer).toBe('normal');
    screen.press('written outside', 'enter');
    await screen.until('# written outside');
    expect(screen.buffer).toBe('alternate');
    expect(screen.frame()).toContain('changed');
  });

  it('shows the cluster and marks what changed', async () => {
    const screen = await inShell();
    await leaveShell(screen);
    screen.press('c');
    await screen.until('control plane');
    // The key line comes last: with it the frame is whole.
    await screen.until((frame) => frame.includes('Nothing runs yet.') && !frame.includes('h hint'));
    screen.press('escape');
    await screen.until('Esc lesson   h hint');
    screen.press('tab', 'tab');
    await screen.until('Enter run');
    screen.press('kubectl apply -f web.yaml', 'enter');
    await screen.until('created');
    await leaveShell(screen);
    screen.press('c');
    await screen.until('ImagePullBackOff');
    screen.press(' ');
    await screen.until('paused');
  });

  it('goes on to the debrief and the next lesson', async () => {
    const screen = await inShell();
    for (const command of ['kubectl get pods', 'kubectl get pods -o wide', 'kubectl expose deployment web'])
      screen.press(command, 'enter');
    await screen.until('Tasks 3/3');
    screen.press('escape');
    await screen.until('d what to keep');
    screen.press('d');
    await screen.until('3 of 3 tasks, without a hint');
    screen.press('enter');
    await screen.until('Pods › Your first Pod');
    await screen.until('Tasks 0/3');
  });
});

describe('the window', () => {
  it('may change its size at any time', async () => {
    const screen = await inShell();
    const sizes = [
      [80, 24],
      [119, 50],
      [60, 18],
      [40, 10],
      [200, 60],
      [109, 20],
      [120, 40],
    ] as const;
    for (const [columns, rows] of sizes) {
      screen.resize(columns, rows);
      const small = columns < 60 || rows < 18;
      const frame = await screen.until((shown) => {
        const lines = shown.split('\n');
        if (small) return lines[0]?.includes(`${columns}×${rows}`) === true && !shown.includes('Tasks');
        const line = lines.filter((row) => row.includes('Tasks'));
        return (
          line.length === 1 &&
          (lines.at(-1)?.trim() ?? '') !== '' &&
          (lines[1] ?? '').startsWith('─') &&
          textWidth(lines[1] ?? '') === columns
        );
      });
      expect(frame.split('First steps › Your first deployment').length).toBe(small ? 1 : 2);
    }
  });

  it('is never cleared as a whole in normal use', async () => {
    const screen = await inShell();
    const before = screen.written.length;
    screen.press('kubectl get pods', 'enter');
    await screen.until('Tasks 1/3');
    await leaveShell(screen);
    screen.press('c');
    await screen.until('control plane');
    screen.press('escape');
    await screen.until('Tasks 1/3');
    // eslint-disable-next-line no-control-regex
    expect(screen.written.slice(before)).not.toMatch(/\u001b\[[23]?J|\u001bc/);
  });

  it('writes little for a key', async () => {
    const screen = await inShell();
    const before = screen.written.length;
    screen.press('x');
    await screen.until('~ $ x');
    expect(screen.written.length - before).toBeLessThan(400);
  });

  it('has no colours with NO_COLOR', async () => {
    const screen = await inShell({ environment: { NO_COLOR: '1' } });
    screen.press('kubectl apply -f web.yaml', 'enter');
    await screen.until('expected 2');
    // eslint-disable-next-line no-control-regex
    expect(screen.written).not.toMatch(/\u001b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7])(?:;\d+)*m/);
  });

  it('draws with ASCII in a terminal without Unicode', async () => {
    const screen = start({ environment: { LANG: 'C' } });
    await screen.until('First steps');
    const rows = screen
      .frame()
      .split('\n')
      .filter((row) => !row.includes('10 min'));
    expect(rows.join('\n')).toMatch(/^[\u0020-\u007e\n]*$/);
  });
});

describe('the first frame', () => {
  it('comes before anything heavy is loaded', async () => {
    const screen = start();
    await screen.until('First steps');
    screen.press('?');
    await screen.until('Everywhere');
  });
});
