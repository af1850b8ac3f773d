import { describe, expect, it } from 'vitest';
import { frameOf } from '../../src/tui/app/frame.ts';
import { frameText } from '../harness/screen-text.ts';
import type { Effect } from '../../src/tui/app/effect.ts';
import type { Message } from '../../src/tui/app/message.ts';
import { mount, type MountedScreen, type World } from '../../src/tui/app/screen.ts';
import { navigate, topScreen, updateApp, type AppState } from '../../src/tui/app/update.ts';
import { open as openCluster } from '../../src/tui/screens/cluster/screen.ts';
import { open as openDebrief } from '../../src/tui/screens/debrief/screen.ts';
import { open as openEditor } from '../../src/tui/screens/editor/screen.ts';
import { open as openHome } from '../../src/tui/screens/home/screen.ts';
import { open as openLesson } from '../../src/tui/screens/lesson/screen.ts';
import { open as openReview } from '../../src/tui/screens/review/screen.ts';
import { openLoading } from '../../src/tui/screens/loading/screen.ts';
import { open as openTerms } from '../../src/tui/screens/terms/screen.ts';
import { open as openWelcome } from '../../src/tui/screens/welcome/screen.ts';
import { lineText } from '../../src/tui/text/line.ts';
import { keyLine } from '../../src/tui/widgets/key-line/view.ts';
import { demoWorld } from '../harness/terminal-demo-world.ts';

/** A screen that one presses keys on, and what it asked for. */
class Desk {
  state: AppState;
  readonly asked: Effect[] = [];

  constructor(screen: MountedScreen, world: World = demoWorld()) {
    this.state = { world, screens: [screen] };
  }

  send(message: Message): this {
    const step = updateApp(this.state, message);
    this.state = step.state;
    for (const effect of step.effects) {
      this.state = navigate(this.state, effect) ?? this.state;
      this.asked.push(effect);
    }
    return this;
  }

  press(...keys: readonly string[]): this {
    for (const key of keys)
      this.send({
        type: 'key',
        key: key === 'space' ? { name: key, text: ' ' } : key.length === 1 ? { name: key, text: key } : { name: key },
      });
    return this;
  }

  type(text: string): this {
    return this.press(...[...text].map((letter) => (letter === ' ' ? 'space' : letter)));
  }

  keys(): string {
    return lineText(keyLine(topScreen(this.state).help(this.state.world, 'now'), 200));
  }

  get last(): Effect | undefined {
    return this.asked.at(-1);
  }
}

const wide = { columns: 120, rows: 40 };
const narrow = { columns: 80, rows: 24 };

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

describe('lesson', () => {
  const desk = (size = wide): Desk =>
    new Desk(openLesson({ name: 'lesson', id: 'start/first-deploy' }, demoWorld(size)), demoWorld(size));

  it('runs what was typed', () => {
    const typed = desk().type('kubectl get pods').press('enter');
    expect(typed.last).toEqual({ type: 'session', call: 'run', input: 'kubectl get pods' });
  });

  it('goes on to another line while the input is unfinished', () => {
    const typed = desk().type("echo 'a").press('enter').type("b'").press('enter');
    expect(typed.asked).toEqual([{ type: 'session', call: 'run', input: "echo 'a\nb'" }]);
  });

  it('takes a paste of several lines as one input', () => {
    const pasted = desk().send({ type: 'paste', text: 'ls\r\u001b[31mpwd' }).press('enter');
    expect(pasted.last).toEqual({ type: 'session', call: 'run', input: 'ls\npwd' });
  });

  it('asks for candidates with Tab and puts the only one in', () => {
    const asked = desk().type('kubectl desc').press('tab');
    expect(asked.last).toEqual({ type: 'complete', text: 'kubectl desc', cursor: 12 });
    asked
      .send({ type: 'completion', text: 'kubectl desc', completion: { from: 8, candidates: [{ text: 'describe' }] } })
      .press('enter');
    expect(asked.last).toEqual({ type: 'session', call: 'run', input: 'kubectl describe ' });
  });

  it('keeps letters for the shell and gives them a meaning elsewhere', () => {
    expect(desk().press('h').asked).toEqual([]);
    expect(desk().press('escape', 'h').last).toEqual({ type: 'session', call: 'hint', task: 'deploy' });
    expect(desk().press('escape', 'c').last).toEqual({ type: 'go', to: { name: 'cluster' }, how: 'push' });
  });

  it('stops the command with Ctrl-C, and without one only drops the line', () => {
    expect(desk().type('abc').press('ctrl+c', 'enter').asked).toEqual([{ type: 'session', call: 'run', input: '' }]);
    const running = demoWorld(wide, { phase: 'running' });
    const busy = new Desk(openLesson({ name: 'lesson', id: 'x' }, running), running);
    expect(busy.press('ctrl+c').last).toEqual({ type: 'session', call: 'interrupt' });
    expect(busy.type('ls').press('enter').last).toEqual({ type: 'session', call: 'type', text: 'ls\n' });
    expect(busy.press('ctrl+d').last).toEqual({ type: 'session', call: 'endInput' });
  });

  it('sends a command of the prose to the prompt with one key', () => {
    const reading = desk(narrow);
    expect(reading.keys()).toContain('put into the shell');
    reading.press('n', 'enter', 'enter');
    expect(reading.last).toEqual({
      type: 'session',
      call: 'run',
      input: 'kubectl apply -f web.yaml\nkubectl rollout status deployment/web',
    });
  });

  it('offers what there is to keep once all tasks have passed', () => {
    const world = demoWorld(wide, { done: true });
    const done = new Desk(openLesson({ name: 'lesson', id: 'x' }, world), world);
    expect(done.press('escape', 'd').last).toEqual({ type: 'go', to: { name: 'debrief' }, how: 'push' });
  });

  it('takes the number of an answer in every pane, in the shell with Alt', () => {
    const choices = [
      { id: 'a', text: 'A' },
      { id: 'b', text: 'B' },
    ];
    const world = demoWorld(wide, { question: { kind: 'choice', choices } });
    const asking = new Desk(openLesson({ name: 'lesson', id: 'x' }, world), world);
    const second = { type: 'session', call: 'answer', task: world.session?.tasks[0]?.id, value: 'b' };
    expect(asking.press('alt+2').last).toEqual(second);
    expect(asking.press('escape', '2').last).toEqual(second);
  });

  it('asks before a step is begun again', () => {
    const world = demoWorld(wide, { session: { undoable: 1 } });
    const once = new Desk(openLesson({ name: 'lesson', id: 'x' }, world), world).press('escape', 'r');
    expect(once.asked.map(({ type }) => type)).toEqual(['send']);
    expect(once.press('r').last).toEqual({ type: 'session', call: 'reset' });
  });

  it('closes the lesson when one goes back', () => {
    expect(desk().press('escape', 'q').asked).toEqual([{ type: 'closeLesson' }, { type: 'back' }]);
  });

  it('opens the editor when a command asks for an edit, once', () => {
    const world = demoWorld(wide, { phase: 'running' });
    const request = { path: '/tmp/edit.yaml', text: 'a: 1\n' };
    const state = { ...(world.session ?? demoSession(world)), editing: request };
    const busy = new Desk(openLesson({ name: 'lesson', id: 'x' }, world), world)
      .send({ type: 'session', state })
      .send({ type: 'session', state });
    expect(busy.asked).toEqual([{ type: 'go', to: { name: 'editor', request }, how: 'push' }]);
  });
});

function demoSession(world: World): NonNullable<World['session']> {
  if (!world.session) throw new Error('the world has no session');
  return world.session;
}

describe('links and words', () => {
  const prose = 'A [Pod](term:Pod), [here](#end) and [there](lesson:pods/wide).\n\n```sh\nls\n```\n\n## End {#end}';
  const reading = (more: Partial<World> = {}): Desk => {
    const world = demoWorld(narrow);
    const lesson = world.lesson && { ...world.lesson, prose };
    return new Desk(openLesson({ name: 'lesson', id: 'start/first-deploy' }, world), { ...world, lesson, ...more });
  };

  it('follows a word to its meaning, and a command is a command again after', () => {
    const desk = reading().press('l', 'enter');
    expect(desk.asked).toEqual([{ type: 'go', to: { name: 'terms', term: 'Pod' }, how: 'push' }, { type: 'loadTerms' }]);
    expect(desk.press('n').keys()).toContain('put into the shell');
  });

  it('follows a link to another lesson, but not in an exam', () => {
    const to: Effect = { type: 'go', to: { name: 'lesson', id: 'pods/wide' }, how: 'push' };
    expect(reading().press('l', 'l', 'l', 'enter').last).toEqual(to);
    const exam = { lab: 0, labs: 2, secondsLeft: 60 };
    expect(reading({ exam }).press('l', 'l', 'l', 'enter').asked).toEqual([]);
  });

  it('lets another lesson take the place of this one', () => {
    const desk = reading();
    const home = openHome({ name: 'home' }, desk.state.world);
    desk.state = { ...desk.state, screens: [home, ...desk.state.screens, openTerms({ name: 'terms' }, desk.state.world)] };
    desk.send({ type: 'opened', screen: openLoading('Wide'), how: 'push' });
    expect(desk.state.screens.map(({ name }) => name)).toEqual(['home', 'loading']);
  });

  it('finds a word by its letters', () => {
    const world = demoWorld(narrow);
    const terms = { Pod: 'One running program.', 'cluster IP': 'An address.', quota: 'A limit.' };
    const desk = new Desk(openTerms({ name: 'terms', term: 'quota' }, { ...world, terms }), { ...world, terms });
    expect(frameText(frameOf(desk.state))).toContain('A limit.');
    desk.press('/').type('ip');
    expect(frameText(frameOf(desk.state))).toContain('An address.');
    expect(desk.press('escape').state.screens).toHaveLength(1);
    expect(frameText(frameOf(desk.state))).toContain('quota');
  });
});

describe('questions', () => {
  const asking = (question: object): Desk => {
    const world = demoWorld(wide, { question });
    return new Desk(openLesson({ name: 'lesson', id: 'x' }, world), world).press('escape');
  };
  const choices = [
    { id: 'a', text: 'The Service' },
    { id: 'b', text: 'The ReplicaSet' },
  ];

  it('are answered with a digit where one choice is asked for', () => {
    expect(asking({ kind: 'choice', choices }).press('2').last).toEqual({
      type: 'session',
      call: 'answer',
      task: 'deploy',
      value: 'b',
    });
  });

  it('collect several choices until Enter', () => {
    expect(asking({ kind: 'several', choices }).press('2', '1', '2', 'enter').last).toEqual({
      type: 'session',
      call: 'answer',
      task: 'deploy',
      value: ['a'],
    });
    expect(asking({ kind: 'order', choices }).press('2', '1', 'enter').last).toEqual({
      type: 'session',
      call: 'answer',
      task: 'deploy',
      value: ['b', 'a'],
    });
  });

  it('take text, every letter of it', () => {
    const typed = asking({ kind: 'text', choices: [] }).press('enter').type('hq c').press('enter');
    expect(typed.asked).toEqual([{ type: 'session', call: 'answer', task: 'deploy', value: 'hq c' }]);
  });

  it('take a number as a number', () => {
    expect(asking({ kind: 'number', choices: [] }).press('enter').type('3').press('enter').last).toMatchObject({ value: 3 });
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

  it.each(screens)('%s shows a way out in its key line', (_name, screen) => {
    const line = lineText(keyLine(screen.help(world, 'now'), 200));
    expect(line).toMatch(/quit|back|lessons|next pane/);
  });

  it('mount keeps a screen that did not change', () => {
    const definition = { name: 'still', title: () => [], keys: [], view: () => ({ rows: [] }) };
    const still = mount(definition, 1);
    expect(still.handle({ type: 'timer', name: 'x' }, world).screen).toBe(still);
  });
});
