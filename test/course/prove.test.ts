import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCluster } from '../../sandbox/index.ts';
import { lessonsOf } from '../../src/course/lesson/model.ts';
import { loadPack } from '../../src/course/pack/load.ts';
import { proveLesson } from '../../src/course/pack/prove.ts';
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
