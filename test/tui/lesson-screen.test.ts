import { describe, expect, it } from 'vitest';
import { frameOf } from '../../src/tui/app/frame.ts';
import { frameText } from '../harness/screen-text.ts';
import type { Effect } from '../../src/tui/app/effect.ts';
import { type World } from '../../src/tui/app/screen.ts';
import { open as openHome } from '../../src/tui/screens/home/screen.ts';
import { open as openLesson } from '../../src/tui/screens/lesson/screen.ts';
import { openLoading } from '../../src/tui/screens/loading/screen.ts';
import { open as openRewind } from '../../src/tui/screens/rewind/screen.ts';
import { open as openTerms } from '../../src/tui/screens/terms/screen.ts';
import { demoWorld } from '../harness/terminal-demo-world.ts';

import { Desk, narrow, wide } from '../harness/terminal-desk.ts';

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

  it('names what it would take back, and does it with Alt from every pane', () => {
    const world = demoWorld(wide, { session: { undoable: 1 } });
    const done = [{ text: 'kubectl delete pod web\nls', at: 0 }];
    const lesson = world.lesson && { ...world.lesson, session: { ...world.lesson.session, done: () => done } };
    const asking = new Desk(openLesson({ name: 'lesson', id: 'x' }, { ...world, lesson }), { ...world, lesson });
    asking.press('alt+u');
    expect(asking.last).toMatchObject({ message: { text: 'Take back kubectl delete pod web …? The same key again does it.' } });
    expect(asking.press('escape', 'escape', 'alt+u', 'alt+u').last).toEqual({ type: 'session', call: 'undo' });
  });

  it('puts in again what was cut, and the last word of the command before', () => {
    const run = (desk: Desk): Effect | undefined => desk.press('enter').last;
    expect(run(desk().type('get pods').press('ctrl+w', 'ctrl+a', 'ctrl+y'))).toMatchObject({ input: 'podsget ' });
    expect(run(desk().type('a b c').press('ctrl+a', 'alt+d', 'ctrl+e', 'ctrl+y'))).toMatchObject({ input: ' b ca' });
    const world = demoWorld(wide);
    const session = world.lesson && { ...world.lesson.session, history: ['kubectl logs "web 1"'] };
    const lesson = world.lesson && session && { ...world.lesson, session };
    const after = new Desk(openLesson({ name: 'lesson', id: 'x' }, { ...world, lesson }), { ...world, lesson });
    expect(run(after.type('echo ').press('alt+.'))).toMatchObject({ input: 'echo "web 1"' });
  });

  it('says which key does it to who types undo', () => {
    const typed = desk().type('undo').press('enter');
    expect(typed.asked).toMatchObject([{ type: 'send', message: { text: expect.stringContaining('Alt-U') } }]);
  });

  it('leads back to any step, and to the beginning of the lesson', () => {
    const world = demoWorld(wide);
    const steps = [{ text: 'ls', at: 0 }];
    const lesson = world.lesson && { ...world.lesson, session: { ...world.lesson.session, done: () => steps } };
    const rewinding = (): Desk => new Desk(openRewind({ name: 'rewind' }, { ...world, lesson }), { ...world, lesson });
    expect(rewinding().press('enter').asked[0]).toEqual({ type: 'session', call: 'rewind', place: 0 });
    expect(rewinding().press('home').keys()).toContain('the whole lesson again');
    expect(rewinding().press('home', 'enter').asked[0]).toEqual({ type: 'session', call: 'restart' });
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

  it('of words and lists come to the front by a key that every pane names', () => {
    const text = asking({ kind: 'text', choices: [] }).press('shift+tab');
    expect(text.keys()).toContain('Alt-A answer the question');
    expect(text.press('alt+a').type('web').press('enter').last).toMatchObject({ value: 'web' });
    const several = asking({ kind: 'several', choices }).press('escape');
    expect(several.keys()).toContain('a answer the question');
    expect(several.press('a', '1', 'enter').last).toMatchObject({ value: ['a'] });
  });

  it('take a number as a number', () => {
    expect(asking({ kind: 'number', choices: [] }).press('enter').type('3').press('enter').last).toMatchObject({ value: 3 });
  });
});
