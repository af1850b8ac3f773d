import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { createCluster } from '../../sandbox/index.ts';
import { checkShape } from '../../src/course/checks/check-shape.ts';
import type { Finding } from '../../src/course/checks/define-check.ts';
import { checkTypes } from '../../src/course/checks/index.ts';
import { SourceText } from '../../src/course/pack/read-yaml.ts';
import { Reading } from '../../src/course/pack/shape.ts';
import { checkWorld } from '../../src/course/session/check-world.ts';
import { keepInvariant } from '../../src/course/session/invariant-keeper.ts';
import type { Answer } from '../../src/course/lesson/model.ts';

const checks = checkShape(checkTypes);

function checkFrom(text: string): NonNullable<ReturnType<typeof checks.read>> {
  const document = parseDocument(text);
  const check = checks.read(
    document.contents,
    new Reading(new SourceText('check', text), document, ({ message }) => {
      throw new Error(message);
    }),
  );
  if (check === undefined) throw new Error('the check cannot be read');
  return check;
}

/** Types lines in a fresh cluster, lets a minute pass, and asks the check. */
async function after(lines: readonly string[], check: string, answer?: Answer): Promise<Finding> {
  const cluster = createCluster({
    seed: 'checks',
    files: { 'web.yaml': 'kind: Deployment\nmetadata: {name: web}\nspec: {replicas: 2}\n', 'bad.yaml': 'a: [1' },
  });
  await cluster.clock.settle();
  const shell = await cluster.shell();
  const commands: { time: number; argv: readonly string[]; exitCode: number }[] = [];
  shell.onCommand((command) => commands.push(command));
  const asked = checkFrom(check);
  const kept = asked.inner === undefined ? undefined : keepInvariant(cluster, asked.inner);
  await cluster.clock.advance(0);
  for (const line of lines) await cluster.clock.runUntil(shell.run(line, { onOutput: () => undefined }), 60_000);
  await cluster.clock.advance(60_000);
  const world = checkWorld(cluster, shell.cwd, { commands, answer, invariant: () => kept?.invariant() });
  const finding = cluster.clock.run(() => asked.evaluate(world));
  await cluster.clock.runUntil(finding, 60_000);
  kept?.cancel();
  return finding;
}

const deploy = 'kubectl create deployment web --image=nginx --replicas=2';
const expose = 'kubectl expose deployment web --port=80';

describe('a check', () => {
  it.each<[string, readonly string[], string]>([
    [
      'an object that matches',
      [deploy],
      'assert: { apiVersion: apps/v1, kind: Deployment, metadata: { name: web }, status: { readyReplicas: 2 } }',
    ],
    [
      'any object with labels',
      [deploy],
      'assert: { apiVersion: v1, kind: Pod, metadata: { labels: { app: web } }, status: { phase: Running } }\ncount: 2',
    ],
    ['nothing of that name', [], 'absent: { apiVersion: v1, kind: Pod, metadata: { name: web } }'],
    [
      'an answer from within',
      [deploy, expose],
      'request: { url: "http://web/", from: { podWith: { app: web } }, contains: Welcome }',
    ],
    ['no answer from outside', [deploy, expose], 'request: { url: "http://web/", from: outside, fails: true }'],
    [
      'a name that resolves',
      [deploy, expose],
      'resolve: { name: web.default.svc.cluster.local, from: { podWith: { app: web } } }',
    ],
    ['a command in other words', ['kubectl get po -owide'], 'ran: { verb: get, resource: pods, flags: { output: wide } }'],
    [
      'a command that failed',
      ['kubectl get pod nope'],
      'ran: { verb: [get, describe], resource: po, name: nope, exitCode: any }',
    ],
    ['a command that was stopped with Ctrl-C', ['bash -c "exit 130"'], 'ran: { program: bash }'],
    ['another program', ['cat web.yaml'], 'ran: { program: cat, args: [web.yaml] }'],
    ['a file', [], 'file: { path: web.yaml, matches: { kind: Deployment, spec: { replicas: 2 } } }'],
    [
      'CEL over lists',
      [deploy],
      'cel: { expression: "pods.size() == 2 && pods.all(p, p.status.phase == \'Running\')", objects: { pods: { apiVersion: v1, kind: Pod } } }',
    ],
    ['an invariant', [deploy], 'never: { assert: { apiVersion: v1, kind: Pod, metadata: { name: other } } }'],
  ])('holds for %s', async (_what, lines, check) => {
    expect(await after(lines, check)).toEqual({ holds: true });
  });

  it.each<[string, readonly string[], string, RegExp]>([
    [
      'nothing there',
      [],
      'assert: { apiVersion: apps/v1, kind: Deployment, metadata: { name: web } }\nonFail: Make one.',
      /^Make one\. \(there is no Deployment default\/web\)$/,
    ],
    [
      'another number',
      [deploy],
      'assert: { apiVersion: apps/v1, kind: Deployment, metadata: { name: web }, spec: { replicas: 3 } }',
      /^Deployment default\/web: spec\.replicas: expected 3, found 2$/,
    ],
    ['too few', [deploy], 'assert: { apiVersion: v1, kind: Pod }\ncount: 3', /^expected 3 of Pod in namespace default, found 2/],
    [
      'a kind that is not there',
      [],
      'assert: { apiVersion: example.com/v1, kind: Widget }',
      /the cluster has no kind Widget in example\.com\/v1/,
    ],
    [
      'what is still there',
      [deploy],
      'absent: { apiVersion: apps/v1, kind: Deployment, metadata: { name: web } }',
      /Deployment default\/web is still there/,
    ],
    [
      'no Pod to ask from',
      [],
      'request: { url: "http://web/", from: { pod: client } }',
      /there is no Pod default\/client to ask from/,
    ],
    [
      'another status',
      [deploy, expose],
      'request: { url: "http://web/nope", from: { podWith: { app: web } } }',
      /expected status 2xx, found 404/,
    ],
    [
      'no address',
      [deploy],
      'resolve: { name: db, from: { podWith: { app: web } } }',
      /db from a Pod with app=web in default: expected an address, found none/,
    ],
    [
      'no such command',
      ['kubectl get pods'],
      'ran: { verb: describe, resource: pods }',
      /no `kubectl describe` has been run yet/,
    ],
    [
      'another resource',
      ['kubectl get svc'],
      'ran: { verb: get, resource: pods }',
      /`kubectl get svc`: expected the resource pods/,
    ],
    ['a broken file', [], 'file: { path: bad.yaml, matches: { a: 1 } }', /bad\.yaml: expected YAML, found/],
    ['no file', [], 'file: { path: no.yaml, contains: x }', /there is no file no\.yaml/],
    [
      'CEL over nothing',
      [],
      'cel: { expression: "pods.all(p, true)", objects: { pods: { apiVersion: v1, kind: Pod } } }',
      /there is no Pod/,
    ],
  ])('fails for %s and says so', async (_what, lines, check, message) => {
    expect(await after(lines, check)).toEqual({ holds: false, found: expect.stringMatching(message) });
  });

  it.each<[string, readonly string[], string, RegExp]>([
    [
      'an invariant that broke',
      [deploy],
      'always: { absent: { apiVersion: v1, kind: Pod } }',
      /it did not hold all the time: Pod default\/web-\S+ is still there/,
    ],
    [
      'what happened',
      [deploy, 'kubectl delete deployment web'],
      'never: { assert: { apiVersion: apps/v1, kind: Deployment, metadata: { name: web } } }',
      /it happened/,
    ],
  ])('fails for good for %s and says so', async (_what, lines, check, message) => {
    expect(await after(lines, check)).toEqual({ holds: false, final: true, found: expect.stringMatching(message) });
  });

  it.each<[string, string, Answer, boolean]>([
    ['the right choice', 'kind: choice, choices: { a: x, b: y }, correct: b', 'b', true],
    ['the wrong choice', 'kind: choice, choices: { a: x, b: y }, correct: b', 'a', false],
    ['several in any order', 'kind: several, choices: { a: x, b: y, c: z }, correct: [a, c]', ['c', 'a'], true],
    ['too many', 'kind: several, choices: { a: x, b: y, c: z }, correct: [a, c]', ['a', 'b', 'c'], false],
    ['another order', 'kind: order, choices: { a: x, b: y }, correct: [b, a]', ['a', 'b'], false],
    ['other case and blanks', 'kind: text, correct: [Kube Proxy]', ' kube  proxy ', true],
    ['a number near enough', 'kind: number, correct: 30, tolerance: 1', '31', true],
    ['a number too far', 'kind: number, correct: 30, tolerance: 1', 32, false],
    ['no number', 'kind: number, correct: 0', ' ', false],
  ])('judges %s', async (_what, question, given, right) => {
    expect((await after([], `answer: { question: "Which?", ${question} }`, given)).holds).toBe(right);
  });
});
