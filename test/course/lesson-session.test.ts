import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadPack } from '../../src/course/pack/load.ts';
import { AttemptError, readAttempt, writeAttempt, type Attempt } from '../../src/course/session/attempt.ts';
import { LessonSession } from '../../src/course/session/lesson-session.ts';
import { fakeCluster } from './fake-cluster.ts';
import { lessonYaml, samplePack } from './sample-pack.ts';

const twoTasks = lessonYaml
  .replace(
    'solution:',
    `  - id: remember
    title: Make another one
    section: make-it
    after: [make]
    checks:
      - ran: { program: make, name: other }
    hints: []
solution:
  - task: remember
    steps: [{ run: make other }]`,
  )
  .replace('run: kubectl create namespace shop', 'run: make shop');

function open(attempt?: Attempt): LessonSession {
  const pack = loadPack(samplePack({ '01-basics/01-first/lesson.yaml': twoTasks, '01-basics/01-first/files/notes.txt': 'x' }));
  const lesson = pack.modules[0]?.lessons[0];
  if (lesson === undefined) throw new Error('the sample pack has a lesson');
  return LessonSession.open({
    pack,
    lesson,
    seed: 'seed',
    createCluster: fakeCluster,
    ...(attempt === undefined ? {} : { attempt }),
  });
}

const statuses = (session: LessonSession): readonly string[] => session.state().tasks.map(({ status }) => status);
const shown = (session: LessonSession): readonly string[] => session.state().transcript.map(({ text }) => text);

async function type(session: LessonSession, line: string): Promise<number> {
  const done = session.run(line);
  await session.finish();
  return done;
}

describe('a session', () => {
  it('starts by itself and shows the tasks', async () => {
    const session = open();
    expect(session.state().phase).toBe('starting');
    await session.ready();
    expect(session.state()).toMatchObject({ phase: 'idle', prompt: '~ $ ', undoable: 0, transcript: [] });
    expect(session.state().tasks[1]).toMatchObject({ id: 'remember', begun: false, status: 'open' });
    expect(session.listFiles()).toEqual(['notes.txt']);
  });

  it('says what is wrong when the start state cannot be made', async () => {
    const pack = loadPack(samplePack());
    const lesson = pack.modules[0]?.lessons[0];
    if (lesson === undefined) throw new Error('the sample pack has a lesson');
    const createCluster = (): never => {
      throw new Error('no room');
    };
    const session = LessonSession.open({ pack, lesson, seed: 's', createCluster });
    await session.ready();
    expect(session.state()).toMatchObject({ phase: 'failed', failure: 'no room' });
  });

  it('ticks a task after the command that fulfils it', async () => {
    const session = open();
    expect(await type(session, 'make shop')).toBe(0);
    expect(shown(session)).toEqual(['~ $ make shop', 'making done']);
    expect(statuses(session)).toEqual(['passed', 'open']);
    expect(session.state()).toMatchObject({ exitCode: 0, undoable: 1 });
  });

  it('says what it found when a command did something else', async () => {
    const session = open();
    await type(session, 'make shoop');
    expect(session.state().tasks[0]).toMatchObject({ status: 'failing', found: 'there is no Namespace shop' });
  });

  it('does not call a task failed before anything was done for it', async () => {
    const session = open();
    await type(session, 'list');
    expect(session.state().tasks[0]).toMatchObject({ status: 'open', found: 'there is no Namespace shop' });
  });

  it('runs a waiting command faster than the clock on the wall, also when paused', async () => {
    const session = open();
    session.setSpeed(0);
    const done = session.run('make shop');
    await session.ready();
    expect(session.state().phase).toBe('running');
    for (let tick = 0; tick < 5 && session.state().phase === 'running'; tick++) await session.tick(50);
    expect(session.state().phase).toBe('idle');
    expect(await done).toBe(0);
    const { now } = session.state();
    await session.tick(50);
    expect(session.state().now).toBe(now);
  });

  it('gives lines to a program that reads, and Ctrl-C to one that waits', async () => {
    const session = open();
    const first = session.run('read');
    await session.ready();
    void session.run('hello');
    await session.finish();
    expect(await first).toBe(0);
    expect(shown(session)).toContain('read hello');
    const second = session.run('read');
    await session.interrupt();
    await session.finish();
    expect(await second).toBe(130);
  });

  it('takes back the last command and keeps the hints', async () => {
    const session = open();
    await type(session, 'make other');
    const before = session.fingerprint();
    await session.pass(1_000);
    await type(session, 'make shop');
    await session.nextHint('remember');
    expect(statuses(session)).toEqual(['passed', 'open']);
    expect(await session.undo()).toBe(true);
    expect(statuses(session)).toEqual(['failing', 'open']);
    expect(shown(session)).toEqual(['~ $ make other', 'making done']);
    expect(session.state().tasks[1]?.hintsShown).toHaveLength(1);
    expect(await session.undo()).toBe(true);
    expect(await session.undo()).toBe(false);
    expect(session.fingerprint()).not.toBe(before);
    expect(shown(session)).toEqual([]);
  });

  it('goes back to before any of the things done', async () => {
    const session = open();
    for (const line of ['make a', 'make b', 'make shop']) await type(session, line);
    expect(session.done().map((input) => input.kind === 'run' && input.line)).toEqual(['make a', 'make b', 'make shop']);
    await session.rewind(1);
    expect(shown(session)).toEqual(['~ $ make a', 'making done']);
    expect(statuses(session)[0]).not.toBe('passed');
    await session.rewind(7);
    expect(session.done()).toHaveLength(1);
  });

  it('goes back to where the last task passed, and to the start', async () => {
    const session = open();
    await type(session, 'make shop');
    await type(session, 'make a');
    await type(session, 'make b');
    await session.resetStep();
    expect(statuses(session)).toEqual(['passed', 'open']);
    expect(session.state().undoable).toBe(1);
    await session.reset();
    expect(session.state()).toMatchObject({ undoable: 0, transcript: [] });
    expect(statuses(session)).toEqual(['open', 'open']);
  });

  it('shows hints one by one, the solution last, and types it', async () => {
    const session = open();
    await session.ready();
    expect(session.state().tasks[0]).toMatchObject({ hintsShown: [], hintsLeft: 2 });
    await session.nextHint();
    await session.nextHint();
    await session.nextHint();
    expect(session.state().tasks[0]?.hintsShown).toEqual([
      'Which command creates things?',
      'The solution:\n\n```sh\nmake shop\n```',
    ]);
    expect(await session.typeSolution('make')).toBe('make shop');
    await session.finish();
    expect(statuses(session)[0]).toBe('passed');
    expect(await session.typeSolution('make')).toBeUndefined();
  });

  it('goes on where it was left', async () => {
    const session = open();
    await type(session, 'make shop');
    await session.writeFile('a.yaml', 'x: 1');
    await session.pass(12_345);
    const text = writeAttempt(session.attempt());
    const again = open(readAttempt(text));
    await again.ready();
    expect(again.fingerprint()).toBe(session.fingerprint());
    expect(again.state()).toEqual(session.state());
    expect(again.readFile('a.yaml')).toBe('x: 1');
  });

  it('ends in the same state when replayed, however time was cut into pieces', async () => {
    const action = fc.oneof(
      fc.record({ kind: fc.constant('run' as const), line: fc.constantFrom('make a', 'make shop', 'list', 'read') }),
      fc.record({ kind: fc.constant('tick' as const), by: fc.integer({ min: 0, max: 250 }) }),
      fc.record({ kind: fc.constant('pass' as const), by: fc.integer({ min: 0, max: 5_000 }) }),
      fc.record({ kind: fc.constant('interrupt' as const) }),
      fc.record({ kind: fc.constant('finish' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 12 }), async (actions) => {
        const session = open();
        await session.ready();
        for (const one of actions) {
          if (one.kind === 'run') void session.run(one.line);
          else if (one.kind === 'tick') await session.tick(one.by);
          else if (one.kind === 'pass') await session.pass(one.by);
          else if (one.kind === 'interrupt') await session.interrupt();
          else await session.finish(5_000);
        }
        await session.pass(0);
        const again = open(session.attempt());
        await again.ready();
        expect(again.state()).toEqual(session.state());
        expect(again.fingerprint()).toBe(session.fingerprint());
      }),
      { numRuns: 60 },
    );
  });
});

describe('an attempt file', () => {
  const good: Attempt = {
    format: 'kubetutor-attempt',
    version: 1,
    pack: { id: 'p', version: '1.0.0' },
    lesson: 'a/b',
    seed: 's',
    inputs: [],
    end: 0,
  };

  it('is read as it was written', () => {
    const attempt: Attempt = {
      ...good,
      inputs: [
        { kind: 'run', at: 1, line: 'ls', terminal: { columns: 80, rows: 24 } },
        { kind: 'hint', at: 1, task: 't' },
      ],
    };
    expect(readAttempt(writeAttempt(attempt))).toEqual(attempt);
  });

  it.each([
    ['no JSON', 'hello', /expected JSON/],
    ['something else', '{}', /expected an attempt file/],
    ['a later version', JSON.stringify({ ...good, version: 2 }), /expected version 1 of the attempt format, found 2/],
    ['an unknown input', JSON.stringify({ ...good, inputs: [{ kind: 'constructor', at: 1 }] }), /expected input 1 to be one of/],
    [
      'time that goes back',
      JSON.stringify({
        ...good,
        inputs: [
          { kind: 'interrupt', at: 2 },
          { kind: 'interrupt', at: 1 },
        ],
      }),
      /not to be earlier/,
    ],
    ['a seed that is no text', JSON.stringify({ ...good, seed: 3 }), /`seed` to be text/],
  ])('is refused with %s', (_what, text, message) => {
    expect(() => readAttempt(text)).toThrow(AttemptError);
    expect(() => readAttempt(text)).toThrow(message);
  });
});
