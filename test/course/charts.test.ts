import { describe, expect, it } from 'vitest';
import { createCluster } from '../../sandbox/index.ts';
import { lessonsOf } from '../../src/course/lesson/model.ts';
import { loadPack } from '../../src/course/pack/load.ts';
import { LessonSession } from '../../src/course/session/lesson-session.ts';
import { lessonYaml, samplePack } from './sample-pack.ts';

const lessonFolder = '01-basics/01-first';

const chart = (folder: string, template: string): { readonly [path: string]: string } => ({
  [`${folder}/Chart.yaml`]: 'apiVersion: v2\nname: shop\nversion: 1.2.0\n',
  [`${folder}/values.yaml`]: 'replicas: 1\n',
  [`${folder}/values.schema.json`]: '{ "properties": { "replicas": { "type": "integer" } } }',
  [`${folder}/templates/web.yaml`]: template,
  [`${folder}/templates/NOTES.txt`]: 'Installed web.',
});

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web-web }
spec:
  replicas: 1
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: nginx:1.27 }] }
`;

async function play(check: string, files: { readonly [path: string]: string }): Promise<LessonSession> {
  const yaml = lessonYaml.replace(/assert: .*/, check);
  const pack = loadPack(samplePack({ [`${lessonFolder}/lesson.yaml`]: yaml, ...files }));
  const [lesson] = lessonsOf(pack);
  if (lesson === undefined) throw new Error('the sample has a lesson');
  const session = LessonSession.open({ pack, lesson, seed: 'charts', createCluster });
  await session.ready();
  expect(session.state().failure).toBeUndefined();
  return session;
}

async function found(check: string, template = deployment): Promise<string | undefined> {
  const session = await play(check, chart(`${lessonFolder}/files/shop`, template));
  const [task] = session.state().tasks;
  return task?.status === 'passed' ? 'passed' : task?.found;
}

const replicas = (count: number): string =>
  `{ apiVersion: apps/v1, kind: Deployment, metadata: { name: web-web }, spec: { replicas: ${count} } }`;

describe('the check `rendered`', () => {
  it.each([
    ['an object that matches', `rendered: { chart: shop, release: web, matches: ${replicas(1)} }`],
    ['the notes', 'rendered: { chart: shop, release: web, notes: Installed web }'],
    ['what is absent', 'rendered: { chart: shop, absent: { apiVersion: v1, kind: Service } }'],
    ['a refusal', "rendered: { chart: shop, set: ['replicas=many'], fails: replicas }"],
  ])('holds for %s', async (_what, check) => {
    expect(await found(check)).toBe('passed');
  });

  it.each([
    [
      `rendered: { chart: shop, release: web, matches: ${replicas(3)} }`,
      /Deployment of the chart shop: spec\.replicas: expected 3, found 1/,
    ],
    ['rendered: { chart: shop, matches: { apiVersion: v1, kind: Service } }', /renders to no Service.*, but to Deployment/],
    ['rendered: { chart: nothing, notes: x }', /there is no folder nothing/],
    ['rendered: { chart: shop, values: [prod.yaml], notes: x }', /there is no file prod\.yaml/],
    ['rendered: { chart: shop, fails: boom }', /expected to be refused with "boom", found that it renders/],
  ])('%s says what was found', async (check, message) => {
    expect(await found(check)).toMatch(message);
  });

  it('gives the words of the templates for what does not render', async () => {
    expect(await found('rendered: { chart: shop, notes: x }', 'a: {{ .Values.a | nonsense }}')).toMatch(
      /the chart shop does not render: .+/,
    );
  });

  it('ends templates that never would', async () => {
    const endless = '{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}';
    expect(await found('rendered: { chart: shop, notes: x }', endless)).toMatch(/does not render/);
    expect(await found('rendered: { chart: shop, notes: x }', '{{ range until 100000000 }}x{{ end }}')).toMatch(
      /does not render/,
    );
  });
});

describe('the charts of a pack', () => {
  it('are a repository that helm reaches', async () => {
    const session = await play(
      'assert: { apiVersion: apps/v1, kind: Deployment, metadata: { name: web-web } }',
      chart('charts/shop', deployment),
    );
    const lines = ['helm repo add pack https://charts.example.com/sample', 'helm search repo shop', 'helm install web pack/shop'];
    for (const line of lines) {
      void session.run(line);
      await session.finish();
    }
    const text = session
      .state()
      .transcript.map((line) => line.text)
      .join('\n');
    expect(text).toMatch(/pack\/shop\s+1\.2\.0/);
    expect(await session.waitForTask('make', 30_000)).toBe(true);
  });
});
