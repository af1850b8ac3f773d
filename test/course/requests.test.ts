import { describe, expect, it } from 'vitest';
import { createCluster } from '../../sandbox/index.ts';
import { lessonsOf } from '../../src/course/lesson/model.ts';
import { loadPack, readPack } from '../../src/course/pack/load.ts';
import { LessonSession } from '../../src/course/session/lesson-session.ts';
import { lessonYaml, samplePack } from './sample-pack.ts';

const lessonFile = '01-basics/01-first/lesson.yaml';

/** The sample lesson with other checks, over a shop of two versions behind one Service. */
function shop(checks: string, { one = 3, two = 1, load = '' } = {}): { readonly [path: string]: string } {
  const deployment = (version: number, replicas: number): string =>
    `{ apiVersion: apps/v1, kind: Deployment, metadata: { name: v${version} }, spec: { replicas: ${replicas}, selector: { matchLabels: { v: '${version}' } }, template: { metadata: { labels: { app: shop, v: '${version}' } }, spec: { containers: [{ name: c, image: 'shop/web:${version}' }] } } } }`;
  const image = (version: number): string =>
    `name: shop/web\ntags: ['${version}']\nlog: [{ text: 'version ${version} starts' }]\nlistens: [{ port: 80, routes: [{ path: /, body: 'version ${version}' }] }]\n`;
  return {
    [lessonFile]: `${lessonYaml.replace(/ {6}- assert: .*/, checks)}setup:
  objects:
    - ${deployment(1, one)}
    - ${deployment(2, two)}
    - { apiVersion: v1, kind: Service, metadata: { name: shop }, spec: { selector: { app: shop }, ports: [{ port: 80 }] } }
    - { apiVersion: v1, kind: Pod, metadata: { name: client, labels: { app: client } }, spec: { containers: [{ name: c, image: nginx:1.27 }] } }
${load}`,
    'images/1.yaml': image(1),
    'images/2.yaml': image(2),
  };
}

async function play(files: { readonly [path: string]: string }): Promise<LessonSession> {
  const pack = loadPack(samplePack(files));
  const [lesson] = lessonsOf(pack);
  if (lesson === undefined) throw new Error('the sample has a lesson');
  const session = LessonSession.open({ pack, lesson, seed: 'requests', createCluster });
  await session.ready();
  expect(session.state().failure).toBeUndefined();
  return session;
}

const found = (session: LessonSession): string | undefined => session.state().tasks[0]?.found;

async function run(session: LessonSession, line: string): Promise<void> {
  void session.run(line);
  await session.finish();
}

const from = 'from: { podWith: { app: client } }';

describe('many requests', () => {
  const shares = (percent: number, tolerance = 5): string =>
    `      - request: { url: 'http://shop/', ${from}, times: 200, shares: [{ contains: version 2, percent: ${percent} }, { podWith: { v: '1' }, percent: ${100 - percent} }], tolerance: ${tolerance} }`;

  it('are counted by what is in the answer and by the Pod that gave it', async () => {
    const session = await play(shop(shares(25)));
    expect(session.state().tasks[0]?.status).toBe('passed');
  });

  it('say which share was found, and pass once it is as it should be', async () => {
    const session = await play(shop(shares(50)));
    expect(found(session)).toMatch(
      /GET http:\/\/shop\/ from a Pod with app=client in default: expected about 50 % of 200 answers with "version 2", found (2\d) % \(\d+\)/,
    );
    await run(session, 'kubectl scale deployment v2 --replicas=3');
    expect(await session.waitForTask('make', 60_000)).toBe(true);
  });

  it('reach so many different Pods', async () => {
    const check = (pods: number): string => `      - request: { url: 'http://shop/', ${from}, times: 40, pods: ${pods} }`;
    expect((await play(shop(check(4)))).state().tasks[0]?.status).toBe('passed');
    expect(found(await play(shop(check(5))))).toMatch(/expected answers of 5 different Pods, found 4 \(default\/v1-/);
  });

  it('end with the first that is lost', async () => {
    const session = await play(shop(`      - request: { url: 'http://shop/', ${from}, times: 40 }`, { one: 0, two: 0 }));
    expect(found(session)).toMatch(/request 1 of 40: expected an answer, found: connection refused/);
  });
});

describe('the requests of a load', () => {
  const load = `  load: [{ name: shoppers, at: 1s, url: 'http://shop/', ${from}, every: 200ms, times: 2000 }]\n`;
  const check = `      - request: { load: shoppers, least: 50, contains: version }
      - assert: { apiVersion: v1, kind: ConfigMap, metadata: { name: go } }`;

  it('pass when none was lost', async () => {
    const session = await play(shop(check, { load }));
    await session.pass(5_000);
    expect(found(session)).toMatch(/shoppers: expected at least 50 requests since this task began, found \d+/);
    await session.pass(10_000);
    await run(session, 'kubectl create configmap go');
    expect(await session.waitForTask('make', 20_000)).toBe(true);
  });

  it('remember what was lost, when and how, until it is taken back', async () => {
    const session = await play(shop(check, { load }));
    await session.pass(15_000);
    await run(session, 'kubectl scale deployment v1 v2 --replicas=0');
    await session.pass(10_000);
    await run(session, 'kubectl scale deployment v1 v2 --replicas=2');
    await run(session, 'kubectl create configmap go');
    await session.pass(30_000);
    expect(found(session)).toMatch(
      /\d+ of \d+ requests of shoppers since this task began were lost, the first at 0:\d\d: expected an answer, found: connection refused.*undo/,
    );
    for (let count = 0; count < 3; count++) await session.undo();
    await session.pass(5_000);
    expect(found(session)).toMatch(/there is no ConfigMap/);
  });

  it('must be those of a load that there is', () => {
    const { problems } = readPack(samplePack(shop('      - request: { load: shopers }', { load })));
    expect(problems[0]?.message).toMatch(/expected a name in setup\.load \(`shoppers`\), found `shopers`/);
    expect(problems[0]?.suggestion).toBe('`shoppers`');
  });
});

describe('a request check', () => {
  it.each([
    ["{ url: 'http://a', load: b }", /exactly one of `url` and `load`/],
    ["{ url: 'http://a', shares: [{ contains: x, percent: 5 }] }", /expected `times` beside `shares`/],
    ["{ url: 'http://a', times: 5, fails: true }", /either `fails` or `times`/],
    ['{ load: b, times: 5 }', /no `times` beside `load`/],
    ["{ url: 'http://a', times: 100000 }", /whole number from 2 to 2000/],
    ["{ url: 'http://a', times: 5, shares: [{ percent: 5 }] }", /either `contains` or `podWith`/],
    ["{ url: 'http://a', times: 5, shares: [{ contains: x, percent: 105 }] }", /a percentage from 0 to 100/],
  ])('%s is refused', (value, message) => {
    const { problems } = readPack(samplePack(shop(`      - request: ${value}`)));
    expect(problems[0]?.message).toMatch(message);
  });
});

describe('what Pods print', () => {
  it('is looked for in a log', async () => {
    const ok = await play(shop("      - logs: { podWith: { v: '2' }, contains: version 2 starts }"));
    expect(ok.state().tasks[0]?.status).toBe('passed');
    const not = await play(shop("      - logs: { podWith: { v: '2' }, contains: nonsense }"));
    expect(found(not)).toMatch(
      /the log of Pod default\/v2-\S+: expected a line with "nonsense", found none; its last line is "version 2 starts"/,
    );
    expect(found(await play(shop('      - logs: { pod: nobody, contains: x }')))).toBe('there is no Pod default/nobody');
  });

  it('is looked for in the output of a command', async () => {
    const command = "{ pod: client, command: [sh, -c, 'cat /tmp/note'], equals: hello }";
    const session = await play(shop(`      - exec: ${command}`));
    expect(found(session)).toMatch(/`sh -c cat \/tmp\/note` in Pod default\/client: expected the exit code 0, found 1 and "cat:/);
    await run(session, "kubectl exec client -- sh -c 'echo hi > /tmp/note'");
    expect(found(session)).toMatch(/expected "hello", found "hi"/);
    await run(session, "kubectl exec client -- sh -c 'echo hello > /tmp/note'");
    expect(await session.waitForTask('make', 5_000)).toBe(true);
  });
});

describe('a fault that runs commands', () => {
  it('does what somebody else does, and what survives it must hold', async () => {
    const checks = `      - request: { url: 'http://shop/', ${from}, contains: version }
      - survives: { run: kubectl scale deployment v1 v2 --replicas=0 }
        within: 20s`;
    const session = await play(shop(checks));
    await session.pass(25_000);
    expect(found(session)).toMatch(/after somebody ran `kubectl scale deployment v1 v2 --replicas=0`/);
  });
});
