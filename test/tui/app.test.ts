import { describe, expect, it } from 'vitest';
import { frameOf } from '../../src/tui/app/frame.ts';
import { frameText } from '../harness/screen-text.ts';
import type { Effect } from '../../src/tui/app/effect.ts';
import type { Message } from '../../src/tui/app/message.ts';
import { mount, type MountedScreen } from '../../src/tui/app/screen.ts';
import { topScreen, updateApp, type AppState } from '../../src/tui/app/update.ts';
import { open as openCluster } from '../../src/tui/screens/cluster/screen.ts';
import { open as openDebrief } from '../../src/tui/screens/debrief/screen.ts';
import { open as openEditor } from '../../src/tui/screens/editor/screen.ts';
import { open as openHome } from '../../src/tui/screens/home/screen.ts';
import { open as openLesson } from '../../src/tui/screens/lesson/screen.ts';
import { open as openReview } from '../../src/tui/screens/review/screen.ts';
import { open as openWelcome } from '../../src/tui/screens/welcome/screen.ts';
import { lineText } from '../../src/tui/text/line.ts';
import { keyLine } from '../../src/tui/widgets/key-line/view.ts';
import { demoWorld } from '../harness/terminal-demo-world.ts';

import { Desk, narrow } from '../harness/terminal-desk.ts';

describe('welcome', () => {
  it('needs one key', () => {
    const desk = new Desk(openWelcome()).press('enter');
    expect(desk.asked).toEqual([{ type: 'welcomed' }, { type: 'go', to: { name: 'home' }, how: 'replace' }]);
  });
});

describe('home', () => {
  const desk = (): Desk => new Desk(openHome({ name: 'home' }, demoWorld()));
  const opened = (id: string): Effect => ({ type: 'go', to: { name: 'lesson', id }, how: 'push' });

  it('begins at the lesson left unfinished', () => {
    expect(desk().press('enter').last).toEqual(opened('start/first-deploy'));
  });

  it('moves through the lessons and stops at the last', () => {
    expect(desk().press('down', 'j', 'down', 'down', 'down', 'enter').last).toEqual(opened('pods/wide'));
    expect(desk().press('home', 'up', 'enter').last).toEqual(opened('start/tour'));
  });

  it('has the next lesson chosen once one comes back from a lesson that is done', () => {
    const progress = { 'start/tour': { status: 'passed', tasksPassed: 3 } } as const;
    const back = desk().press('home').send({ type: 'progress', progress, lastLesson: 'start/tour' });
    expect(back.press('enter').last).toEqual(opened('start/first-deploy'));
  });

  it('searches titles, objectives and concepts', () => {
    expect(desk().press('/').type('write by hand').press('enter').last).toEqual(opened('pods/first-pod'));
    expect(desk().press('/').type('self-healing').press('enter').last).toEqual(opened('start/first-deploy'));
  });

  it('takes letters as letters while one searches, and Escape ends it', () => {
    const searching = desk().press('/').type('jkqc');
    expect(searching.asked).toEqual([{ type: 'loadTexts' }]);
    expect(searching.press('escape', 'q').last).toEqual({ type: 'quit', code: 0 });
  });

  it('finds what only the prose says, once it has been read', () => {
    const home = new Desk(openHome({ name: 'home' }, demoWorld())).press('/').type('zebra');
    expect(home.press('enter').asked).toEqual([{ type: 'loadTexts' }]);
    home.send({ type: 'texts', texts: { 'start/tour': 'Here is a zebra.' } });
    expect(home.press('backspace').type('a').press('enter').last).toEqual({
      type: 'go',
      to: { name: 'lesson', id: 'start/tour' },
      how: 'push',
    });
  });

  it('grades a card only after its answer was shown', () => {
    const card = { key: 'start/tour#pod', front: 'What?', back: 'That.', lesson: 'start/tour' };
    const review = new Desk(openReview({ name: 'review' }, demoWorld())).send({ type: 'cards', cards: [card] });
    expect(review.press('3').asked).toEqual([]);
    expect(review.press('enter', '3').asked).toEqual([{ type: 'grade', card: card.key, grade: 'good' }]);
  });

  it('opens nothing when nothing matches', () => {
    expect(desk().press('/').type('no such thing').press('enter').asked).toEqual([{ type: 'loadTexts' }]);
  });

  it('leaves on Ctrl-C', () => {
    expect(desk().press('ctrl+c').last).toEqual({ type: 'quit', code: 0 });
  });
});

describe('editor', () => {
  const desk = (): Desk =>
    new Desk(openEditor({ name: 'editor' }, demoWorld())).send({ type: 'files', paths: ['web.yaml', 'a.txt'] });
  const withFile = (): Desk =>
    desk().type('web').press('enter').send({ type: 'file', path: 'web.yaml', text: 'a: 1\n', isNew: false });

  it('opens a file by part of its name', () => {
    expect(desk().type('web').press('enter').last).toEqual({ type: 'readFile', path: 'web.yaml' });
  });

  it('makes a new file for a name that nothing matches', () => {
    expect(desk().type('new.yaml').press('enter').last).toEqual({ type: 'readFile', path: 'new.yaml' });
  });

  it('saves what was typed', () => {
    expect(withFile().press('end').type('2').press('ctrl+s').last).toEqual({
      type: 'writeFile',
      path: 'web.yaml',
      text: 'a: 12\n',
    });
  });

  it('warns before changes are lost, and only once', () => {
    const changed = withFile().type('x').press('escape');
    expect(changed.last).toMatchObject({ type: 'send', message: { type: 'notice', tone: 'bad' } });
    expect(changed.press('escape').last).toEqual({ type: 'back' });
  });

  it('leaves at once when nothing changed', () => {
    expect(withFile().press('escape').last).toEqual({ type: 'back' });
    expect(withFile().type('x').press('ctrl+z', 'escape').last).toEqual({ type: 'back' });
  });

  it("hands the text to the learner's own editor", () => {
    expect(withFile().press('ctrl+e').last).toEqual({ type: 'externalEditor', path: 'web.yaml', text: 'a: 1\n' });
  });

  it('tries a manifest once the keys rest, and shows what the cluster would say', () => {
    const file: Message = { type: 'file', path: 'a.yaml', text: 'kindd: Pod\nb: 1', isNew: false };
    const desk = new Desk(openEditor({ name: 'editor' }, demoWorld())).send(file);
    expect(desk.last).toEqual({ type: 'checkText', path: 'a.yaml', text: 'kindd: Pod\nb: 1' });
    desk.press('x');
    expect(desk.last).toMatchObject({ type: 'timer', name: 'editor-pause' });
    desk.send({ type: 'timer', name: 'editor-pause' });
    expect(desk.last).toEqual({ type: 'checkText', path: 'a.yaml', text: 'xkindd: Pod\nb: 1' });
    const problems = [{ row: 0, column: 0, length: 6, text: 'kind not set' }];
    desk
      .send({ type: 'judged', path: 'a.yaml', text: 'xkindd: Pod\nb: 1', judgement: { judge: 'server', problems } })
      .press('down');
    const shown = frameText(frameOf(desk.state));
    expect(shown).toContain('✗ line 1: kind not set');
  });

  it('gives a command its answer', () => {
    const request = { path: '/tmp/e.yaml', text: 'a: 1' };
    const edit = new Desk(openEditor({ name: 'editor', request }, demoWorld()));
    edit.press('end').type('0').press('ctrl+s');
    expect(edit.asked.slice(-2)).toEqual([{ type: 'session', call: 'edited', text: 'a: 10' }, { type: 'back' }]);
    const left = new Desk(openEditor({ name: 'editor', request }, demoWorld())).press('escape');
    expect(left.asked).toEqual([{ type: 'session', call: 'edited' }, { type: 'back' }]);
  });
});

describe('cluster', () => {
  it('pauses, steps and speeds up', () => {
    const desk = new Desk(openCluster({ name: 'cluster' }, demoWorld()));
    desk.press('space', '.', '+', '-');
    expect(desk.asked).toEqual([
      { type: 'session', call: 'setSpeed', speed: 0 },
      { type: 'session', call: 'step' },
      { type: 'session', call: 'setSpeed', speed: 10 },
      { type: 'session', call: 'setSpeed', speed: 1 },
    ]);
  });
});

describe('debrief', () => {
  it('shows other ways that work, and what the review has now', () => {
    const world = demoWorld(narrow);
    const otherWays = [{ name: 'by a manifest', commands: ['kubectl create -f web.yaml'] }];
    const lesson = world.lesson && { ...world.lesson, otherWays, cards: 2 };
    const shown = new Desk(openDebrief({ name: 'debrief' }, world), { ...world, lesson });
    const text = frameText(frameOf(shown.press('end').state));
    expect(text).toMatch(/by a manifest:\s+│ kubectl create -f web.yaml/);
    expect(text).toContain('2 cards wait in the review.');
  });

  it('goes on to the next lesson', () => {
    const desk = new Desk(openDebrief({ name: 'debrief' }, demoWorld())).press('enter');
    expect(desk.asked).toEqual([{ type: 'back' }, { type: 'go', to: { name: 'lesson', id: 'pods/first-pod' }, how: 'replace' }]);
  });
});

describe('the app', () => {
  it('shows help over any screen and goes back', () => {
    const desk = new Desk(openHome({ name: 'home' }, demoWorld())).press('?');
    expect(topScreen(desk.state).name).toBe('help');
    expect(topScreen(desk.press('?').state).name).toBe('home');
  });

  it('shows a crash, and the way back', () => {
    const desk = new Desk(openHome({ name: 'home' }, demoWorld())).send({ type: 'crashed', error: new Error('boom') });
    expect(topScreen(desk.state).name).toBe('crash');
    expect(desk.asked.map(({ type }) => type)).toEqual(['report']);
    expect(desk.press('enter').last).toEqual({ type: 'go', to: { name: 'home' }, how: 'replace' });
  });

  it('listens to nothing but leaving while the window is too small', () => {
    const desk = new Desk(openHome({ name: 'home' }, demoWorld())).send({ type: 'resize', size: { columns: 40, rows: 10 } });
    expect(desk.press('enter', 'x').asked).toEqual([]);
    expect(desk.press('q').last).toEqual({ type: 'quit', code: 0 });
  });

  it('never changes a state it was given', () => {
    const screen = openHome({ name: 'home' }, demoWorld());
    const state: AppState = Object.freeze({ world: Object.freeze(demoWorld()), screens: Object.freeze([screen]) });
    const next = updateApp(state, { type: 'key', key: { name: 'down' } }).state;
    expect(next).not.toBe(state);
    expect(state.screens[0]).toBe(screen);
  });
});

const labelsOf = (said: readonly { readonly place: string; readonly label: string }[], wanted: string): readonly string[] => [
  ...new Set(said.filter(({ place }) => place === wanted).map(({ label }) => label)),
];

describe('key tables', () => {
  const world = demoWorld();
  const screens: readonly (readonly [string, MountedScreen])[] = [
    ['welcome', openWelcome()],
    ['home', openHome({ name: 'home' }, world)],
    ['lesson', openLesson({ name: 'lesson', id: 'x' }, world)],
    ['cluster', openCluster({ name: 'cluster' }, world)],
    ['editor', openEditor({ name: 'editor' }, world)],
    ['debrief', openDebrief({ name: 'debrief' }, world)],
  ];

  it.each(screens)('%s says for every key what it does', (_name, screen) => {
    for (const key of screen.help(world, 'all'))
      expect(`${key.keys}: ${key.label} (${key.group})`).toMatch(/^\S.*: \S.* \(\S.*\)$/);
  });

  it.each(screens)('%s lists no key twice without saying when which holds', (_name, screen) => {
    const said = screen
      .help(world, 'all')
      .flatMap(({ keys, label, where = '', group }) =>
        keys.split(' or ').map((key) => ({ place: `${group}: ${key} ${where}`, label })),
      );
    for (const { place, label } of said) expect([place, ...labelsOf(said, place)]).toEqual([place, label]);
  });

  it.each(screens)('%s shows a way out in its key line', (_name, screen) => {
    const line = lineText(keyLine(screen.help(world, 'now'), 200));
    expect(line).toMatch(/quit|back|lessons|Esc (?:lesson|shell|tasks)/);
  });

  it('the help of the editor lists the keys of its mode alone', () => {
    const groups = (screen: MountedScreen): readonly string[] => screen.help(world, 'all').map(({ group }) => group);
    expect(new Set(groups(openEditor({ name: 'editor' }, world)))).toEqual(new Set(['Everywhere', 'Files']));
    const request = { path: '/home/learner/a.yaml', text: 'a: 1\n' };
    expect(groups(openEditor({ name: 'editor', request }, world))).not.toContain('Files');
  });

  it('the help says when there is more of it', () => {
    const desk = new Desk(openLesson({ name: 'lesson', id: 'x' }, demoWorld(narrow)), demoWorld(narrow)).press('?');
    expect(frameText(frameOf(desk.state))).toMatch(/↓ \d+ more rows: PgDn/);
    expect(frameText(frameOf(desk.press('end').state))).not.toContain('more rows');
  });

  it('mount keeps a screen that did not change', () => {
    const definition = { name: 'still', title: () => [], keys: [], view: () => ({ rows: [] }) };
    const still = mount(definition, 1);
    expect(still.handle({ type: 'timer', name: 'x' }, world).screen).toBe(still);
  });
});
