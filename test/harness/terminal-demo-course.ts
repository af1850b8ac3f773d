import type { CourseOutline, OpenLesson, PackOutline, ReviewCard } from '../../src/tui/index.ts';
import { scriptedSession, type Script } from './terminal-scripted-session.ts';

export const demoCourse: CourseOutline = {
  title: 'Kubernetes, step by step',
  modules: [
    {
      id: 'start',
      title: 'First steps',
      lessons: [
        {
          id: 'start/tour',
          title: 'A tour of the cluster',
          minutes: 8,
          difficulty: 'easy',
          objectives: ['Name the parts of a cluster', 'Ask the cluster what it runs'],
          concepts: ['Node', 'Namespace'],
          tasks: 3,
        },
        {
          id: 'start/first-deploy',
          title: 'Your first deployment',
          minutes: 15,
          difficulty: 'easy',
          objectives: [
            'Run a web server that the cluster keeps alive',
            'Reach it through one address',
            'Scale it, break it, and see it heal',
          ],
          concepts: ['Deployment', 'ReplicaSet', 'Pod', 'Service', 'self-healing'],
          tasks: 5,
        },
      ],
    },
    {
      id: 'pods',
      title: 'Pods',
      lessons: [
        {
          id: 'pods/first-pod',
          title: 'Your first Pod',
          minutes: 12,
          difficulty: 'medium',
          objectives: ['Write a Pod by hand', 'Read what happened to it'],
          concepts: ['Pod', 'container', 'image'],
          tasks: 4,
        },
        {
          id: 'pods/wide',
          title: '探针：存活与就绪 🚀',
          minutes: 10,
          objectives: ['存活探针失败会重启容器'],
          concepts: ['探针'],
          tasks: 2,
        },
      ],
    },
  ],
};

const prose = `A Pod that you make by hand stays dead when it dies. So nobody makes Pods by hand. In this lesson you ask for a web server that stays: you start it, reach it, make it bigger, break it, and watch it heal.

## Ask for it {#ask}

\`\`\`sh
cat web.yaml
\`\`\`

This is a **Deployment**. It does not say "start a Pod". It says: *there shall be two Pods like this one* (\`replicas: 2\`, and below \`template:\` what each
looks like).

\`\`\`yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web   # the name of everything that follows
spec:
  replicas: 2
\`\`\`

\`\`\`sh
kubectl apply -f web.yaml
kubectl rollout status deployment/web
\`\`\`

| Layer | Looks after | Made by |
|---|---|---|
| Deployment | versions: one ReplicaSet for each of them, the old ones kept for a way back | you |
| ReplicaSet | the number of Pods | the Deployment |
| Pod | the work | the ReplicaSet |

> **Try it** \`kubectl get endpointslices\` shows the addresses behind the Service. All four are there, and nobody told the Service.

> **Careful** The name \`web\` means something only inside the cluster.

> **Then and now** Old notes start with \`kubectl run web --image=nginx\` to make a Deployment. Since Kubernetes 1.18 that command makes a single Pod.

1. Ask for a list
2. Look at the [documentation](https://kubernetes.io/docs)
   - and its parts
`;

const webYaml = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - name: web
          image: nginx:1.27   # the web server
          ports:
            - containerPort: 80
`;

const object = (kind: string, name: string, rest: object, version = '1'): { kind: string; metadata: object } => ({
  kind,
  ...rest,
  metadata: {
    name,
    namespace: 'default',
    uid: `${kind}/${name}`,
    resourceVersion: version,
    ...('metadata' in rest ? (rest.metadata as object) : {}),
  },
});

const node = (name: string, labels: object = {}): { kind: string; metadata: object } =>
  object('Node', name, {
    metadata: { labels, namespace: undefined },
    status: { conditions: [{ type: 'Ready', status: 'True' }] },
  });

export const startObjects = [
  node('control-plane', { 'node-role.kubernetes.io/control-plane': '' }),
  node('node-1'),
  node('node-2'),
];

const pod = (name: string, nodeName: string, status: object, version = '1'): { kind: string; metadata: object } =>
  object(
    'Pod',
    name,
    {
      metadata: { ownerReferences: [{ controller: true, uid: 'ReplicaSet/web-6d4b7' }] },
      spec: { nodeName, containers: [{}] },
      status,
    },
    version,
  );

const running = (address: string): object => ({
  phase: 'Running',
  podIP: address,
  containerStatuses: [{ ready: true, restartCount: 0, state: { running: {} } }],
});

export const deployed = [
  ...startObjects,
  object('Deployment', 'web', { spec: { replicas: 3 }, status: { readyReplicas: 2 } }, '7'),
  object(
    'ReplicaSet',
    'web-6d4b7',
    {
      metadata: { ownerReferences: [{ controller: true, uid: 'Deployment/web' }] },
      spec: { replicas: 3 },
      status: { readyReplicas: 2 },
    },
    '7',
  ),
  pod('web-6d4b7-x2x9p', 'node-1', running('10.244.1.4')),
  pod('web-6d4b7-kl8wq', 'node-2', running('10.244.2.3')),
  pod(
    'web-6d4b7-zz7tn',
    'node-1',
    {
      phase: 'Pending',
      containerStatuses: [{ ready: false, restartCount: 3, state: { waiting: { reason: 'ImagePullBackOff' } } }],
    },
    '8',
  ),
  object('Service', 'web', { spec: { type: 'ClusterIP', clusterIP: '10.96.14.20', ports: [{ port: 80 }] } }),
  object('EndpointSlice', 'web-abc', {
    metadata: { labels: { 'kubernetes.io/service-name': 'web' } },
    endpoints: [
      { addresses: ['10.244.1.4'], targetRef: { name: 'web-6d4b7-x2x9p' }, conditions: { ready: true } },
      { addresses: ['10.244.2.3'], targetRef: { name: 'web-6d4b7-kl8wq' }, conditions: { ready: false } },
    ],
  }),
  object('Event', 'e1', {
    type: 'Normal',
    reason: 'Scheduled',
    involvedObject: { kind: 'Pod', name: 'web-6d4b7-x2x9p' },
    message: 'Successfully assigned default/web-6d4b7-x2x9p to node-1',
    lastTimestamp: '2026-01-05T09:00:02Z',
  }),
  object('Event', 'e2', {
    type: 'Warning',
    reason: 'Failed',
    count: 3,
    involvedObject: { kind: 'Pod', name: 'web-6d4b7-zz7tn' },
    message: 'Failed to pull image "nginx:1.99": not found',
    lastTimestamp: '2026-01-05T09:00:05Z',
  }),
];

const script: Script = {
  tasks: [
    {
      id: 'deploy',
      title: 'Run the Deployment "web" with two ready Pods',
      hints: [
        'The file web.yaml says all that is needed. Which command hands a file to the cluster?',
        'It starts with `kubectl apply`.',
      ],
    },
    { id: 'see', title: 'List the Pods that it made', hints: ['The kind is `pods`; the verb is `get`.'] },
    { id: 'address', title: 'Make "web" answer inside the cluster at http://web', hints: [] },
  ],
  objects: startObjects,
  files: { 'web.yaml': webYaml, 'notes.txt': 'nothing\n' },
  greeting: [{ kind: 'note', text: 'Three nodes are ready.' }],
  answers: [
    { command: 'cat web.yaml', output: webYaml.trimEnd() },
    {
      command: /^kubectl apply -f web\.yaml/,
      output: 'deployment.apps/web created',
      objects: deployed,
      finds: {
        task: 'deploy',
        found: 'Deployment default/web: status.readyReplicas is 1, expected 2',
        advice: 'Look at the Pods: `kubectl get pods` says what each waits for.',
      },
    },
    {
      command: /^kubectl get pods?$/,
      output:
        'NAME              READY   STATUS    RESTARTS   AGE\nweb-6d4b7-x2x9p   1/1     Running   0          12s\nweb-6d4b7-kl8wq   1/1     Running   0          12s',
      passes: 'deploy',
    },
    { command: /^kubectl get pods -o wide$/, output: 'NAME  READY', passes: 'see' },
    { command: /^kubectl expose/, output: 'service/web exposed', passes: 'address' },
    { command: /^seq (\d+)$/, output: Array.from({ length: 12_000 }, (_, index) => `row ${index + 1}`).join('\n') },
    { command: 'kubectl get pods -w', output: 'NAME   READY   STATUS', streams: true },
    { command: 'echo colours', output: '\u001b[31mred\u001b[0m \u001b]0;title\u0007 and \u001b[2Jclear' },
    { command: 'echo wide', output: '存活探针失败会重启容器 🚀 done' },
  ],
};

export function demoLesson(id: string): OpenLesson {
  const module = demoCourse.modules.find((candidate) => candidate.lessons.some((lesson) => lesson.id === id));
  const lesson = module?.lessons.find((candidate) => candidate.id === id);
  if (!module || !lesson) throw new Error(`there is no lesson ${id}`);
  return {
    id,
    title: lesson.title,
    module: module.title,
    minutes: lesson.minutes,
    prose,
    debrief:
      'Nobody gave an order to start a Pod. Each **controller** compares what is asked for with what is there.\n\n- One keeps versions\n- One keeps the number',
    next: { id: 'pods/first-pod', title: 'Your first Pod', minutes: 12 },
    session: scriptedSession(script),
  };
}

export const demoCards: readonly ReviewCard[] = [
  {
    key: 'start/first-deploy#layers',
    front: 'Deployment, ReplicaSet, Pod. Who looks after versions, who after the number?',
    back: 'The Deployment after versions (one ReplicaSet for each), the ReplicaSet after the number of Pods.',
    lesson: 'start/first-deploy',
  },
  { key: 'start/tour#pod', front: 'What does `kubectl get pods -w` do?', back: 'It *watches*.', lesson: 'start/tour' },
];

export const demoLessonIds: readonly string[] = demoCourse.modules.flatMap(({ lessons }) => lessons.map(({ id }) => id));

export const demoTerms: { readonly [word: string]: string } = {
  Pod: 'The **smallest** thing that runs: one or more containers that share an address and volumes.',
  Deployment: 'Keeps a number of like Pods, and replaces them step by step when you ask for another version.',
};

export const demoPacks: readonly PackOutline[] = [
  {
    title: 'Kubernetes, step by step',
    version: '0.1.0',
    description: 'From the first Pod on.',
    lessons: 4,
    problems: 0,
    open: true,
  },
  {
    name: '@acme/k8s-inside',
    title: '内部课程 🚀',
    version: '2.3.1',
    description: 'How we run things here.',
    lessons: 1,
    problems: 0,
    open: false,
  },
  { name: 'broken-pack', title: 'broken-pack', version: '', description: '', lessons: 0, problems: 3, open: false },
];
