import { describe, expect, it } from 'vitest';
import { pods } from '../../sandbox/schema/resources.ts';
import type { Pod } from '../../sandbox/schema/types/core-v1.ts';
import { learnerAt, type Learner } from '../harness/learner.ts';
import { situations } from './pod-situations.ts';

interface Expected {
  /** READY, STATUS and RESTARTS of `kubectl get pod`: what pkg/printers/internalversion makes of the status. */
  readonly row: RegExp;
  /** Lines of `kubectl describe pod` in their order, from describePod of k8s.io/kubectl. */
  readonly lines: readonly RegExp[];
  /** `type=status reason` in the order in which pkg/kubelet/kubelet_pods.go appends conditions. */
  readonly conditions: readonly string[];
  /** `reason (count) message` from the kubelet's and the scheduler's sources, in order of their first time. */
  readonly events: readonly RegExp[];
  readonly status: object;
}

const conditions = (initialized: string, ready: string, sandbox = 'True'): readonly string[] => [
  `PodReadyToStartContainers=${sandbox}`,
  `Initialized=${initialized}`,
  `Ready=${ready}`,
  `ContainersReady=${ready}`,
  'PodScheduled=True',
];
const scheduled = /^Scheduled Successfully assigned default\/demo to node-\d$/;
const pulling = (image: string): RegExp => new RegExp(`^Pulling Pulling image "${image}"$`);
const pulled = (image: string): RegExp =>
  new RegExp(
    `^Pulled Successfully pulled image "${image}" in [\\d.]+m?s \\([\\d.]+m?s including waiting\\)\\. Image size: \\d+ bytes\\.$`,
  );
const started = [/^Created Container created$/, /^Started Container started$/] as const;
const usual = (image: string): readonly RegExp[] => [scheduled, pulling(image), pulled(image), ...started];
const BUSYBOX = 'busybox:1.36';
const NGINX = 'nginx:1.27';
const present = /^Pulled x3 Container image "busybox:1.36" already present on machine and can be accessed by the pod$/;
const backOff = (name: string): RegExp =>
  new RegExp(`^BackOff x\\d Back-off restarting failed container ${name} in pod demo_default\\(`);
const notReady = 'False ContainersNotReady containers with unready status: [app]';

const expectations: { readonly [name: string]: Expected } = {
  running: {
    row: /^demo +1\/1 +Running +0 /,
    lines: [/^Status: +Running$/, /State: +Running$/, /^ {6}Started: +Thu, 01 Jan 2026/, /Ready: +True$/, /Restart Count: +0$/],
    conditions: conditions('True', 'True'),
    events: usual(NGINX),
    status: { phase: 'Running', qosClass: 'BestEffort', containerStatuses: [{ ready: true, started: true, restartCount: 0 }] },
  },
  // Without init containers the waiting reason before there is a container is ContainerCreating, and Initialized is true.
  pulling: {
    row: /^demo +0\/1 +ContainerCreating +0 /,
    lines: [/^Status: +Pending$/, /Container ID: +$/, /Image ID: +$/, /State: +Waiting$/, /Reason: +ContainerCreating$/],
    conditions: conditions('True', notReady),
    events: [scheduled, pulling(NGINX)],
    status: {
      phase: 'Pending',
      containerStatuses: [{ imageID: '', started: false, state: { waiting: { reason: 'ContainerCreating' } } }],
    },
  },
  // ErrImagePull and ImagePullBackOff take turns; the message holds the last error. Pulls after 0, 10 and 20 s: three in a minute.
  'bad image': {
    row: /^demo +0\/1 +ImagePullBackOff +0 /,
    lines: [/State: +Waiting$/, /Reason: +ImagePullBackOff$/, /Pulling +\d+s \(x3 over \d+s\) +kubelet/],
    conditions: conditions('True', notReady),
    events: [
      scheduled,
      /^Pulling x3 Pulling image "nginx:no-such-tag"$/,
      /^Failed x3 Failed to pull image "nginx:no-such-tag": rpc error: code = NotFound desc = failed to pull and unpack image/,
      /^Failed x3 Error: ErrImagePull$/,
      /^BackOff x\d Back-off pulling image "nginx:no-such-tag"$/,
      /^Failed x\d Error: ImagePullBackOff$/,
    ],
    status: { phase: 'Pending' },
  },
  // The phase stays Running while a container that ended is to be started again; the last state is the run that ended.
  'crash loop': {
    row: /^demo +0\/1 +CrashLoopBackOff +3 \(\d+s ago\) /,
    lines: [
      /State: +Waiting$/,
      /Reason: +CrashLoopBackOff$/,
      /Last State: +Terminated$/,
      /Reason: +Error$/,
      /Exit Code: +3$/,
      /Restart Count: +3$/,
    ],
    conditions: conditions('True', notReady),
    events: [
      scheduled,
      pulling(BUSYBOX),
      pulled(BUSYBOX),
      /^Created x4 Container created$/,
      /^Started x4 Container started$/,
      present,
      backOff('app'),
    ],
    status: { phase: 'Running', containerStatuses: [{ restartCount: 3, lastState: { terminated: { exitCode: 3 } } }] },
  },
  // A Pod that ended has no sandbox any more; a limit stands for the request that is not given.
  'out of memory': {
    row: /^demo +0\/1 +OOMKilled +0 /,
    lines: [/^Status: +Failed$/, /State: +Terminated$/, /Reason: +OOMKilled$/, /Exit Code: +137$/, /^QoS Class: +Burstable$/],
    conditions: conditions('True', 'False PodFailed', 'False'),
    events: usual(BUSYBOX),
    status: { phase: 'Failed', containerStatuses: [{ allocatedResources: { memory: '100Mi' } }] },
  },
  // With init containers the others wait with PodInitializing, and their phase is Pending.
  'failed init': {
    row: /^demo +0\/1 +Init:CrashLoopBackOff +3 \(\d+s ago\) /,
    lines: [/^Init Containers:$/, /Reason: +CrashLoopBackOff$/, /^Containers:$/, /Reason: +PodInitializing$/],
    conditions: conditions('False ContainersNotInitialized containers with incomplete status: [setup]', notReady),
    events: [
      scheduled,
      pulling(BUSYBOX),
      pulled(BUSYBOX),
      /^Created x4 Container created$/,
      /^Started x4 Container started$/,
      present,
      backOff('setup'),
    ],
    status: { phase: 'Pending' },
  },
  'not ready': {
    row: /^demo +0\/1 +Running +0 /,
    lines: [
      /State: +Running$/,
      /Ready: +False$/,
      /Readiness: +http-get http:\/\/:80\/ready delay=0s timeout=1s period=10s #success=1 #failure=3$/,
    ],
    conditions: conditions('True', notReady),
    events: [...usual(NGINX), /^Unhealthy x3 Readiness probe failed: HTTP probe failed with statuscode: 404$/],
    status: { phase: 'Running', containerStatuses: [{ ready: false, started: true }] },
  },
  // The printer shows a container's reason before the Pod's; only pressure on the node, not a limit, is a disruption.
  evicted: {
    row: /^demo +0\/1 +Error +0 /,
    lines: [
      /^Status: +Failed$/,
      /^Reason: +Evicted$/,
      /^Message: +Usage of EmptyDir volume "cache" exceeds the limit "1Mi"\. $/,
      /Exit Code: +137$/,
      /SizeLimit: +1Mi$/,
    ],
    conditions: conditions('True', 'False PodFailed', 'False'),
    events: [
      ...usual(BUSYBOX),
      /^Evicted Usage of EmptyDir volume "cache" exceeds the limit "1Mi"\. $/,
      /^Killing Stopping container app$/,
    ],
    status: { phase: 'Failed', reason: 'Evicted' },
  },
  completed: {
    row: /^demo +0\/1 +Completed +0 /,
    lines: [/^Status: +Succeeded$/, /State: +Terminated$/, /Reason: +Completed$/, /Exit Code: +0$/],
    conditions: conditions('True PodCompleted', 'False PodCompleted', 'False'),
    events: usual(BUSYBOX),
    status: { phase: 'Succeeded' },
  },
  // The deletion time lies in the future, so the time since then is no time; the Pod is ready until its container ends.
  terminating: {
    row: /^demo +1\/1 +Terminating +0 /,
    lines: [/^Status: +Terminating \(lasts <invalid>\)$/, /^Termination Grace Period: +30s$/, /Ready: +True$/],
    conditions: conditions('True', 'True'),
    events: [...usual(BUSYBOX), /^Killing Stopping container app$/],
    status: { phase: 'Running', observedGeneration: 2 },
  },
  // No kubelet has seen it: one condition, no container statuses, no start time.
  unschedulable: {
    row: /^demo +0\/1 +Pending +0 /,
    lines: [/^Node: +<none>$/, /^Status: +Pending$/, /^IP: +$/, /^IPs: +<none>$/, /PodScheduled +False $/],
    conditions: [
      'PodScheduled=False Unschedulable 0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    ],
    events: [/^FailedScheduling 0\/3 nodes are available: /],
    status: { phase: 'Pending', qosClass: 'Burstable' },
  },
  // A sidecar is an init container that counts as a container: in READY, in ContainersReady and in readiness.
  sidecar: {
    row: /^demo +2\/2 +Running +0 /,
    lines: [/^Init Containers:$/, /State: +Running$/, /^Containers:$/, /State: +Running$/],
    conditions: conditions('True', 'True'),
    events: [scheduled, pulling(BUSYBOX), pulled(BUSYBOX), ...started, pulling(NGINX), pulled(NGINX), ...started],
    status: { phase: 'Running', initContainerStatuses: [{ name: 'log', started: true, ready: true }] },
  },
};

async function inSituation({ pod, after, next = [] }: (typeof situations)[number]): Promise<Learner> {
  const learner = await learnerAt({ files: { 'demo.yaml': JSON.stringify(pod) } });
  await learner.type('kubectl apply -f demo.yaml');
  await learner.wait(after);
  for (const command of next) await learner.type(command);
  await learner.wait(next.length * 500);
  return learner;
}

async function found({ cluster }: Learner): Promise<Pod> {
  const { group, version, resource } = pods;
  const asking = cluster.client().request({ verb: 'get', group, version, resource, namespace: 'default', name: 'demo' });
  return (await asking).body as unknown as Pod;
}

/** Events as `reason (xN) message`. */
async function eventsOf({ type }: Learner): Promise<readonly string[]> {
  const { output } = await type(
    `kubectl get events --field-selector involvedObject.name=demo -o jsonpath='{range .items[*]}{.metadata.name} {.reason} {.count} {.message}{"\\n"}{end}'`,
  );
  return output
    .split('\n')
    .filter((line) => line !== '')
    .sort()
    .map((line) =>
      line.replace(/^\S+ /, '').replace(/^(\S+) (\d*) /, (_, reason, n) => `${reason}${Number(n) > 1 ? ` x${n}` : ''} `),
    );
}

describe.each(situations)('a Pod: $name', (situation) => {
  const expected = expectations[situation.name];

  it('is shown as the real kubelet and kubectl show it', async () => {
    if (expected === undefined) throw new Error(`nothing is expected of ${situation.name}`);
    const learner = await inSituation(situation);
    expect((await learner.type('kubectl get pod demo --no-headers')).output).toMatch(expected.row);

    const described = (await learner.type('kubectl describe pod demo')).output.split('\n');
    let from = 0;
    for (const line of expected.lines) {
      const at = described.findIndex((text, index) => index >= from && line.test(text));
      expect(at, `${line} after line ${from} of\n${described.join('\n')}`).toBeGreaterThanOrEqual(from);
      from = at + 1;
    }

    const { status } = await found(learner);
    expect(status).toMatchObject(expected.status);
    const told = (status?.conditions ?? []).map(({ type, status: is, reason, message }) =>
      [`${type}=${is}`, reason, message].filter((part) => part !== undefined).join(' '),
    );
    expect(told).toEqual(expected.conditions);

    const events = await eventsOf(learner);
    expect(events.length, events.join('\n')).toBe(expected.events.length);
    for (const [index, event] of events.entries()) expect(event).toMatch(expected.events[index] ?? /^$/);
  });
});
