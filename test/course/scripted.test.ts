import { describe, expect, it } from 'vitest';
import { createCluster } from '../../sandbox/index.ts';
import { lessonsOf } from '../../src/course/lesson/model.ts';
import { loadPack, readPack } from '../../src/course/pack/load.ts';
import { LessonSession } from '../../src/course/session/lesson-session.ts';
import { samplePack, lessonYaml } from './sample-pack.ts';

const lessonFile = '01-basics/01-first/lesson.yaml';

/** A session of the sample lesson with other parts. */
async function play(changed: { readonly [path: string]: string }): Promise<LessonSession> {
  const pack = loadPack(samplePack(changed));
  const [lesson] = lessonsOf(pack);
  if (lesson === undefined) throw new Error('the sample has a lesson');
  const session = LessonSession.open({ pack, lesson, seed: 'scripted', createCluster });
  await session.ready();
  expect(session.state().failure).toBeUndefined();
  return session;
}

async function output(session: LessonSession, line: string): Promise<string> {
  const before = session.state().transcript.length;
  void session.run(line);
  await session.finish();
  return session
    .state()
    .transcript.slice(before + 1)
    .map(({ text }) => text)
    .join('\n');
}

const deployment = (image: string, replicas = 2): string =>
  `{ apiVersion: apps/v1, kind: Deployment, metadata: { name: web }, spec: { replicas: ${replicas}, selector: { matchLabels: { app: web } }, template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: web, image: '${image}' }] } } } }`;
const setup = (text: string): { readonly [path: string]: string } => ({ [lessonFile]: `${lessonYaml}setup: { ${text} }\n` });

describe('faults', () => {
  it('happen at their time, and so in every replay', async () => {
    const session = await play(
      setup(`objects: [${deployment('nginx:1.27')}], faults: [{ at: 20s, stopNode: node-1 }, { at: 5s, cordon: node-2 }]`),
    );
    expect(await output(session, 'kubectl get nodes --no-headers')).not.toContain('SchedulingDisabled');
    await session.pass(6_000);
    expect(await output(session, 'kubectl get nodes --no-headers')).toMatch(/node-2 +Ready,SchedulingDisabled/);
    await session.pass(120_000);
    expect(await output(session, 'kubectl get nodes --no-headers')).toMatch(/node-1 +NotReady/);
    const again = LessonSession.open({
      pack: { id: 'sample', version: '1.0.0' },
      lesson: session.lesson,
      seed: 'scripted',
      createCluster,
      attempt: session.attempt(),
    });
    await again.ready();
    expect(again.fingerprint()).toBe(session.fingerprint());
  });

  it('come when a check holds or a task has passed', async () => {
    const when = `when: { assert: { apiVersion: v1, kind: ConfigMap, metadata: { name: go } } }`;
    const session = await play(setup(`faults: [{ ${when}, stopComponent: kube-scheduler }, { passed: make, cordon: node-1 }]`));
    await session.pass(5_000);
    expect(session.cluster?.components.running).toContain('kube-scheduler');
    await output(session, 'kubectl create configmap go');
    await session.pass(3_000);
    expect(session.cluster?.components.running).not.toContain('kube-scheduler');
    await output(session, 'kubectl create namespace shop');
    await session.pass(3_000);
    expect(await output(session, 'kubectl get nodes --no-headers')).toMatch(/node-1 +Ready,SchedulingDisabled/);
  });
});

describe('what must hold all the time', () => {
  it('is said to be broken at once, before what may still come', async () => {
    const checks = `checks:
      - assert: { apiVersion: apps/v1, kind: Deployment, metadata: { name: web }, status: { readyReplicas: 5 } }
        within: 60s
      - always: { assert: { apiVersion: apps/v1, kind: Deployment, metadata: { name: web } } }`;
    const mistake = `mistakes: [{ when: { absent: { apiVersion: apps/v1, kind: Deployment, metadata: { name: web } } }, say: It is gone. }]`;
    const text = lessonYaml.replace(/checks:\n.*/, checks);
    const session = await play({ [lessonFile]: `${text}setup: { objects: [${deployment('nginx:1.27')}] }\n${mistake}\n` });
    await output(session, 'kubectl scale deployment web --replicas=3');
    expect(session.state().tasks[0]).toMatchObject({ status: 'open', waitsUntil: expect.any(Number) as number });
    await output(session, 'kubectl delete deployment web --wait=false');
    expect(session.state().tasks[0]).toMatchObject({ status: 'failing', advice: 'It is gone.' });
    expect(session.state().tasks[0]?.found).toMatch(/it did not hold all the time: .*take your last steps back with undo/);
  });
});

describe('a fault without a target', () => {
  it.each([
    ['stopNode: nowhere', /there is no node nowhere; there are control-plane, node-1, node-2/],
    ['stopComponent: scheduller', /there is no component "scheduller"/],
  ])('%s ends the lesson before it begins', async (action, message) => {
    const pack = loadPack(samplePack(setup(`faults: [{ at: 1s, ${action} }]`)));
    const [lesson] = lessonsOf(pack);
    if (lesson === undefined) throw new Error('the sample has a lesson');
    const session = LessonSession.open({ pack, lesson, seed: 's', createCluster });
    await session.ready();
    expect(session.state().failure).toMatch(message);
  });
});

describe('the check `survives`', () => {
  const task = (replicas: number): { readonly [path: string]: string } => ({
    [lessonFile]: lessonYaml
      .replace(
        /- assert: .*/,
        `- request: { url: 'http://web/', from: { podWith: { app: client } } }\n      - survives: { killPod: { podWith: { app: web } } }\n        within: 2s`,
      )
      .concat(
        `setup:\n  objects:\n    - ${deployment('shop/slow:1', replicas)}\n    - { apiVersion: v1, kind: Service, metadata: { name: web }, spec: { selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] } }\n    - { apiVersion: v1, kind: Pod, metadata: { name: client, labels: { app: client } }, spec: { containers: [{ name: c, image: nginx:1.27 }] } }\n`,
      ),
    'images/slow.yaml':
      "name: shop/slow\ntags: ['1']\nstartup: 5s\nlistens: [{ port: 8080, routes: [{ path: /, body: here }] }]\n",
  });

  it('passes when all else holds after the fault', async () => {
    const session = await play(task(4));
    expect(session.state().tasks[0]).toMatchObject({
      status: 'open',
      found: expect.stringMatching(/being tried: the Pod app=web was deleted/),
    });
    // The new Pod listens after a while, and a request may meet it: the others answer in the long run.
    expect(await session.waitForTask('make', 120_000)).toBe(true);
  });

  it('says what was found when it does not', async () => {
    const session = await play(task(1));
    await session.pass(4_000);
    const [state] = session.state().tasks;
    expect(state?.found).toMatch(/after the Pod app=web was deleted.*expected an answer/s);
  });
});

describe('images as data', () => {
  const image = (text: string): { readonly [path: string]: string } => ({
    ...setup(`objects: [${deployment('shop/app:1', 1)}]`),
    'images/app.yaml': `name: shop/app\ntags: ['1']\n${text}`,
  });
  const logs = (session: LessonSession): Promise<string> => output(session, 'kubectl logs deploy/web');

  it('listen, answer by route and age, and log', async () => {
    const session = await play(
      image(`startup: 1s
env: { GREETING: hello }
log: [{ text: 'up on \${HOSTNAME}' }, { text: tick, every: 2s }]
listens:
  - port: 8080
    routes:
      - { path: /ready, until: 30s, status: 503 }
      - { path: /ready, body: ok }
      - { path: /api/*, method: GET, body: '\${GREETING}', headers: { X-Who: app }, log: asked }
`),
    );
    const ask = (path: string): Promise<string> =>
      output(session, `kubectl exec deploy/web -- curl -s -w ' %{http_code}' http://localhost:8080${path}`);
    expect(await ask('/ready')).toContain('503');
    expect(await ask('/api/x')).toContain('hello 200');
    expect(await ask('/nothing')).toContain('404');
    await session.pass(40_000);
    expect(await ask('/ready')).toContain('ok 200');
    expect(await logs(session)).toMatch(/^up on web-\S+\n[^]*asked[^]*\ntick\n/);
  });

  it.each([
    ['an environment variable', 'needs: { env: [TOKEN] }\n', /the environment variable TOKEN is not set/],
    ['a file', 'needs: { files: [/etc/app.conf] }\n', /open \/etc\/app\.conf: no such file/],
    ['a host', 'needs: { hosts: [{ host: db, port: 5432 }] }\n', /cannot reach db:5432: no such host/],
    ['patience', 'ends: [{ after: 3s, code: 7, message: panic }]\n', /panic/],
  ])('end without %s', async (_what, text, message) => {
    const session = await play(image(text));
    await session.pass(15_000);
    expect(await output(session, 'kubectl get pods --no-headers')).toMatch(/Error|CrashLoopBackOff/);
    expect(await logs(session)).toMatch(message);
  });

  it('of a private registry need a pull Secret', async () => {
    const session = await play(image('private: true\n'));
    expect(await output(session, 'kubectl get pods --no-headers')).toMatch(/ErrImagePull|ImagePullBackOff/);
  });
});

describe('users', () => {
  it('have a context of their own and speak as themselves', async () => {
    const session = await play(setup('users: [{ name: ada, groups: [developers] }]'));
    expect(await output(session, 'kubectl config get-contexts -o name')).toContain('ada');
    expect(await output(session, 'kubectl --context ada auth whoami')).toMatch(/Username +ada[^]*developers/);
  });
});

describe('images that use memory and processors', () => {
  const limited = (limit: string): string =>
    `{ apiVersion: v1, kind: Pod, metadata: { name: web, labels: { app: web } }, spec: { containers: [{ name: web, image: 'shop/hungry:1', resources: { limits: { memory: ${limit}, cpu: 100m } } }] } }`;
  const hungry = (text: string, limit = '100Mi'): { readonly [path: string]: string } => ({
    ...setup(`objects: [${limited(limit)}]`),
    'images/hungry.yaml': `name: shop/hungry\ntags: ['1']\n${text}`,
  });
  const restarts = async (session: LessonSession): Promise<string> =>
    output(
      session,
      "kubectl get pod web -o jsonpath='{.status.containerStatuses[0].restartCount} {.status.containerStatuses[0].lastState.terminated.reason}'",
    );

  it('are killed when their memory grows over the limit, and live below it', async () => {
    const text = 'memory: [{ size: 20Mi }, { at: 20s, size: 300Mi }]\n';
    const session = await play(hungry(text));
    expect(await restarts(session)).toMatch(/^0/);
    await session.pass(25_000);
    expect(await restarts(session)).toMatch(/^1 OOMKilled/);
    const roomy = await play(hungry(text, '400Mi'));
    await roomy.pass(60_000);
    expect(await restarts(roomy)).toMatch(/^0/);
  });

  it('keep what answers leave behind, and need processor time for each', async () => {
    const text = 'memory: 10Mi\nlistens: [{ port: 80, routes: [{ path: /leak, keeps: 30Mi }, { path: /work, work: 200ms }] }]\n';
    const session = await play(hungry(text));
    const ask = async (path: string): Promise<number> => {
      const before = session.state().now;
      await output(session, `kubectl exec web -- wget -qO- http://localhost${path}`);
      return session.state().now - before;
    };
    // A tenth of a processor does the work of 200 ms in about two seconds.
    expect(await ask('/work')).toBeGreaterThan(1_000);
    for (let count = 0; count < 4; count++) await ask('/leak');
    await session.pass(5_000);
    expect(await restarts(session)).toMatch(/^1 OOMKilled/);
  });

  it.each([
    ['memory: lots\n', /a size such as `40Mi`/],
    ['load: 1000\n', /a number of processors from 0 to 64/],
  ])('%s is refused', (text, message) => {
    expect(readPack(samplePack(hungry(text))).problems[0]?.message).toMatch(message);
  });
});

describe('the check `host`', () => {
  const check = (value: string): { readonly [path: string]: string } => ({
    [lessonFile]: lessonYaml.replace(/- assert: .*/, `- host: ${value}`),
  });
  const found = (session: LessonSession): string | undefined => session.state().tasks[0]?.found;

  it('finds processes on machines', async () => {
    const session = await play(check('{ machine: node-1, process: nginx }'));
    expect(found(session)).toBe('nginx on node-1: expected a process, found none');
    await output(session, `kubectl run web --image=nginx --overrides '{"spec":{"nodeName":"node-1"}}'`);
    expect(await session.waitForTask('make', 60_000)).toBe(true);
  });

  it('tells namespaces of its own from those of the machine', async () => {
    const session = await play(check('{ machine: workstation, process: { name: sleep, own: [uts], hostname: box } }'));
    await output(session, 'sudo sleep 600 &');
    expect(found(session)).toMatch(
      /expected a process whose host name is box and with a uts namespace of its own, found one whose host name is workstation/,
    );
    await output(session, "sudo unshare --uts sh -c 'hostname box; sleep 600' &");
    expect(await session.waitForTask('make', 10_000)).toBe(true);
  });

  it('reads control groups', async () => {
    const session = await play(check("{ machine: workstation, cgroup: { path: /demo, values: { cpu.max: '20000 100000' } } }"));
    expect(found(session)).toBe('workstation: there is no control group /demo');
    await output(session, 'sudo mkdir /sys/fs/cgroup/demo');
    expect(found(session)).toMatch(/cpu\.max of the control group \/demo: expected "20000 100000", found "max 100000"/);
    await output(session, "sudo sh -c 'echo 20000 100000 > /sys/fs/cgroup/demo/cpu.max'");
    expect(await session.waitForTask('make', 5_000)).toBe(true);
  });

  it('reads mounts, routes and files', async () => {
    const mount = await play(check('{ machine: workstation, mount: { at: /mnt/box, type: tmpfs } }'));
    expect(found(mount)).toBe('workstation: expected a mount at /mnt/box, found none');
    await output(mount, 'sudo mkdir -p /mnt/box && sudo mount -t tmpfs none /mnt/box');
    expect(await mount.waitForTask('make', 5_000)).toBe(true);
    const route = await play(check('{ machine: workstation, route: { to: 10.9.0.0/24, device: box0 } }'));
    expect(found(route)).toBe('workstation: expected a route to 10.9.0.0/24 by box0, found none');
    await output(route, 'sudo ip link add box0 type dummy && sudo ip addr add 10.9.0.1/24 dev box0 && sudo ip link set box0 up');
    expect(await route.waitForTask('make', 5_000)).toBe(true);
    const file = await play(check('{ machine: node-1, file: { path: /proc/sys/kernel/hostname, equals: node-9 } }'));
    expect(found(file)).toBe('node-1: /proc/sys/kernel/hostname: expected "node-9", found "node-1"');
  });

  it.each([
    ['{ machine: node-1 }', /exactly one of `process`, `cgroup`, `mount`, `route`, `file`/],
    ['{ machine: node-1, mount: { at: /a }, count: 2 }', /`count` beside `process` only/],
    ['{ machine: node-1, process: { name: a, own: [nets] } }', /found the text "nets"/],
  ])('%s is refused', (value, message) => {
    expect(readPack(samplePack(check(value))).problems[0]?.message).toMatch(message);
  });
});

describe('what the cluster accepts and does not act on', () => {
  it('is said once, after the command that asked for it', async () => {
    const session = await play({});
    const inert = '{"spec":{"containers":[{"name":"a","image":"nginx","securityContext":{"procMount":"Default"}}]}}';
    const printed = await output(session, `kubectl run a --image=nginx --overrides='${inert}'`);
    expect(printed).toContain('pod/a created');
    expect(printed).toContain('spec.containers[].securityContext.procMount is accepted and has no effect in this cluster');
    expect(await output(session, `kubectl run b --image=nginx --overrides='${inert}'`)).not.toContain('has no effect');
    expect(await output(session, 'kubectl run c --image=nginx')).not.toContain('has no effect');
  });
});
