import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCluster } from '../../sandbox/index.ts';
import { lessonsOf } from '../../src/course/lesson/model.ts';
import { loadPack } from '../../src/course/pack/load.ts';
import { junitReport } from '../../src/course/pack/junit.ts';
import { proveLesson, type Proof } from '../../src/course/pack/prove.ts';
import { LessonSession } from '../../src/course/session/lesson-session.ts';
import { packFilesIn } from '../../src/platform/pack-files.ts';
import { lessonYaml, samplePack } from './sample-pack.ts';

const lessonFile = '01-basics/01-first/lesson.yaml';

async function proofs(text: string): Promise<{ readonly [claim: string]: readonly string[] }> {
  const pack = loadPack(samplePack({ [lessonFile]: text }));
  const results = await Promise.all(
    lessonsOf(pack).map((lesson) => proveLesson({ pack, lesson, createCluster, report: () => undefined })),
  );
  return Object.fromEntries(results.flat().map(({ claim, problems }) => [claim, problems]));
}

const wrong = (steps: string, message: string): string =>
  `${lessonYaml}wrong:\n  - { name: w, task: make, steps: [{ run: ${steps} }], message: ${message} }\n`;

describe('a proof', () => {
  it('finds nothing wrong with a sound lesson', async () => {
    expect(await proofs(wrong('kubectl create namespace shopp', 'there is no Namespace shop'))).toEqual({
      start: [],
      solution: [],
      'wrong: w': [],
      prose: [],
    });
  });

  it.each([
    [
      'a start that passes',
      lessonYaml.replace('name: shop }', 'name: default }'),
      'start',
      /task make passes before anything was done/,
    ],
    [
      'a solution that does not pass',
      lessonYaml.replace('namespace shop }', 'namespace sh }'),
      'solution',
      /task make did not pass: there is no Namespace shop/,
    ],
    ['a wrong attempt that passes', wrong('kubectl create namespace shop', 'x'), 'wrong: w', /passed, which it must not/],
    [
      'another message',
      wrong('kubectl get nodes', 'nonsense'),
      'wrong: w',
      /expected a message with "nonsense", found: there is no Namespace shop/,
    ],
    [
      'a start that cannot be made',
      `${lessonYaml}setup: { run: "kubectl delete pod nope" }\n`,
      'start',
      /the start state cannot be made: setup\.run ended with the exit code 1/,
    ],
  ])('finds %s', async (_what, text, claim, message) => {
    expect((await proofs(text))[claim]?.join()).toMatch(message);
  });
});

describe('what a proof says beside true and not true', () => {
  const play = async (text: string): Promise<readonly Proof[]> => {
    const pack = loadPack(samplePack({ [lessonFile]: text }));
    const [lesson] = lessonsOf(pack);
    if (lesson === undefined) throw new Error('the sample has a lesson');
    return proveLesson({ pack, lesson, createCluster, report: () => undefined });
  };
  const claim = (all: readonly Proof[], name: string): Proof | undefined => all.find((proof) => proof.claim === name);

  it('is that a fault did not happen, or came to nothing', async () => {
    const faults = `setup: { faults: [{ at: 40s, cordon: node-1 }, { at: 0s, run: kubectl scale deployment nope --replicas=2 }, { at: 0s, cordon: node-2 }] }\n`;
    const proof = claim(await play(`${lessonYaml}${faults}`), 'faults');
    expect(proof?.problems).toEqual([
      expect.stringMatching(/^fault 1 \(at 40s: the node node-1 was cordoned\) did not happen: the solution took \d+s$/),
      expect.stringMatching(/^fault 2 \(at 0s: somebody ran .*\) came to nothing: it ended with the exit code 1: .*nope/),
    ]);
    expect(proof?.notes?.join()).toMatch(/fault 3 .* happened at 0s/);
  });

  it('is that a wrong attempt shows nothing while the solution of its task fails, and what it is told otherwise', async () => {
    const attempt = wrong('kubectl get nodes', 'there is no Namespace');
    const failing = await play(
      attempt.replace('namespace: shop', 'x').replace('create namespace shop }', 'create namespace sh }'),
    );
    expect(claim(failing, 'wrong: w')).toMatchObject({ problems: [], open: 'the solution of the task make does not pass' });
    expect(junitReport('sample', failing)).toContain('<skipped message="the solution of the task make does not pass"/>');
    expect(claim(await play(attempt), 'wrong: w')?.notes).toEqual(['it is told: there is no Namespace shop']);
  });

  it('is that an image cannot be pulled, and which one may be meant', async () => {
    const pod =
      '{ apiVersion: v1, kind: Pod, metadata: { name: web }, spec: { containers: [{ name: web, image: "ngnix:1.27" }] } }';
    expect(claim(await play(`${lessonYaml}setup: { objects: [${pod}] }\n`), 'start')?.warnings).toEqual([
      'Pod default/web waits for the image ngnix:1.27, which cannot be pulled; did you mean `nginx`?',
    ]);
  });
});

describe('the built-in lessons', () => {
  const pack = loadPack(packFilesIn(path.join(import.meta.dirname, '../../lessons')));

  it.each(lessonsOf(pack).map((lesson) => [lesson.id, lesson] as const))('%s', { timeout: 120_000 }, async (_id, lesson) => {
    const results = await proveLesson({ pack, lesson, createCluster, report: () => undefined });
    expect(results.filter(({ problems }) => problems.length > 0)).toEqual([]);
  });

  it('say what each of their concepts means, and no others', () => {
    const concepts = new Set(lessonsOf(pack).flatMap((lesson) => lesson.concepts));
    expect(Object.keys(pack.terms).sort()).toEqual([...concepts].sort());
  });

  it('replay to the identical cluster, with the checks of the tasks in between', async () => {
    const lesson = lessonsOf(pack).find(({ id }) => id === 'start/first-deploy');
    if (lesson === undefined) throw new Error('the lesson is in the pack');
    const session = LessonSession.open({ pack, lesson, seed: 'replay', createCluster });
    for (const line of [
      'kubectl apply -f web.yaml',
      'kubectl rollout status deployment/web',
      'kubectl expose deployment web --port=80',
    ]) {
      void session.run(line);
      await session.ready();
      for (let tick = 0; tick < 100 && session.state().phase === 'running'; tick++) await session.tick(37);
      await session.tick(91);
    }
    await session.waitForTask('address', 60_000);
    const attempt = session.attempt();
    const again = LessonSession.open({ pack, lesson, seed: 'replay', createCluster, attempt });
    await again.ready();
    expect(again.fingerprint()).toBe(attempt.fingerprint);
    expect(again.state()).toEqual(session.state());
    expect(again.state().tasks.find(({ id }) => id === 'address')?.status).toBe('passed');
  });
});
